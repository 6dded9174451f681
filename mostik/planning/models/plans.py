"""Plans of a department for a month, split between people and into counts; every version is kept."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind
from mostik.people.access import Department
from mostik.planning.terms import CauseKind, PlanState, Way

STATES = [(state.value, state.value) for state in PlanState]


class Plan(models.Model):
    """One version of a department's plan for a month.

    ``basis`` keeps what the version was computed from (rates, checks, delays, existing pipeline), so that it can be
    explained later whatever has changed since. ``uncovered`` of the target is nobody's part.
    """

    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    month = models.DateField(_("month"), help_text="Its first day.")
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(max_length=10, choices=STATES, default=PlanState.DRAFT.value)
    target_minor = models.BigIntegerField(_("target"))
    currency = models.CharField(max_length=3)
    basis = models.JSONField(default=dict)
    options = models.JSONField(default=dict, help_text="Cap, floor, next month's target and the like.")
    note = models.CharField(_("note"), max_length=500, blank=True, default="")
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    in_force_from = models.DateField(null=True)
    uncovered_minor = models.BigIntegerField(default=0, help_text="What of the target is nobody's part.")
    former = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+", help_text="Which it splits anew.")
    file = models.ForeignKey("planning.PlanFile", models.SET_NULL, null=True, related_name="+", help_text="Its source.")
    forced_why = models.CharField(max_length=500, blank=True, default="", help_text="Why it is in force unagreed.")
    watched = models.JSONField(default=dict, help_text="Big deals it counts on: number → amount when first seen.")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-month", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["department", "month", "number"], name="one_plan_version"),
            models.UniqueConstraint(
                fields=["department", "month"], name="one_plan_in_force", condition=Q(state="active")
            ),
            models.CheckConstraint(name="plan_target_not_negative", condition=Q(target_minor__gte=0)),
            models.CheckConstraint(name="plan_uncovered_not_negative", condition=Q(uncovered_minor__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.department_id} {self.month:%Y-%m} v{self.number}"

    @property
    def target(self) -> Money:
        """What the department must bring in the month."""
        return Money(self.target_minor, self.currency)

    @property
    def carried(self) -> Money:
        """What of the target is somebody's part."""
        return Money(self.target_minor - self.uncovered_minor, self.currency)

    @property
    def period(self) -> Period:
        """The month it is for."""
        return Period.of(PeriodKind.MONTH, self.month)

    @property
    def recorded(self) -> bool:
        """Whether it was recorded after its month was over, from a file: agreed outside, with no counts."""
        return self.file_id is not None and self.in_force_from is not None and self.in_force_from > self.period.last

    def covers(self, day: date) -> bool:
        """Whether the day is in its month."""
        return self.period.contains(day)


class Part(models.Model):
    """One person's part of a plan: money, whether the head fixed it, and why it is what it is."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="parts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField(_("amount"))
    fixed = models.BooleanField(_("fixed by the head"), default=False)
    why = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "person"], name="one_part_of_a_person"),
            models.CheckConstraint(name="part_not_negative", condition=Q(amount_minor__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.person_id} {self.amount_minor}"


class Norm(models.Model):
    """How many of one KPI a part means for the month, and by day before any carry-over.

    ``why`` keeps the shape daily numbers are weighed by (counts a working minute) and what was done before the plan.
    """

    part = models.ForeignKey(Part, models.CASCADE, related_name="norms")
    kpi = models.CharField(max_length=16)
    count = models.PositiveIntegerField()
    days = models.JSONField(default=dict, help_text="ISO day → count; they sum to the month's count.")
    fixed = models.BooleanField(_("fixed by the head"), default=False)
    why = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "kpi"], name="one_norm_of_a_kpi")]

    def __str__(self) -> str:
        return f"{self.part_id} {self.kpi} {self.count}"


class Consent(models.Model):
    """What a person said to their part of a version; the last word counts."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="consents")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    note = models.CharField(max_length=500, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.person_id} {self.agrees}"


class Commitment(models.Model):
    """What a person says a month of theirs will bring, fact and all; every word is kept, the last one counts."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    month = models.DateField(_("month"), help_text="Its first day.")
    number = models.PositiveSmallIntegerField(_("version"))
    amount_minor = models.BigIntegerField(_("amount"))
    currency = models.CharField(max_length=3)
    sales = models.PositiveIntegerField(null=True, help_text="In how many sales; none: by the check.")
    note = models.CharField(max_length=500, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["person", "month", "number"], name="one_commitment_version"),
            models.CheckConstraint(name="commitment_not_negative", condition=Q(amount_minor__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.month:%Y-%m} v{self.number}"

    @property
    def amount(self) -> Money:
        """How much."""
        return Money(self.amount_minor, self.currency)


class Settlement(models.Model):
    """A step that settles what one person's side from below lacks: how, how much of it, by whom and when."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="settlements")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    way = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Way])
    amount_minor = models.BigIntegerField()
    count = models.PositiveIntegerField(null=True, help_text="Leads or people, where the way asks for some.")
    note = models.CharField(max_length=500, blank=True, default="")
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.person_id} {self.way}"


class YearPlan(models.Model):
    """A department's year by months: what each is to bring; quarters and the year are their sums.

    A month that is over keeps here what was planned of it; it stands at its fact wherever it is shown.
    """

    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    target_minor = models.BigIntegerField(_("target"))
    currency = models.CharField(max_length=3)
    months = models.JSONField(default=dict, help_text="Code of a month → amount in minor units, whether fixed.")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["department", "year"], name="one_plan_of_a_year"),
            models.CheckConstraint(name="year_target_not_negative", condition=Q(target_minor__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.department_id} {self.year}"


class PlanCause(models.Model):
    """Something that happened after which a plan in force may no longer stand; told to the head once.

    ``over_at`` is when it was no longer so; ``aside_at`` when the head put it aside, and why.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="causes")
    key = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=[(each.value, each.value) for each in CauseKind])
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    deal = models.BigIntegerField(null=True)
    amount_minor = models.BigIntegerField(help_text="What is at stake.")
    days = models.PositiveSmallIntegerField(default=0)
    until = models.DateField(null=True)
    share = models.FloatField(null=True)
    found_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True)
    aside_at = models.DateTimeField(null=True)
    aside_by = models.BigIntegerField(null=True)
    aside_why = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["-found_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="one_cause_of_a_plan")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.key}"


class KeptScenario(models.Model):
    """What a month may bring of a department with very many deals, as a worker played it last.

    ``view`` is a `ScenarioView`.
    """

    department = models.ForeignKey(Department, models.CASCADE, related_name="+")
    month = models.DateField(help_text="Its first day.")
    made_at = models.DateTimeField()
    view = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["department", "month"], name="one_scenario_kept_of_a_month")]

    def __str__(self) -> str:
        return f"{self.department_id} {self.month:%Y-%m}"
