"""Calls, meetings, tasks, notes, letters and messages."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mostik.core.models import Tracked
from mostik.crm.models.clients import Company, Contact
from mostik.crm.models.deals import Deal
from mostik.crm.terms import ActivityKind, ActivityResult, Via
from mostik.people.access import Team

WAITING = Q(done_at__isnull=True, removed_at__isnull=True)


class Activity(Tracked):
    """Something to do or done with a client. Done ones have a time and a result; the others are plans."""

    kind = models.CharField(_("kind"), max_length=8, choices=[(k.value, k.value) for k in ActivityKind])
    title = models.CharField(_("what"), max_length=200, blank=True, default="")
    deal = models.ForeignKey(Deal, models.CASCADE, null=True, blank=True, related_name="activities")
    company = models.ForeignKey(Company, models.CASCADE, null=True, blank=True, related_name="activities")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField(_("when"), null=True, blank=True)
    done_at = models.DateTimeField(null=True)
    result = models.CharField(
        max_length=12, choices=[(r.value, r.value) for r in ActivityResult], blank=True, default=""
    )
    note = models.TextField(_("note"), blank=True, default="", max_length=5000)
    seconds = models.PositiveIntegerField(default=0)
    promised = models.BooleanField(_("promised to the client"), default=False)
    via = models.CharField(max_length=8, choices=[(v.value, v.value) for v in Via], default=Via.PERSON)
    created_at = models.DateTimeField()
    own = models.JSONField(default=dict, blank=True)
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["owner", "due_at", "kind"], name="activity_queue", condition=WAITING),
            models.Index(fields=["team", "due_at"], name="activity_team_queue", condition=WAITING),
            models.Index(fields=["deal", "due_at"], name="activity_deal_plan", condition=WAITING),
            models.Index(fields=["due_at", "id"], name="activity_due", condition=WAITING),
            models.Index(fields=["deal", "-done_at"], name="activity_deal_done"),
            models.Index(fields=["owner", "-done_at"], name="activity_own_done"),
            models.Index(fields=["updated_at", "id"], name="activity_changed"),
        ]
        constraints = [
            models.CheckConstraint(
                name="activity_done_has_result",
                condition=Q(done_at__isnull=True, result="") | (Q(done_at__isnull=False) & ~Q(result="")),
            ),
            models.CheckConstraint(
                name="activity_planned_or_done", condition=Q(due_at__isnull=False) | Q(done_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.kind
