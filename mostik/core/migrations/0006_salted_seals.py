"""Seals hold salted digests of values; the one change the database lets through is an erasure that keeps them.

Lines written before get salts. The old chain is checked first and made anew: its unsalted hashes would let anybody
try values against them, so neither it nor what the daily anchors say of it is kept.
"""

import hashlib
import json
import secrets
from datetime import UTC
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.db import migrations, models

before = import_module("mostik.core.migrations.0002_journal_append_only")

KEPT = (
    "id at day recorded_at name about_kind about_id also_kind also_id actor_kind actor_id actor_name address request"
).split()
BATCH = 2000

SQLITE = [
    "CREATE TRIGGER core_entry_no_update BEFORE UPDATE ON core_entry WHEN NEW.salt <> '' OR NEW.erased IS NULL OR "
    + " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in KEPT)
    + " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    before.SQLITE[1],
]
POSTGRES = [
    before.POSTGRES[0],
    "CREATE TRIGGER core_entry_no_update BEFORE UPDATE ON core_entry FOR EACH ROW WHEN "
    "(NEW.salt <> '' OR NEW.erased IS NULL OR "
    + " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in KEPT)
    + ") EXECUTE FUNCTION core_entry_append_only()",
    before.POSTGRES[2],
]
unguard = before.unguard


def guard(apps, schema_editor):
    """Put the triggers up."""
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement)


def reseal(apps, schema_editor):
    """Check the old chain, give every line its salt, let the lines be sealed anew."""
    Entry, Seal = apps.get_model("core", "Entry"), apps.get_model("core", "Seal")
    if not Entry.objects.exists():
        return
    _check(Entry, Seal)
    Seal.objects.all().delete()
    last = 0
    while lines := list(Entry.objects.filter(id__gt=last).order_by("id").only("id")[:BATCH]):
        for line in lines:
            line.salt = secrets.token_hex(16)
        Entry.objects.bulk_update(lines, ["salt"])
        last = lines[-1].id
    _forget_anchors()


def old_digest(line, previous):
    """Return what a line was sealed with before."""
    told = [previous, line.id, line.at.astimezone(UTC).isoformat(), line.name, line.about_kind, line.about_id]
    told += [line.actor_kind, line.actor_id, line.actor_name, line.payload]
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _check(Entry, Seal):  # noqa: N803 - tables as a migration has them
    """Refuse to go on over a chain that was meddled with."""
    digest, lines = "", Entry.objects.order_by("id").iterator(chunk_size=BATCH)
    sealed = dict(Seal.objects.values_list("entry_id", "digest"))
    for line in lines:
        if line.id not in sealed:
            break
        digest = old_digest(line, digest)
        if digest != sealed[line.id]:
            raise RuntimeError(f"The journal was changed at line {line.id}: find out by whom before you upgrade.")


def _forget_anchors():
    for path in (Path(settings.HOME) / "anchors").glob("*.json"):
        told = json.loads(path.read_text(encoding="utf-8"))
        told.pop("journal", None)
        path.write_text(json.dumps(told), encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("core", "0005_archives")]

    operations = [
        migrations.RunPython(unguard, before.guard),
        migrations.AddField("entry", "salt", models.CharField(max_length=32, default="")),
        migrations.AddField(
            "entry",
            "erased",
            models.JSONField(
                null=True, help_text="What an erasure left: digests of what is gone, salts of what stays."
            ),
        ),
        migrations.RunPython(reseal, migrations.RunPython.noop),
        migrations.RunPython(guard, unguard),
    ]
