"""PostgreSQL compiles no query of ours: the longest take a second, and compiling them took another."""

from django.db import migrations

OWNER = "SELECT datdba = current_user::regrole FROM pg_database WHERE datname = current_database()"


def leave_off(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(OWNER)
        name = schema_editor.quote_name(schema_editor.connection.settings_dict["NAME"])
        cursor.execute(f"ALTER DATABASE {name} SET jit = off" if cursor.fetchone()[0] else "ALTER ROLE CURRENT_USER SET jit = off")


class Migration(migrations.Migration):

    dependencies = [("core", "0011_answers_first")]

    operations = [migrations.RunPython(leave_off, migrations.RunPython.noop)]
