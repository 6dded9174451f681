"""The working calendar: the company's own days, schedules, who follows which, and absences."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mostik.people.models.structure import User
from mostik.people.rules.schedules import Pattern, restored
from mostik.people.terms import AbsenceKind, DayKind, NewWork

DAY_KINDS = [
    (DayKind.OFF.value, _("day off")),
    (DayKind.WORKING.value, _("working day")),
    (DayKind.SHORT.value, _("shortened by an hour")),
]
ABSENCE_KINDS = [
    (AbsenceKind.HOLIDAY.value, _("holiday")),
    (AbsenceKind.SICK.value, _("sick leave")),
    (AbsenceKind.TRIP.value, _("business trip")),
    (AbsenceKind.OTHER.value, _("other")),
]
NEW_WORK = [
    (NewWork.STAYS.value, _("waits in their name, the substitute does it")),
    (NewWork.SUBSTITUTE.value, _("goes to the substitute for good")),
]


class CompanyDay(models.Model):
    """A day the company itself made free, working or short."""

    day = models.DateField(_("day"), unique=True)
    kind = models.CharField(_("what it is"), max_length=8, choices=DAY_KINDS)
    title = models.CharField(_("why"), max_length=120, blank=True, default="")

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"


class Schedule(models.Model):
    """When somebody works: a week (5/2) or a cycle of days (2/2, shifts).

    ``pattern`` is a list of days; each day a list of ``["09:00", "18:00"]`` spans, empty for a day off. A weekly
    schedule has seven days from Monday and follows the production calendar; a cycle repeats from ``anchor``
    whatever the calendar says.
    """

    title = models.CharField(_("title"), max_length=80, unique=True)
    cycle = models.BooleanField(_("repeats by days, not by weeks"), default=False)
    anchor = models.DateField(_("first day of the cycle"), null=True, blank=True)
    pattern = models.JSONField()
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_cycle_has_an_anchor", condition=models.Q(cycle=False) | models.Q(anchor__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def hours(self) -> Pattern:
        """The pattern as the rules read it."""
        return restored(self.pattern, self.anchor if self.cycle else None)


class Scheduled(models.Model):
    """Which schedule somebody follows, and from which day."""

    person = models.ForeignKey(User, models.CASCADE, related_name="schedules")
    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="+")
    from_day = models.DateField(_("since"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "from_day"], name="one_schedule_from_a_day")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.schedule_id} {self.from_day}"


class Absence(models.Model):
    """Whole days somebody is away. A removed one stays, so that the removal can be taken back."""

    person = models.ForeignKey(User, models.CASCADE, related_name="absences")
    kind = models.CharField(_("why"), max_length=8, choices=ABSENCE_KINDS)
    first = models.DateField(_("from"))
    last = models.DateField(_("to"))
    note = models.CharField(_("note"), max_length=200, blank=True, default="")
    substitute = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who stands in")
    )
    new_work = models.CharField(_("new leads and tasks"), max_length=10, choices=NEW_WORK, default=NewWork.STAYS)
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["first"]
        constraints = [
            models.CheckConstraint(name="absence_ends_after_start", condition=models.Q(last__gte=models.F("first"))),
            models.CheckConstraint(
                name="another_stands_in",
                condition=models.Q(substitute__isnull=True) | ~models.Q(substitute=models.F("person")),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "first", "last"], name="absence_days"),
            models.Index(
                fields=["substitute", "first", "last"],
                name="absence_stood_in",
                condition=models.Q(removed_at__isnull=True, substitute__isnull=False),
            ),
            models.Index(fields=["last", "first"], name="absence_by_day", condition=models.Q(removed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.first}–{self.last}"
