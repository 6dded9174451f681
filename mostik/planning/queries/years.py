"""A department's year: months, quarters and the whole, with facts of what is over, working days and the season."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.conf import settings

from mostik.analysis.queries.metrics import metric_table
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.money import Money, minor_in_one
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop
from mostik.people.access import Department
from mostik.people.queries.actors import below
from mostik.people.queries.calendar import year_norms
from mostik.planning.access import visible_plans, visible_years
from mostik.planning.models import YearPlan
from mostik.planning.queries.past import MONEY, minor
from mostik.planning.queries.people import department as department_of
from mostik.planning.rules.horizons import Cell, Season, changed, season_known, spread_year
from mostik.planning.rules.productivity import Worked
from mostik.planning.terms import Keep, PlanState

#: Years back that the season is measured over.
YEARS_BACK = 3


class NoYear(Invalid):
    """Months are changed once the year stands."""

    message = gettext_noop("Write the year first: its months follow from it.")


class YearMoved(Conflict):
    """Somebody changed the year since it was opened."""

    message = gettext_noop("Somebody changed this year after you opened it. Look at it again, then repeat.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanView:
    """A month, a quarter or the year: what it is to bring, what it brought, working days, the season of a month.

    ``planned`` is what a month that is over was to bring. ``plan`` and ``plan_target`` are of the month's own plan.
    """

    span: Period
    amount: Money
    fact: Money | None
    days: int
    over: bool = False
    fixed: bool = False
    planned: Money | None = None
    season: float | None = None
    plan: int | None = None
    plan_target: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearView:
    """A year: quarters with their months, and the whole.

    ``target`` is what was asked of the year; ``rest`` what is in no month (under zero: too much).
    """

    department: int
    department_title: str
    year: Period
    currency: str
    version: int
    exists: bool
    target: Money
    rest: Money
    whole: SpanView
    quarters: tuple[tuple[SpanView, tuple[SpanView, ...]], ...]

    def span(self, code: str) -> SpanView | None:
        """Return a month, a quarter or the year by its code."""
        known = [self.whole, *(each for quarter, months in self.quarters for each in (quarter, *months))]
        return next((each for each in known if each.span.code == code), None)


class Months(NamedTuple):
    """A year's months, the money of those begun by their first day, and the season by the number of a month."""

    cells: list[Cell]
    facts: Mapping[date, int]
    season: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Shift:
    """What a change does to a month."""

    month: Period
    before: Money
    after: Money


def year_of(*, viewer: Actor, department_id: int | None, year: int) -> YearView:
    """Return a department's year; one not written yet is all zeros with ``exists`` false."""
    where = department_of(viewer=viewer, department_id=department_id)
    row = visible_years(viewer).filter(department=where, year=year).first()
    cells, facts, seasons = cells_of(row, where, year, viewer)
    whole = Period.of(PeriodKind.YEAR, date(year, 1, 1))
    days = {period: norm.working for period, norm in year_norms(year=year)}
    plans = _plans(viewer, where, whole.span)
    months = {
        cell.month: _month(cell, facts, row, days, (seasons[cell.month.month], plans.get(cell.month))) for cell in cells
    }
    total = sum(cell.amount for cell in cells)
    target = row.target_minor if row else 0
    return YearView(
        department=where.pk,
        department_title=where.title,
        year=whole,
        currency=settings.CURRENCY,
        version=row.version if row else 0,
        exists=row is not None,
        target=_money(target),
        rest=_money(target - total),
        whole=_sum(whole, list(months.values()), days),
        quarters=tuple(
            (_sum(quarter, own, days), tuple(own))
            for quarter in whole.parts(PeriodKind.QUARTER)
            for own in [[months[month.first] for month in quarter.parts(PeriodKind.MONTH)]]
        ),
    )


def month_target(*, viewer: Actor, department_id: int, month: date) -> Money | None:
    """Return what the year asks of a month still to come; None where no year is written."""
    row = visible_years(viewer).filter(department=department_id, year=month.year).first()
    kept = row.months.get(f"{month:%Y-%m}") if row else None
    return _money(kept["amount"]) if kept else None


def preview_of(*, viewer: Actor, department_id: int, span: Period, amount: Money, keep: Keep) -> tuple[Shift, ...]:
    """Return what a change would do, month by month; refuses as the change itself does."""
    where = department_of(viewer=viewer, department_id=department_id)
    row = visible_years(viewer).filter(department=where, year=span.first.year).first()
    before = cells_of(row, where, span.first.year, viewer).cells
    after = made(row, before, span, amount.minor, keep)
    return tuple(
        Shift(Period.of(PeriodKind.MONTH, cell.month), _money(cell.amount), _money(new.amount))
        for cell, new in zip(before, after, strict=True)
        if cell.amount != new.amount
    )


