"""A stored file on its way out: saved, never run by the browser."""

import pytest
from django.urls import reverse

from mostik.core import files
from mostik.core.actors import SYSTEM
from mostik.kernel.events import Ref

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def guarded(monkeypatch):
    """Files of doors: Boris sees door 1."""
    monkeypatch.setattr(files, "GUARDS", {"trial.door": lambda _viewer, number: number == 1})


def test_page_of_somebody_else_is_downloaded_never_run(cast, client, guarded):
    html = b"<html><script>steal()</script></html>"
    row = files.store(by=SYSTEM, content=html, title="Счёт №1.html", about=Ref("trial.door", 1))
    client.force_login(cast.boris, backend=BACKEND)
    answer = client.get(reverse("core:file", args=[row.pk]))
    assert b"".join(answer.streaming_content) == html
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")


def test_file_of_a_foreign_record_is_as_one_that_is_not_there(cast, client, guarded):
    row = files.store(by=SYSTEM, content=b"secret", title="a.txt", about=Ref("trial.door", 2))
    client.force_login(cast.boris, backend=BACKEND)
    foreign = client.get(reverse("core:file", args=[row.pk]))
    absent = client.get(reverse("core:file", args=[row.pk + 1]))
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert b"secret" not in foreign.content
