"""Import runs, what each brought, what was wrong, and the names of other systems that mean ours."""

from typing import Any

from django.db import models
from django.utils.translation import pgettext_lazy

from mostik.crm.rules.imports.problems import Grade


class RunState(models.TextChoices):
    """Where an import stands."""

    DRAFT = "draft", pgettext_lazy("import", "being set up")
    QUEUED = "queued", pgettext_lazy("import", "waiting")
    RUNNING = "running", pgettext_lazy("import", "running")
    DONE = "done", pgettext_lazy("import", "done")
    CANCELLED = "cancelled", pgettext_lazy("import", "cancelled")
    FAILED = "failed", pgettext_lazy("import", "failed")
    UNDOING = "undoing", pgettext_lazy("import", "being taken back")
    UNDONE = "undone", pgettext_lazy("import", "taken back")


#: What a run without files has to show.
NO_FILE: dict[str, Any] = {"role": "", "headings": [], "stored": "", "title": ""}


class ImportRun(models.Model):
    """One import: its files, how columns are read, how far it is, what came of it.

    ``seen`` rows of all files together are settled: a run that was cut off goes on from there. ``again`` is the
    run whose troubled rows this one goes over once more.
    """

    preset = models.CharField(max_length=32)
    title = models.CharField(max_length=255, default="")
    owner_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=9, choices=RunState.choices, default=RunState.DRAFT)
    dry = models.BooleanField(default=False)
    again = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    files = models.JSONField(default=list)
    headings_key = models.CharField(max_length=64, default="", db_index=True)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    summary = models.JSONField(default=dict)
    cancel_asked = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    error = models.TextField(default="")

    def __str__(self) -> str:
        return f"{self.preset} {self.pk} {self.state}"

    @property
    def asked_file(self) -> dict[str, Any]:
        """The file whose columns are shown: the deals', else that of the leads, else the last."""
        by_role = {file["role"]: file for file in self.files}
        found: dict[str, Any] = by_role.get("deals") or by_role.get("leads") or [NO_FILE, *self.files][-1]
        return found

    @property
    def asks_columns(self) -> bool:
        """Whether there is a table of deals whose columns people may map."""
        return self.preset != "maven" and any(file["role"] in {"deals", "leads"} for file in self.files)


class Imported(models.Model):
    """One record a run made, so that the whole run can be taken back.

    ``version`` tells later edits by people apart. ``said`` is what the file last said of it: only what the file
    itself changed since then is changed here, and people's edits stay.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="records")
    kind = models.CharField(max_length=32)
    record_id = models.BigIntegerField()
    version = models.PositiveIntegerField(default=0)
    said = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["run", "kind"], name="imported_run"),
            models.Index(fields=["kind", "record_id"], name="imported_record"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.kind}:{self.record_id}"


class RowProblem(models.Model):
    """What was wrong with a row, with the row itself: enough to mend it and to load it again."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="problems")
    role = models.CharField(max_length=16)
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=200, default="")
    grade = models.CharField(max_length=8, choices=[(grade.value, grade.value) for grade in Grade])
    reason = models.TextField(help_text="An English template over the parameters, translated where it is shown.")
    params = models.JSONField(default=dict)
    kind = models.CharField(max_length=16, default="")
    name = models.CharField(max_length=200, default="")
    cells = models.JSONField(default=list)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["run", "kind", "name"], name="problem_name")]

    def __str__(self) -> str:
        return f"{self.run_id} row {self.row}"


class Alias(models.Model):
    """A name as another system writes it, and the record it means here."""

    kind = models.CharField(max_length=32)
    text = models.CharField(max_length=200)
    record_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "text"], name="one_meaning_of_a_name")]

    def __str__(self) -> str:
        return f"{self.kind} {self.text!r}"
