"""Audiences, their snapshots, and campaigns over them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mostik.core.versions import Versioned
from mostik.crm.models.pipelines import Channel
from mostik.people.access import Team

SUBJECTS = [("company", "company"), ("contact", "contact"), ("deal", "deal")]


class Segment(Versioned):
    """Who belongs to an audience: conditions as data. A live one is asked each time, a snapshot is kept by row."""

    title = models.CharField(_("name"), max_length=120)
    subject = models.CharField(max_length=8, choices=SUBJECTS)
    rules = models.JSONField(default=dict)
    live = models.BooleanField(_("live"), default=True)
    shared = models.BooleanField(_("shared"), default=False)
    taken_at = models.DateTimeField(null=True, help_text="When the snapshot was taken; empty for a live one.")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["team", "owner"], name="segment_rows")]
        constraints = [
            models.CheckConstraint(name="snapshot_has_time", condition=Q(live=True) ^ Q(taken_at__isnull=False))
        ]

    def __str__(self) -> str:
        return self.title


class SegmentMember(models.Model):
    """One record of a snapshot, by number."""

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="members")
    number = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["segment", "number"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.segment_id} {self.number}"


class Campaign(models.Model):
    """What is done with an audience over a period and for a budget; its results are counted from deals."""

    title = models.CharField(_("name"), max_length=120)
    segment = models.ForeignKey(Segment, models.PROTECT, null=True, related_name="campaigns")
    channel = models.ForeignKey(Channel, models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField(_("begins"))
    ends_on = models.DateField(_("ends"))
    budget_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="RUB")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="campaign_ends_after", condition=Q(ends_on__gte=models.F("starts_on"))),
            models.CheckConstraint(name="campaign_budget", condition=Q(budget_minor__gte=0)),
        ]

    def __str__(self) -> str:
        return self.title
