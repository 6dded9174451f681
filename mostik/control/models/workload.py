"""Deals handed over to even the load: who did it, how far it is, which went from whom to whom, what came of each."""

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from mostik.control.terms import Came, Evening

EVENINGS = [
    (Evening.RUNNING.value, pgettext_lazy("a handing over", "under way")),
    (Evening.DONE.value, pgettext_lazy("a handing over", "done")),
    (Evening.CANCELLED.value, pgettext_lazy("a handing over", "stopped")),
    (Evening.UNDOING.value, pgettext_lazy("a handing over", "being taken back")),
    (Evening.UNDONE.value, pgettext_lazy("a handing over", "taken back")),
]
CAME = [
    (Came.WAITING.value, pgettext_lazy("a deal handed over", "not reached")),
    (Came.GONE.value, pgettext_lazy("a deal handed over", "handed over")),
    (Came.STAYED.value, pgettext_lazy("a deal handed over", "stayed")),
    (Came.BACK.value, pgettext_lazy("a deal handed over", "back")),
    (Came.KEPT.value, pgettext_lazy("a deal handed over", "gone further")),
]


class Rebalance(models.Model):
    """One handing over of several deals in a department, made in one step and taken back in one.

    ``total`` deals are to be gone over by the work at hand, ``seen`` of them are; ``count`` went.
    """

    department = models.ForeignKey("people.Department", models.PROTECT, related_name="+")
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=EVENINGS, default=Evening.DONE.value)
    total = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    count = models.PositiveIntegerField()
    cancel_asked = models.BooleanField(default=False)
    parts = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["department", "-id"], name="rebalance_of_department")]

    def __str__(self) -> str:
        return f"{self.department_id} {self.made_at:%Y-%m-%d}"


class RebalanceMove(models.Model):
    """One deal of it, what came of it and, where it was refused, why."""

    rebalance = models.ForeignKey(Rebalance, models.CASCADE, related_name="moves")
    deal = models.ForeignKey("crm.Deal", models.CASCADE, related_name="+")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    came = models.CharField(max_length=7, choices=CAME, default=Came.GONE.value)
    why = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="rebalance_move_once", fields=["rebalance", "deal"]),
            models.CheckConstraint(name="rebalance_move_goes", condition=~models.Q(giver=models.F("taker"))),
        ]

    def __str__(self) -> str:
        return f"{self.deal_id}: {self.giver_id} → {self.taker_id}"
