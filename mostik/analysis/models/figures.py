"""Facts and their daily totals: what any figure is computed from. Both can be rebuilt from the journal."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from mostik.analysis.models.sendings import OnItsWay
from mostik.analysis.terms import CostKind, Days, ReportWay, Rhythm, Shape
from mostik.kernel.money import Money


class Fact(models.Model):
    """One measured thing: what, when, whose, from where, how many, how much. A correction is a counter-fact.

    ``cohort`` is the day the deal behind it was created. ``stage`` of a loss is the
    stage it was lost on. ``ref`` is the record the number opens, ``part`` the payment
    of a deal. ``docs/rules/facts.md`` says what is counted when.
    """

    measure = models.CharField(max_length=16)
    day = models.DateField()
    cohort = models.DateField(null=True)
    person = models.BigIntegerField(null=True)
    team = models.BigIntegerField(null=True)
    department = models.BigIntegerField(null=True)
    pipeline = models.BigIntegerField(null=True)
    stage = models.BigIntegerField(null=True)
    channel = models.BigIntegerField(null=True)
    product = models.BigIntegerField(null=True)
    company = models.BigIntegerField(null=True)
    reason = models.BigIntegerField(null=True)
    competitor = models.BigIntegerField(null=True)
    quantity = models.IntegerField(default=0)
    amount = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="")
    days = models.IntegerField(default=0)
    ref_kind = models.CharField(max_length=16)
    ref = models.BigIntegerField()
    part = models.BigIntegerField(null=True)
    entry = models.BigIntegerField(help_text="The journal line it comes from.")
    corrects = models.BigIntegerField(null=True, help_text="The journal line whose count this one changes.")

    class Meta:
        indexes = [
            models.Index(fields=["measure", "day", "person"], name="fact_measure"),
            models.Index(fields=["measure", "cohort"], name="fact_cohort", condition=Q(cohort__isnull=False)),
            models.Index(fields=["ref_kind", "ref"], name="fact_ref"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.day} {self.quantity}"


class DayTotal(models.Model):
    """Facts of one measure, day and person added up: what the bridge reads. Kept in the fact's own transaction."""

    measure = models.CharField(max_length=16)
    day = models.DateField()
    person = models.BigIntegerField(default=0)
    team = models.BigIntegerField(default=0)
    department = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="")
    quantity = models.BigIntegerField(default=0)
    amount = models.BigIntegerField(default=0)
    days = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "day", "person", "team", "department", "currency"], name="one_total_of_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.day} {self.person} {self.quantity}"


class ScoreModel(models.Model):
    """A score as it was learnt: its number is its version. ``content`` is empty where there was too little to learn.

    ``swept_to`` is up to which change of deals their chances were reckoned by it; empty: none of them yet.
    """

    made_at = models.DateTimeField()
    horizon = models.PositiveSmallIntegerField(help_text="Days within which a sale is foretold; 0: no sales yet.")
    deals = models.PositiveIntegerField()
    won = models.PositiveIntegerField()
    moments = models.PositiveIntegerField()
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    content = models.JSONField(default=dict)
    judged = models.JSONField(default=dict)
    swept_to = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.pk} {self.made_at:%Y-%m-%d}"


class Foretold(models.Model):
    """What one person's deals promised of the running month, as reckoned last on a day; sums are in minor units.

    ``base`` is what the forecast is made from (``rules.pipeline_forecast.packed``), kept of the newest day only.
    """

    day = models.DateField()
    person = models.BigIntegerField(null=True)
    team = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    currency = models.CharField(max_length=3)
    fact = models.BigIntegerField(help_text="Paid in the month until then.")
    commit = models.BigIntegerField(help_text="Of the deals there, nine chances of ten that it is not less.")
    expected = models.BigIntegerField()
    best = models.BigIntegerField(help_text="Of the deals there, nine chances of ten that it is not more.")
    pipeline = models.BigIntegerField(help_text="All the deals there.")
    variance = models.FloatField()
    deals = models.PositiveIntegerField()
    said = models.BigIntegerField(null=True, help_text="What was said of the month by then, where it was.")
    base = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "person"], name="one_foretelling_of_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.person}"


class Promise(models.Model):
    """What a person, or their lead for them, says a month will bring, in minor units; instead of what deals promise."""

    person = models.BigIntegerField()
    month = models.DateField(help_text="The first day of the month.")
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    note = models.CharField(max_length=300, blank=True, default="")
    said_by = models.BigIntegerField(null=True, help_text="None: a program.")
    said_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "month"], name="one_promise_of_a_month")]

    def __str__(self) -> str:
        return f"{self.month} {self.person}"


class QualityLetter(models.Model):
    """A letter to marketing on the quality of the leads of some days, frozen as it was written, its figures too."""

    first = models.DateField()
    last = models.DateField(unique=True)
    made_at = models.DateTimeField()
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=200)
    text = models.TextField()
    content = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(name="quality_letter_days_in_order", condition=Q(first__lte=models.F("last")))
        ]

    def __str__(self) -> str:
        return f"{self.first} - {self.last}"


