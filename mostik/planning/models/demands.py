"""Requests of a department to other functions, their letters, and what came of them by hand."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mostik.analysis.access import OnItsWay
from mostik.kernel.money import Money
from mostik.people.access import Department
from mostik.planning.models.plans import Plan, Settlement
from mostik.planning.terms import DemandKind, DemandState

DEMAND_KINDS = [
    (DemandKind.LEADS.value, _("leads from marketing")),
    (DemandKind.HANDS.value, _("people from HR")),
    (DemandKind.MATERIALS.value, _("materials from production")),
]
DEMAND_STATES = [
    (DemandState.ASKED.value, pgettext_lazy("a request", "asked")),
    (DemandState.ACCEPTED.value, pgettext_lazy("a request", "accepted")),
    (DemandState.REFUSED.value, pgettext_lazy("a request", "refused")),
    (DemandState.CLOSED.value, pgettext_lazy("a request", "closed")),
]


class Demand(models.Model):
    """So many leads, people or materials by a day: asked of somebody, answered, delivered.

    ``amount_minor`` is the money of the plan it is to cover. ``usual`` is how many leads of the channel came a working
    day before it was asked: only what comes over that is a delivery. ``delivered`` is counted by the clock.
    """

    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=DEMAND_KINDS)
    count = models.PositiveIntegerField()
    what = models.CharField(max_length=200, blank=True, default="")
    channel = models.BigIntegerField(null=True)
    due_on = models.DateField()
    why = models.CharField(max_length=500)
    amount_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    plan = models.ForeignKey(Plan, models.SET_NULL, null=True, related_name="+")
    settlement = models.ForeignKey(Settlement, models.SET_NULL, null=True, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    to_name = models.CharField(max_length=120, blank=True, default="")
    to_email = models.EmailField(blank=True, default="")
    state = models.CharField(max_length=10, choices=DEMAND_STATES, default=DemandState.ASKED.value)
    promised = models.PositiveIntegerField(null=True)
    promised_on = models.DateField(null=True)
    answer = models.CharField(max_length=500, blank=True, default="")
    answered_by = models.CharField(max_length=120, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    usual = models.FloatField(default=0)
    delivered = models.PositiveIntegerField(default=0)
    by_hand = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    late_on = models.DateField(null=True, help_text="The day the head was told that it is late.")
    closed_at = models.DateTimeField(null=True)
    closed_why = models.CharField(max_length=500, blank=True, default="")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(name="demand_of_some", condition=Q(count__gt=0)),
            models.CheckConstraint(name="demand_to_somebody", condition=Q(to__isnull=False) | ~Q(to_email="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.count} {self.state}"

    @property
    def amount(self) -> Money:
        """The money it is to cover."""
        return Money(self.amount_minor, self.currency)

    @property
    def addressee(self) -> str:
        """Whom it is asked of, by name."""
        return self.to.short_name if self.to else self.to_name or self.to_email


class DemandSending(OnItsWay):
    """A request on its way by letter: once for each time it is asked."""

    demand = models.OneToOneField(Demand, models.CASCADE, related_name="sending")

    def __str__(self) -> str:
        return f"{self.demand_id} {self.state}"
