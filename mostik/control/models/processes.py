"""Recurring processes of the department and of a head's own rhythm, their schedules, what people said of a turn."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from mostik.control.terms import MarkKind, Recurs
from mostik.core.models import File, Tracked

RECURS = [
    (Recurs.DAY.value, pgettext_lazy("a process", "each working day")),
    (Recurs.WEEK.value, pgettext_lazy("a process", "weekly")),
    (Recurs.MONTH.value, pgettext_lazy("a process", "monthly")),
    (Recurs.QUARTER.value, pgettext_lazy("a process", "quarterly")),
]


class Process(Tracked):
    """Something that is to be done again and again: whose it is, how it is done.

    One that is ``personal`` is of its owner's own rhythm and nobody else's to see. ``place`` orders a rhythm. How it
    stands today is here too; what was in force when is in its schedules.
    """

    title = models.CharField(max_length=120)
    text = models.CharField(max_length=1000, blank=True, default="")
    personal = models.BooleanField(default=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey("people.Department", models.PROTECT, null=True, related_name="+")
    place = models.PositiveSmallIntegerField(default=0)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["department", "place"], name="process_of_department")]

    def __str__(self) -> str:
        return self.title


class ProcessSchedule(models.Model):
    """When and by whom a process is to run, from a moment on; the past keeps those it was due by.

    ``day`` is of a month, or of a quarter's last month; 0 is the last working day. ``proof`` is a code of the catalogue
    of proofs; without one it is ticked by hand.
    """

    process = models.ForeignKey(Process, models.CASCADE, related_name="schedules")
    since = models.DateTimeField()
    recurs = models.CharField(max_length=8, choices=RECURS)
    weekdays = models.JSONField(default=list)
    day = models.PositiveSmallIntegerField(default=0)
    by = models.TimeField()
    count = models.PositiveSmallIntegerField(default=1)
    proof = models.CharField(max_length=64, blank=True, default="")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    paused = models.BooleanField(default=False)
    made_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(name="process_schedule_once", fields=["process", "since"]),
            models.CheckConstraint(name="process_day_of_month", condition=Q(day__lte=31)),
            models.CheckConstraint(name="process_some_times", condition=Q(count__gte=1)),
            models.CheckConstraint(
                name="process_week_has_days", condition=~Q(recurs=Recurs.WEEK.value) | ~Q(weekdays=[])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process_id} {self.recurs} {self.since:%Y-%m-%d}"


class ProcessMark(models.Model):
    """What somebody said of one turn: done, with what shows it, or excused, with the reason."""

    process = models.ForeignKey(Process, models.CASCADE, related_name="marks")
    on = models.DateField()
    kind = models.CharField(max_length=8, choices=[(each.value, each.value) for each in MarkKind])
    note = models.CharField(max_length=500, blank=True, default="")
    link = models.CharField(max_length=500, blank=True, default="")
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="process_mark_once", fields=["process", "on"]),
            models.CheckConstraint(name="process_excused_why", condition=~Q(kind=MarkKind.EXCUSED.value) | ~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"{self.process_id} {self.on} {self.kind}"
