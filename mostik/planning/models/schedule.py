"""Events of a department: meetings, trainings, reviews, once or again and again."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mostik.people.access import Department, Team
from mostik.planning.terms import EventKind, Repeat

EVENT_KINDS = [
    (EventKind.MEETING.value, _("meeting")),
    (EventKind.TRAINING.value, _("training")),
    (EventKind.REVIEW.value, _("review")),
    (EventKind.OTHER.value, _("something else")),
]
REPEATS = [
    (Repeat.ONCE.value, _("once")),
    (Repeat.DAY.value, _("every day")),
    (Repeat.WEEK.value, _("every week")),
    (Repeat.FORTNIGHT.value, _("every two weeks")),
    (Repeat.MONTH.value, _("every month")),
]


class DepartmentEvent(models.Model):
    """What a department does together: by the company's clock, ``first`` at ``at``, and again as ``repeat`` says.

    Invited are ``people`` by number, else the team, else the whole department. ``skips`` are days it does not come on.
    An occurrence moved to another time is an event of its own, ``moved_from`` another's ``moved_day``.
    """

    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    people = models.JSONField(default=list)
    title = models.CharField(_("title"), max_length=160)
    kind = models.CharField(_("kind"), max_length=8, choices=EVENT_KINDS, default=EventKind.MEETING.value)
    first = models.DateField(_("day"))
    at = models.TimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    repeat = models.CharField(_("repeats"), max_length=9, choices=REPEATS, default=Repeat.ONCE.value)
    until = models.DateField(null=True)
    skips = models.JSONField(default=list)
    place = models.CharField(_("place"), max_length=120, blank=True, default="")
    link = models.URLField(_("link"), max_length=300, blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")
    host = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    covered = models.BooleanField(default=False, help_text="Somebody outside takes leads meanwhile.")
    moved_from = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")
    moved_day = models.DateField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["first", "at", "id"]
        indexes = [models.Index(fields=["department", "first"], name="events_of_a_department")]
        constraints = [
            models.CheckConstraint(name="event_takes_time", condition=Q(minutes__range=(5, 720))),
            models.CheckConstraint(
                name="event_ends_after_it_began", condition=Q(until__isnull=True) | Q(until__gte=models.F("first"))
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def until_at(self) -> str:
        """When it ends, as a clock on the wall shows it."""
        return f"{datetime.combine(self.first, self.at) + timedelta(minutes=self.minutes):%H:%M}"
