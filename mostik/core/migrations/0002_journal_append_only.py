"""The database itself refuses to change or delete a line of the journal."""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER core_entry_no_update BEFORE UPDATE ON core_entry
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER core_entry_no_delete BEFORE DELETE ON core_entry
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
]
POSTGRES = [
    """CREATE OR REPLACE FUNCTION core_entry_append_only() RETURNS trigger AS $$
    BEGIN RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'check_violation'; END $$ LANGUAGE plpgsql""",
    """CREATE TRIGGER core_entry_no_update BEFORE UPDATE ON core_entry
    FOR EACH ROW EXECUTE FUNCTION core_entry_append_only()""",
    """CREATE TRIGGER core_entry_no_delete BEFORE DELETE ON core_entry
    FOR EACH ROW EXECUTE FUNCTION core_entry_append_only()""",
]
TRIGGERS = ("core_entry_no_update", "core_entry_no_delete")


def guard(apps, schema_editor):
    """Put the triggers up."""
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    """Take the triggers down."""
    on = "" if schema_editor.connection.vendor == "sqlite" else " ON core_entry"
    for name in TRIGGERS:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
