"""Moving to salted seals: lines written before get salts, the old chain is checked first, the guard stands after."""

import json
from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction

from mostik.core import clock, journal
from mostik.core.models import Entry, Seal
from tests.older import older, upgrade

BEFORE, AFTER = ("core", "0005_archives"), ("core", "0006_salted_seals")
step = import_module("mostik.core.migrations.0006_salted_seals")


@pytest.fixture
def old(django_db_blocker, settings, tmp_path):
    """Lines as the version before wrote them, with a day's anchor."""
    settings.HOME = tmp_path
    (tmp_path / "anchors").mkdir()
    (tmp_path / "anchors" / "2026-11-01.json").write_text(json.dumps({"journal": [1, "x"], "reads": [0, ""]}))
    with django_db_blocker.unblock(), older(tmp_path, BEFORE) as apps:
        moment = {"at": clock.now(), "day": clock.today(), "recorded_at": clock.now()}
        about = {"name": "trial.called", "about_kind": "trial.door", "actor_kind": "user", "actor_name": "Anna"}
        for number in range(5):
            payload = {"title": f"Ivan {number}", "amount": 100 + number}
            apps.get_model("core", "Entry").objects.create(about_id=1, payload=payload, **moment, **about)
        yield apps


def sealed_as_before(apps, *, wrong=False):
    digest = ""
    for line in apps.get_model("core", "Entry").objects.order_by("id"):
        digest = step.old_digest(line, digest)
        apps.get_model("core", "Seal").objects.create(entry_id=line.pk, digest="0" * 64 if wrong else digest)


def test_lines_written_before_are_salted_and_sealed_anew(old, tmp_path):
    sealed_as_before(old)
    upgrade(AFTER)
    assert all(len(line.salt) == 32 for line in Entry.objects.all())
    assert (Seal.objects.count(), journal.seal(), journal.broken_seal()) == (0, 5, None)
    assert json.loads((tmp_path / "anchors" / "2026-11-01.json").read_text()) == {"reads": [0, ""]}
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE core_entry SET payload = '{}'")


def test_a_chain_meddled_with_stops_the_upgrade(old):
    sealed_as_before(old, wrong=True)
    with pytest.raises(RuntimeError, match="changed at line"):
        upgrade(AFTER)