class QualitySending(OnItsWay):
    """A letter on its way to one address: once by letter and address."""

    letter = models.ForeignKey(QualityLetter, models.CASCADE, related_name="sendings")
    address = models.EmailField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "address"], name="quality_letter_once_an_address")]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.state}"


class QualityAnswer(models.Model):
    """What marketing answered to a letter: in Mostik themselves, or as the head wrote it down."""

    letter = models.ForeignKey(QualityLetter, models.CASCADE, related_name="answers")
    who = models.CharField(max_length=120)
    text = models.TextField()
    answered_on = models.DateField()
    by_id = models.BigIntegerField(null=True, help_text="Who wrote it down.")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.letter_id} {self.answered_on}"


class OwnReport(models.Model):
    """A report somebody built: the question as data. A shared one everybody opens, each within their own reach."""

    person = models.BigIntegerField()
    title = models.CharField(max_length=80)
    note = models.CharField(max_length=200, blank=True, default="")
    shared = models.BooleanField(default=False)
    content = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "title"], name="one_report_of_a_name", condition=Q(removed_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.title


class ReportSchedule(models.Model):
    """A report that goes by itself: whose it is, what of it, when, as what, to whom.

    ``report`` is its code in the library or of a built one, ``query`` what it is narrowed by, as words of an address.
    ``since`` is the first day it goes.
    """

    person = models.BigIntegerField()
    report = models.CharField(max_length=64)
    title = models.CharField(max_length=120)
    query = models.CharField(max_length=2000, blank=True, default="")
    days = models.CharField(max_length=16, choices=[(each.value, each.value) for each in Days])
    rhythm = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Rhythm])
    weekdays = models.JSONField(default=list)
    month_day = models.PositiveSmallIntegerField(default=1)
    at = models.TimeField()
    zone = models.CharField(max_length=40, blank=True, default="", help_text="Empty: the company's.")
    working_only = models.BooleanField(default=False)
    shape = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Shape])
    way = models.CharField(max_length=8, choices=[(each.value, each.value) for each in ReportWay])
    people = models.JSONField(default=list)
    addresses = models.JSONField(default=list)
    since = models.DateField()
    made_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="report_day_of_a_month", condition=Q(month_day__gte=1, month_day__lte=31))
        ]
        indexes = [models.Index(fields=["person"], name="report_schedules_of")]

    def __str__(self) -> str:
        return self.title


class ReportSending(OnItsWay):
    """A report on its way to one colleague or address: once by schedule, day and recipient.

    ``sample`` is 0 by the schedule; what somebody asked to be sent now is numbered.
    """

    schedule = models.ForeignKey(ReportSchedule, models.CASCADE, related_name="sendings")
    day = models.DateField()
    person = models.BigIntegerField(null=True)
    address = models.EmailField(blank=True, default="")
    sample = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "day", "sample", "person"],
                name="one_report_of_a_day_to_a_colleague",
                condition=Q(person__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["schedule", "day", "sample", "address"],
                name="one_report_of_a_day_to_an_address",
                condition=Q(person__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["state"], name="report_sendings_open", condition=Q(state="new"))]

    def __str__(self) -> str:
        return f"{self.schedule_id} {self.day} {self.state}"


class Wall(models.Model):
    """A wall somebody put together: its pieces in order. A shared one everybody opens, each within their own reach.

    ``key`` is the digest of the secret in the address of screens nobody signs in at: they show what the maker sees.
    """

    person = models.BigIntegerField()
    title = models.CharField(max_length=80)
    pieces = models.JSONField(default=list)
    shared = models.BooleanField(default=False)
    key = models.CharField(max_length=64, blank=True, default="")
    opened_at = models.DateTimeField(null=True, help_text="When its screens were given their address.")
    seen_at = models.DateTimeField(null=True, help_text="When a screen asked for it last.")
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "title"], name="one_wall_of_a_name", condition=Q(removed_at__isnull=True)
            ),
            models.UniqueConstraint(fields=["key"], name="one_wall_of_a_key", condition=~Q(key="")),
        ]

    def __str__(self) -> str:
        return self.title


class Cost(models.Model):
    """What a department costs every month from one month to another, or in one month alone: ``last`` is ``first`` then.

    Months are their first days; without ``last`` it goes on. Without a department it is the whole company's, with a
    person it is what they cost.
    """

    kind = models.CharField(max_length=8, choices=[(each.value, each.value) for each in CostKind])
    title = models.CharField(max_length=120)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    first = models.DateField()
    last = models.DateField(null=True)
    department = models.ForeignKey("people.Department", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=200, blank=True, default="")
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="department_cost_not_negative", condition=Q(amount_minor__gte=0)),
            models.CheckConstraint(
                name="department_cost_months_in_order", condition=Q(last__isnull=True) | Q(last__gte=models.F("first"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.first}"

    @property
    def amount(self) -> Money:
        """So much a month."""
        return Money(self.amount_minor, self.currency)
