"""Copies of meetings in calendars are known by their booking, so that what is done to them there can be followed."""

from django.db import migrations, models


def read_anew(apps, schema_editor):
    """Let what was read without saying whose copy it is be read once more."""
    apps.get_model("channels", "CalendarEntry").objects.filter(body="", odd=False).delete()
    apps.get_model("channels", "Calendar").objects.update(listed_at=None)


class Migration(migrations.Migration):
    dependencies = [("channels", "0015_letter_drafts")]

    operations = [
        migrations.AddField("calendarentry", "meeting", models.PositiveBigIntegerField(null=True)),
        migrations.AlterField("writtenmeeting", "sequence", models.PositiveIntegerField(null=True)),
        migrations.RunPython(read_anew, migrations.RunPython.noop, elidable=True),
    ]
