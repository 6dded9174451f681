"""Bank statements as they were loaded, and their lines: what came, what went, what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mostik.crm.models.clients import Company
from mostik.crm.terms import LineKind, LineState
from mostik.kernel.money import Money


class Statement(models.Model):
    """One loaded file. ``applied_at`` says that its lines count; ``undone_at`` that they no longer do."""

    title = models.CharField(max_length=255)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    accounts = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    first = models.DateField(_("from"), null=True)
    last = models.DateField(_("to"), null=True)
    loaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-loaded_at", "-id"]

    def __str__(self) -> str:
        return self.title


class BankLine(models.Model):
    """One document of a statement. ``key`` tells it from every other; of lines that count, each key is there once."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="lines")
    place = models.PositiveIntegerField(help_text="The line of the file it begins at.")
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in LineKind])
    state = models.CharField(
        max_length=8, choices=[(state.value, state.value) for state in LineState], default=LineState.WAITING
    )
    live = models.BooleanField(default=False)
    title = models.CharField(max_length=80, default="")
    number = models.CharField(max_length=40, default="")
    dated_on = models.DateField()
    paid_on = models.DateField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    party = models.CharField(max_length=300, default="")
    inn = models.CharField(max_length=12, default="")
    account = models.CharField(max_length=40, default="")
    purpose = models.CharField(max_length=1000, default="")
    company = models.ForeignKey(Company, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=200, default="")

    class Meta:
        ordering = ["-paid_on", "id"]
        indexes = [
            models.Index(fields=["state", "-paid_on"], name="bank_line_state", condition=Q(live=True)),
            models.Index(fields=["key"], name="bank_line_key"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="bank_line_once", condition=Q(live=True)),
            models.CheckConstraint(name="bank_line_positive", condition=Q(amount_minor__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.amount_minor}"

    @property
    def amount(self) -> Money:
        """How much came or went."""
        return Money(self.amount_minor, self.currency)
