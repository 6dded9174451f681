"""Moving to salted seals: lines written before get salts, the old chain is checked first, the guard stands after."""

import json
from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from mostik.core import journal
from mostik.core.models import Entry, Seal
from tests.core.test_erasing import call

LAST = [("core", "0006_salted_seals")]
step = import_module("mostik.core.migrations.0006_salted_seals")


@pytest.fixture
def old(visitor, transactional_db, settings, tmp_path):
    """Lines and seals as the version before wrote them, with a day's anchor."""
    settings.HOME = tmp_path
    (tmp_path / "anchors").mkdir()
    (tmp_path / "anchors" / "2026-11-01.json").write_text(json.dumps({"journal": [1, "x"], "reads": [0, ""]}))
    call(by=visitor, times=5)
    executor = MigrationExecutor(connection)
    executor.migrate([("core", "0005_archives")])
    yield executor.loader.project_state([("core", "0005_archives")]).apps
    with connection.schema_editor() as editor:
        step.unguard(None, editor)
    Seal.objects.all().delete()
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER IF EXISTS core_entry_no_delete")


def sealed_as_before(apps, *, wrong=False):
    digest = ""
    for line in apps.get_model("core", "Entry").objects.order_by("id"):
        digest = step.old_digest(line, digest)
        apps.get_model("core", "Seal").objects.create(entry_id=line.pk, digest="0" * 64 if wrong else digest)


def test_lines_written_before_are_salted_and_sealed_anew(old, tmp_path):
    sealed_as_before(old)
    MigrationExecutor(connection).migrate(LAST)
    assert all(len(line.salt) == 32 for line in Entry.objects.all())
    assert (Seal.objects.count(), journal.seal(), journal.broken_seal()) == (0, 5, None)
    assert json.loads((tmp_path / "anchors" / "2026-11-01.json").read_text()) == {"reads": [0, ""]}
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE core_entry SET payload = '{}'")


def test_a_chain_meddled_with_stops_the_upgrade(old):
    sealed_as_before(old, wrong=True)
    with pytest.raises(RuntimeError, match="changed at line"):
        MigrationExecutor(connection).migrate(LAST)
