import pytest
from tests.permissions import test_matrix as m
from mostik.config.roles import ROLES

@pytest.mark.parametrize("code", [s.code for s in ROLES])
def test_planning(code, cast, client, monkeypatch):
    monkeypatch.setattr(m, "ROUTES", [r for r in m.ROUTES if r.name.startswith("planning") or "plan" in r.name])
    subject = m.subject_of(code, cast)
    client.force_login(subject, backend=m.BACKEND)
    found, asked = m.walk(client, subject, m.owners_for(subject, cast))
    assert found == []
    print(code, asked)
