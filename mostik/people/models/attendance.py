"""Real start and stop of work, how it fell short of the planned, and whose attendance is watched."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mostik.people.models.calendar import Absence
from mostik.people.models.structure import Department, User
from mostik.people.terms import LapseKind

LAPSE_KINDS = [
    (LapseKind.LATE.value, _("lateness")),
    (LapseKind.EARLY.value, _("early leave")),
    (LapseKind.NO_SHOW.value, _("no-show")),
]


class AttendanceNorm(models.Model):
    """Since when a department's attendance is watched, and how many minutes are forgiven."""

    department = models.OneToOneField(Department, models.CASCADE, related_name="+")
    since = models.DateField(_("watched since"), null=True)
    grace = models.PositiveSmallIntegerField(_("minutes forgiven"), default=10)

    def __str__(self) -> str:
        return f"{self.department_id} {self.since}"


class Attendance(models.Model):
    """Somebody's day at work: what was planned, when the first and the last sign of work came.

    ``pressed_start`` and ``pressed_stop`` are the buttons; ``started_at`` and ``stopped_at`` are what was judged by,
    with actions in Mostik counted. ``settled_at`` says the day is judged for good.
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    day = models.DateField()
    planned_start = models.DateTimeField(null=True)
    planned_end = models.DateTimeField(null=True)
    pressed_start = models.DateTimeField(null=True)
    pressed_stop = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="one_attendance_a_day")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day}"


class Lapse(models.Model):
    """One lateness, early leave or no-show of a day. An excused one stays, with the reason and who excused it.

    ``absence`` is the absence recorded later that excused it by itself.
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("person"))
    day = models.DateField(_("day"))
    kind = models.CharField(_("what"), max_length=8, choices=LAPSE_KINDS)
    planned_at = models.DateTimeField()
    actual_at = models.DateTimeField(null=True)
    minutes = models.PositiveIntegerField(_("minutes"))
    noticed_at = models.DateTimeField()
    excused_at = models.DateTimeField(null=True)
    excused_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True, default="")
    absence = models.ForeignKey(Absence, models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "day", "kind"], name="one_lapse_of_a_kind_a_day"),
            models.CheckConstraint(
                name="excused_lapse_has_reason", condition=Q(excused_at__isnull=True, reason="") | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["-day", "person"], name="lapse_by_day")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day} {self.kind}"
