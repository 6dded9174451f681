"""Ready-made sequences taken before their code was kept are known by the name they still bear and how they begin."""

from django.db import migrations

#: What a ready-made one is called, in the product's languages, and begins at.
KNOWN = {
    "warm_up": ("deal.planned", {"Warm-up before the meeting", "Прогрев перед встречей"}),
    "push": ("deal.done", {"Push to payment after the meeting", "Дожим до оплаты после встречи"}),
    "ask_why": ("deal.lost", {"Ask why after a refusal", "Спросить почему после отказа"}),
}


def know(apps, _schema_editor):
    rows = apps.get_model("automation", "Robot").objects.filter(ready="", kind="sequence")
    for row in rows.iterator():
        for code, (trigger, titles) in KNOWN.items():
            if row.title in titles and row.draft.get("trigger") == trigger:
                row.ready = code
                row.save(update_fields=["ready"])


class Migration(migrations.Migration):
    dependencies = [("automation", "0009_enrolment_picked")]

    operations = [migrations.RunPython(know, migrations.RunPython.noop)]
