"""Clients who refused, asked why: what the seller gave as the reason, what the client said, what was read in it."""

from django.conf import settings
from django.db import models

from mostik.channels.terms import RefusalState
from mostik.people.access import Team


class Refusal(models.Model):
    """A lost deal's client asked why, once: the seller's reason stands beside the client's own."""

    deal = models.OneToOneField("crm.Deal", models.CASCADE, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    given = models.ForeignKey("crm.LossReason", models.PROTECT, null=True, related_name="+")
    reason = models.ForeignKey("crm.LossReason", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=[(each, each) for each in RefusalState], default=RefusalState.ASKED)
    answer = models.TextField(default="", max_length=2000)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, default="", help_text="Who read it; empty: the rules.")

    class Meta:
        indexes = [models.Index(fields=["-asked_at", "-id"], name="refusals_newest")]

    def __str__(self) -> str:
        return f"{self.deal_id}: {self.state}"


class RefusalWords(models.Model):
    """By which words a reason is read in an answer: one phrase a line."""

    reason = models.OneToOneField("crm.LossReason", models.CASCADE, primary_key=True, related_name="+")
    words = models.TextField(max_length=2000)

    def __str__(self) -> str:
        return str(self.reason_id)
