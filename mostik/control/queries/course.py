"""The department's course: plan, fact, pace, expected finish, and the gap to plan with its exact causes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import prod

from django.core.cache import cache

from mostik.analysis.queries.fresh import fresh_daily
from mostik.analysis.queries.gap import STEPS, Factors, Gap, factors_of, gap_between
from mostik.analysis.queries.outcome import Finish, OpenGroup, finish
from mostik.analysis.queries.pace import tone
from mostik.analysis.terms import Tone
from mostik.core.actors import Actor
from mostik.crm.queries.standing import Standing, standing
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.people.queries.calendar import company_days, company_working_days
from mostik.people.terms import DayKind
from mostik.planning.queries.outlook import Outlook
from mostik.planning.queries.today import PersonToday

HISTORY_DAYS = 120
#: Amounts of deals differ: the mean square over the squared mean of a log-normal with a usual spread.
DISPERSION = 1.9
KEEP_SECONDS = 900
SHORT_DAY = 7 / 8


@dataclass(frozen=True, slots=True)
class Course:
    """Where the month goes. ``due`` is what should be in by the evening before; without a plan only facts are known."""

    month: Period
    target: Money
    fact: Money
    due: Money
    pace: float | None
    tone: Tone
    finish: Finish | None
    worked: float
    left: float
    plan: int | None
    number: int | None
    metric: str

    @property
    def share(self) -> float:
        """How much of the target is in."""
        return self.fact.minor / self.target.minor if self.target.minor else 0.0

    @property
    def tick(self) -> float:
        """How much of it should be."""
        return self.due.minor / self.target.minor if self.target.minor else 0.0

    @property
    def expected(self) -> Money:
        """Where the month is expected to end."""
        return Money(self.finish.expected_minor if self.finish else self.fact.minor, self.target.currency)

    @property
    def low(self) -> Money:
        """The lower end of the interval."""
        return Money(self.finish.low_minor if self.finish else self.fact.minor, self.target.currency)

    @property
    def high(self) -> Money:
        """The upper end of the interval."""
        return Money(self.finish.high_minor if self.finish else self.fact.minor, self.target.currency)

    @property
    def chance(self) -> float | None:
        """The chance to finish at the target or above it."""
        return self.finish.probability_of(self.target.minor) if self.finish else None


def course(*, viewer: Actor, known: Outlook, day: date, people: Sequence[PersonToday]) -> Course:
    """Return the course of a department's month on a day from its plan in force and its people's numbers."""
    month = Period.of(PeriodKind.MONTH, day)
    worked, left = _weights(month, day)
    fact = sum((each.money.done for each in people), Money.zero(known.target.currency))
    due = sum((each.money.to_date for each in people), Money.zero(known.target.currency))
    target = sum((each.money.amount for each in people), Money.zero(known.target.currency))
    ratio = _before_today(people) / due.minor if due.minor else None
    return Course(
        month=month,
        target=target,
        fact=fact,
        due=due,
        pace=ratio,
        tone=tone(ratio),
        finish=_finish(viewer, known, fact, day, left),
        worked=worked,
        left=left,
        plan=known.plan,
        number=known.number,
        metric=known.metric,
    )


def course_gap(*, viewer: Actor, known: Outlook, day: date, course: Course) -> Gap | None:
    """Return why the fact differs from the plan to date, split exactly; None before anything is due."""
    yesterday = day - timedelta(days=1)
    if not course.due.minor or yesterday < course.month.first:
        return None
    rates = [rate for _, rate in known.rates]
    through = prod(rates) * known.arithmetic.check_minor
    if through <= 0:
        return None
    base = Factors(course.due.minor / through, tuple(zip(STEPS, rates, strict=True)), known.arithmetic.check_minor)
    span = Span(course.month.first, yesterday)
    fact = factors_of(viewer=viewer, span=span, metric=known.metric, currency=course.target.currency)
    return gap_between(viewer=viewer, base=base, fact=fact, currency=course.target.currency)


def _before_today(people: Sequence[PersonToday]) -> float:
    """Each person's pace is what was done before today over what was due."""
    return sum((each.money.pace or 0.0) * each.money.to_date.minor for each in people)


def _weights(month: Period, day: date) -> tuple[float, float]:
    """Return the working days gone and those left with this one, shortened ones counting less."""
    days = [(each.date, _weight(each.kind)) for each in company_days(span=month.span)]
    return sum(w for at, w in days if at < day), sum(w for at, w in days if at >= day)


def _weight(kind: DayKind) -> float:
    return {DayKind.OFF: 0.0, DayKind.SHORT: SHORT_DAY}.get(kind, 1.0)


def _finish(viewer: Actor, known: Outlook, fact: Money, day: date, left: float) -> Finish:
    groups = [_group(each, known, round(left)) for each in standing(viewer=viewer) if each.currency == fact.currency]
    fresh = _fresh(viewer, known, day, left)
    return finish(fact.minor, groups, fresh, left)


def _group(each: Standing, known: Outlook, left: int) -> OpenGroup:
    return OpenGroup(
        count=each.deals,
        amount_minor=each.amount_minor,
        p_win=known.chance(each.link),
        p_in_time=known.in_time(each.link, left),
        dispersion=DISPERSION,
    )


def _fresh(viewer: Actor, known: Outlook, day: date, left: float) -> list[int]:
    """Past days do not change while one looks: what they say is kept for a quarter of an hour."""
    whose = "-".join(str(team) for team in sorted(viewer.teams))
    key = f"fresh-{viewer.reach}-{whose}-{viewer.id}-{known.metric}-{day}-{round(left)}"
    kept: list[int] | None = cache.get(key)
    if kept is None:
        span = Span(day - timedelta(days=HISTORY_DAYS), day - timedelta(days=1))
        worked = company_working_days(span=span)
        kept = fresh_daily(
            viewer=viewer,
            metric=known.metric,
            span=span,
            within_days=round(left * 7 / 5),
            worked=worked,
            currency=known.target.currency,
        )
        cache.set(key, kept, KEEP_SECONDS)
    return kept
