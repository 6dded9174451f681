"""One person's part of a plan: each KPI by month, week and day, with what is done and what is asked now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mostik.analysis.queries.daily import daily_work
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.period import Period, PeriodKind, Span, weeks_within
from mostik.planning.access import visible_parts
from mostik.planning.models import Part
from mostik.planning.queries import words
from mostik.planning.queries.norms import KpiNorm, norms_of
from mostik.planning.queries.people import minutes_of
from mostik.planning.queries.plans import ORDER, PersonLine, plan_view
from mostik.planning.queries.today import TodayNumber, todays_numbers
from mostik.planning.rules import atoms
from mostik.planning.rules.basis import KPI_METRICS
from mostik.planning.terms import PlanState


@dataclass(frozen=True, slots=True)
class DayCell:
    """One KPI on one day: the plan's count, what is done, and from today on what is asked now (None otherwise)."""

    day: date
    count: int
    done: int
    asked: int | None
    minutes: int


@dataclass(frozen=True, slots=True)
class WeekCells:
    """The days of one week that lie in the month, and their sums."""

    first: date
    last: date
    days: tuple[DayCell, ...]

    @property
    def count(self) -> int:
        """The week's plan."""
        return sum(cell.count for cell in self.days)

    @property
    def done(self) -> int:
        """What is done of it."""
        return sum(cell.done for cell in self.days)


@dataclass(frozen=True, slots=True)
class KpiPlan:
    """One KPI of the month."""

    kpi: str
    title: str
    metric: str
    count: int
    fixed: bool
    done: int
    weeks: tuple[WeekCells, ...]
    today: TodayNumber | None


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """One person's part of a version, with everything their screen shows."""

    person: int
    name: str
    plan: int
    version: int
    number: int
    state: str
    state_title: str
    department: int
    month: date
    metric: str
    line: PersonLine
    kpis: tuple[KpiPlan, ...]

    def kpi(self, code: str) -> KpiPlan | None:
        """Return one KPI."""
        return next((each for each in self.kpis if each.kpi == code), None)


def person_plan(
    *, viewer: Actor, person_id: int, month: date | None = None, plan_id: int | None = None
) -> PersonPlan | None:
    """Return somebody's part of a month's plan (the one in force, else the one furthest on), or of one version.

    None when there is none within reach.
    """
    part = _part(viewer, person_id, month or clock.today(), plan_id)
    if part is None:
        return None
    view = plan_view(viewer=viewer, plan_id=part.plan_id)
    line = view.line(person_id)
    assert line is not None
    return PersonPlan(
        person=person_id,
        name=line.name,
        plan=view.id,
        version=view.version,
        number=view.number,
        state=view.state,
        state_title=view.state_title,
        department=view.department,
        month=view.month,
        metric=view.metric,
        line=line,
        kpis=_kpis(viewer, part),
    )


def _part(viewer: Actor, person_id: int, month: date, plan_id: int | None) -> Part | None:
    rows = visible_parts(viewer).filter(person=person_id).select_related("plan")
    if plan_id is not None:
        return rows.filter(plan=plan_id).first()
    order = {state.value: place for place, state in enumerate(ORDER)}
    found = rows.filter(plan__month=Period.of(PeriodKind.MONTH, month).first, plan__state__in=order)
    return min(found, key=lambda part: (order[part.plan.state], -part.plan.number), default=None)


def _kpis(viewer: Actor, part: Part) -> tuple[KpiPlan, ...]:
    plan, today, person = part.plan, clock.today(), part.person_id
    in_force = plan.state == PlanState.ACTIVE
    numbers = todays_numbers(viewer=viewer, person_id=person) if in_force and plan.covers(today) else []
    minutes = minutes_of(people=[person], span=plan.period.span)[person]
    facts: Mapping[date, Mapping[str, int]] = {}
    if plan.month <= today:
        span = Span(plan.month, min(today, plan.period.last))
        work = daily_work(viewer=viewer, codes=list(KPI_METRICS.values()), span=span, people=[person])
        facts = {day: row for (_, day), row in work.items()}
    return tuple(
        _kpi(norm, minutes, facts, plan.period.span, numbers, in_force=in_force, options=plan.options)
        for norm in norms_of(part_id=part.pk)
    )


def _kpi(
    norm: KpiNorm,
    minutes: Mapping[date, int],
    facts: Mapping[date, Mapping[str, int]],
    month: Span,
    numbers: Sequence[TodayNumber],
    *,
    in_force: bool,
    options: Mapping[str, float],
) -> KpiPlan:
    done = {day: row[KPI_METRICS[norm.kpi]] for day, row in facts.items()}
    asked = _asked(norm, minutes, done, options) if in_force else {}
    weeks = tuple(
        WeekCells(week.first, week.last, tuple(_cell(day, norm, done, asked, minutes) for day in week.days()))
        for week in weeks_within(month)
    )
    return KpiPlan(
        kpi=norm.kpi,
        title=words.kpi(norm.kpi),
        metric=KPI_METRICS[norm.kpi],
        count=norm.count,
        fixed=norm.fixed,
        done=sum(done.values()),
        weeks=weeks,
        today=next((number for number in numbers if number.kpi == norm.kpi), None),
    )


def _asked(
    norm: KpiNorm, minutes: Mapping[date, int], done: Mapping[date, int], options: Mapping[str, float]
) -> dict[date, int]:
    """Return what is asked from today on, were each day done exactly."""
    today = clock.today()
    before = sum(count for day, count in done.items() if day < today)
    cap, floor = options.get("cap", atoms.CAP), options.get("floor", atoms.FLOOR)
    return atoms.days_ahead(norm.count, before, norm.weights(minutes), today, cap=cap, floor=floor)


def _cell(
    day: date,
    norm: KpiNorm,
    done: Mapping[date, int],
    asked: Mapping[date, int],
    minutes: Mapping[date, int],
) -> DayCell:
    return DayCell(day, norm.days.get(day, 0), done.get(day, 0), asked.get(day), minutes.get(day, 0))
