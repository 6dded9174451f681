"""Deals handed over to even the load: who did it, which went from whom to whom, whether it was taken back."""

from django.conf import settings
from django.db import models


class Rebalance(models.Model):
    """One handing over of several deals in a department, made in one step and taken back in one."""

    department = models.ForeignKey("people.Department", models.PROTECT, related_name="+")
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    count = models.PositiveIntegerField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["department", "-id"], name="rebalance_of_department")]

    def __str__(self) -> str:
        return f"{self.department_id} {self.made_at:%Y-%m-%d}"


class RebalanceMove(models.Model):
    """One deal of it."""

    rebalance = models.ForeignKey(Rebalance, models.CASCADE, related_name="moves")
    deal = models.ForeignKey("crm.Deal", models.CASCADE, related_name="+")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="rebalance_move_once", fields=["rebalance", "deal"]),
            models.CheckConstraint(name="rebalance_move_goes", condition=~models.Q(giver=models.F("taker"))),
        ]

    def __str__(self) -> str:
        return f"{self.deal_id}: {self.giver_id} → {self.taker_id}"