def made(row: YearPlan | None, cells: Sequence[Cell], span: Period, amount: int, keep: Keep) -> list[Cell]:
    """Return the year after a change; the first one spreads the whole by working days and the season."""
    if row is None and span.kind is not PeriodKind.YEAR:
        raise NoYear(field="amount")
    unit = minor_in_one(settings.CURRENCY)
    return spread_year(amount, cells, unit=unit) if row is None else changed(cells, span, amount, keep, unit=unit)


def cells_of(row: YearPlan | None, where: Department, year: int, viewer: Actor) -> Months:
    """Return the months of a year as they stand today, those over at their fact."""
    whole, this = Period.of(PeriodKind.YEAR, date(year, 1, 1)), Period.of(PeriodKind.MONTH, clock.today()).first
    facts, seasons = _facts(viewer, where, whole.span), season_of(viewer=viewer, where=where, year=year).index
    kept = row.months if row else {}
    found = []
    for period, norm in year_norms(year=year):
        if period.kind is not PeriodKind.MONTH:
            continue
        own, over = kept.get(period.code, {}), period.first < this
        amount = facts.get(period.first, 0) if over else own.get("amount", 0)
        weight = round(norm.minutes * seasons[period.first.month], 3)
        found.append(Cell(period.first, amount, weight, over=over, fixed=own.get("fixed", False) and not over))
    return Months(found, facts, seasons)


def _month(
    cell: Cell,
    facts: Mapping[date, int],
    row: YearPlan | None,
    days: Mapping[Period, int],
    beside: tuple[float, tuple[int, Money] | None],
) -> SpanView:
    """``beside`` is the month's season and its plan in force."""
    index, plan = beside
    period = Period.of(PeriodKind.MONTH, cell.month)
    kept = row.months.get(period.code, {}) if row else {}
    return SpanView(
        span=period,
        amount=_money(cell.amount),
        fact=_money(facts[cell.month]) if cell.month in facts else None,
        days=days[period],
        over=cell.over,
        fixed=cell.fixed,
        planned=_money(kept["amount"]) if cell.over and kept else None,
        season=index,
        plan=plan[0] if plan else None,
        plan_target=plan[1] if plan else None,
    )


def _sum(span: Period, months: Sequence[SpanView], days: Mapping[Period, int]) -> SpanView:
    facts = [each.fact.minor for each in months if each.fact]
    return SpanView(
        span=span,
        amount=_money(sum(each.amount.minor for each in months)),
        fact=_money(sum(facts)) if facts else None,
        days=days[span],
        over=all(each.over for each in months),
    )


def _plans(viewer: Actor, where: Department, span: Span) -> dict[date, tuple[int, Money]]:
    """Return of each month the plan in force, its number and target."""
    rows = visible_plans(viewer).filter(
        department=where, month__range=(span.first, span.last), state=PlanState.ACTIVE.value
    )
    return {row.month: (row.pk, row.target) for row in rows}


def _facts(viewer: Actor, where: Department, span: Span) -> dict[date, int]:
    """Return money by month, up to today: paid where payments are recorded, else agreed."""
    until = min(span.last, clock.today())
    if until < span.first:
        return {}
    narrowed = {"department": sorted(below(where.pk))}
    found = metric_table(viewer=viewer, codes=MONEY, span=Span(span.first, until), by=["month"], where=narrowed)
    paid = any(row[MONEY[0]] for row in found.values())
    code = MONEY[0] if paid else MONEY[1]
    rows = {key[0]: minor(row[code]) for key, row in found.items() if isinstance(key[0], date)}
    months = Period.of(PeriodKind.YEAR, span.first).parts(PeriodKind.MONTH)
    return {month.first: rows.get(month.first, 0) for month in months if month.first <= until}


def season_of(*, viewer: Actor, where: Department, year: int) -> Season:
    """Return the season of a department, measured over whole months of the years before this one and of it so far."""
    history: defaultdict[int, list[Worked]] = defaultdict(list)
    this = Period.of(PeriodKind.MONTH, clock.today()).first
    for past in range(min(year, this.year) - YEARS_BACK, min(year, this.year) + 1):
        facts = _facts(viewer, where, Period.of(PeriodKind.YEAR, date(past, 1, 1)).span)
        known = sorted(month for month, amount in facts.items() if amount and month < this)
        for period, norm in year_norms(year=past):
            if period.kind is PeriodKind.MONTH and known and known[0] <= period.first < this:
                history[period.first.month].append(Worked(facts.get(period.first, 0), norm.working))
    return season_known(history)


def _money(amount: int) -> Money:
    return Money(amount, settings.CURRENCY)
