"""Import runs, what each brought, and the names of other systems that mean ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    """Where an import stands."""

    DRAFT = "draft", _("being set up")
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("failed")
    UNDONE = "undone", _("taken back")


class ImportRun(models.Model):
    """One import: its files, how columns are read, how far it is, what came of it."""

    preset = models.CharField(max_length=32)
    title = models.CharField(max_length=255, default="")
    owner_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=9, choices=RunState.choices, default=RunState.DRAFT)
    dry = models.BooleanField(default=False)
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


class Imported(models.Model):
    """One record a run made, so that the whole run can be taken back. ``version`` tells later edits apart."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="records")
    kind = models.CharField(max_length=32)
    record_id = models.BigIntegerField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["run", "kind"], name="imported_run")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.kind}:{self.record_id}"


class Alias(models.Model):
    """A name as another system writes it, and the record it means here."""

    kind = models.CharField(max_length=32)
    text = models.CharField(max_length=200)
    record_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "text"], name="one_meaning_of_a_name")]

    def __str__(self) -> str:
        return f"{self.kind} {self.text!r}"
