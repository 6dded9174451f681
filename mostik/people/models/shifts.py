"""Planned shifts of the days that go otherwise than the schedule says, and the edits that can be taken back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mostik.people.models.structure import User


class PlannedShift(models.Model):
    """Somebody's shift of one day in place of the schedule's.

    ``hours`` are stretches in minutes from the day's midnight, none for a day off. A draft lies beside what is
    published until it takes its place; a draft without ``hours`` gives the day back to the schedule.
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("person"))
    day = models.DateField(_("day"))
    draft = models.BooleanField(default=True)
    hours = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "day", "draft"], name="one_shift_a_day"),
            models.CheckConstraint(
                name="published_shift_has_hours", condition=models.Q(draft=True) | models.Q(hours__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day}"


class ShiftEdit(models.Model):
    """One edit of the grid: the shifts of the days it touched before and after, so that it can be taken back."""

    by = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()
    cells = models.JSONField()
    before = models.JSONField()
    after = models.JSONField()
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.by_id} {self.at}"
