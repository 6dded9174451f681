"""Everything a plan's basis is read from, once: the chain, volumes, revenue, what is done, open deals, hours."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from mostik.analysis.catalog import Value
from mostik.analysis.queries.measured import ENOUGH, Measured, measured_chain
from mostik.analysis.queries.metrics import metric_table
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.queries.pipeline import OpenDeal, open_deals
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.people.access import Department
from mostik.people.queries.actors import below
from mostik.planning.queries.people import Minutes, NobodySells, Seller, minutes_of, sellers, worked_days
from mostik.planning.rules.basis import EFFORT_LINKS, KPI_METRICS, LINK_METRICS

#: Deals created so long ago tell of rates and delays; older ones weigh next to nothing.
LOOK_BACK = timedelta(days=400)
#: Deals of a person that are looked at, however many people there are.
DEALS_OF_ONE = 500
#: Whole months before this one that productivity is measured over.
MONTHS = 6
#: What each effort is measured against.
PER = {kpi: LINK_METRICS[link] for kpi, link in EFFORT_LINKS.items()}
#: Money of a plan: paid where payments are recorded, else agreed.
MONEY = ("revenue", "revenue_won")

Table = Mapping[tuple[int, date], Mapping[str, Value]]


@dataclass(frozen=True, slots=True)
class Past:
    """What was read. ``monthly`` and ``done`` are figures by person and month's first day, or day."""

    department: Department
    today: date
    month: Period
    people: Sequence[Seller]
    minutes: Minutes
    metric: str
    chain: Measured
    volumes: Mapping[str, Value]
    monthly: Table
    done: Table
    deals: Sequence[OpenDeal]


def past_of(*, viewer: Actor, department: Department, month: Period) -> Past:
    """Read a department's past for a month's plan; refuses `NobodySells`."""
    return pasts_of(viewer=viewer, department=department, months=[month])[month]


def pasts_of(*, viewer: Actor, department: Department, months: Sequence[Period]) -> dict[Period, Past]:
    """Read a department's past for the plans of several months; refuses `NobodySells`.

    Months that the same people work in stand on one past: it is read once for all of them.
    """
    alike: defaultdict[tuple[Seller, ...], list[Period]] = defaultdict(list)
    for month in months:
        people = tuple(sellers(viewer=viewer, department_id=department.pk, span=month.span))
        if not people:
            raise NobodySells(field="department", params={"department": department.title})
        alike[people].append(month)
    return {
        month: past
        for people, own in alike.items()
        for month, past in _pasts(viewer, department, people, sorted(own, key=lambda each: each.first)).items()
    }


def _pasts(
    viewer: Actor, department: Department, people: Sequence[Seller], months: Sequence[Period]
) -> dict[Period, Past]:
    """Read what is the same for some months once; what is done, and hours, are a month's own."""
    today = clock.today()
    ids = [each.id for each in people]
    behind = Span(today - LOOK_BACK, today)
    minutes = minutes_of(people=ids, span=Span(min(behind.first, months[0].first), months[-1].next().last))
    where = {"department": sorted(below(department.pk))}
    monthly = by_person(viewer, ids, MONEY, _whole_months(today), "month")
    metric = _metric(monthly)
    chain = measured_chain(
        viewer=viewer,
        since=behind.first,
        today=today,
        worked=worked_days(minutes),
        where=where,
        metric=metric,
        enough=max(ENOUGH, DEALS_OF_ONE * len(people)),
    )
    volumes = metric_table(viewer=viewer, codes=_effort_codes(), span=behind, by=[], where=where).get((), {})
    deals = open_deals(viewer=viewer, owner_ids=ids)
    return {
        month: Past(
            department=department,
            today=today,
            month=month,
            people=people,
            minutes=_within(minutes, Span(min(behind.first, month.first), month.next().last)),
            metric=metric,
            chain=chain,
            volumes=volumes,
            monthly=monthly,
            done=done_before(viewer, ids, month, today, metric),
            deals=deals,
        )
        for month in months
    }


def _within(minutes: Minutes, span: Span) -> Minutes:
    """Return hours of some days of those at hand."""
    return {person: {day: each for day, each in own.items() if span.contains(day)} for person, own in minutes.items()}


def minor(value: Value) -> int:
    """Return money of a table in minor units."""
    return Money.of(value, settings.CURRENCY).minor if value else 0


def number(value: Value) -> float:
    """Return a count of a table; none is nothing."""
    return float(value or 0)


def _metric(monthly: Table) -> str:
    paid, won = (any(row[code] for row in monthly.values()) for code in MONEY)
    return "revenue_won" if won and not paid else "revenue"


def _whole_months(today: date) -> Span:
    last = Period.of(PeriodKind.MONTH, today).previous()
    return Span(last.shifted(1 - MONTHS).first, last.last)


def money_in(*, viewer: Actor, department: Department, span: Span) -> str:
    """Return which money a department's figures of a span are in: agreed where no payment is recorded, else paid."""
    where = {"department": sorted(below(department.pk))}
    found = metric_table(viewer=viewer, codes=MONEY, span=span, by=[], where=where).get((), {})
    return MONEY[1] if found.get(MONEY[1]) and not found.get(MONEY[0]) else MONEY[0]


def done_before(viewer: Actor, ids: Sequence[int], month: Period, today: date, metric: str) -> Table:
    """Return what was done in the month before today; nothing for a month still to come."""
    if today <= month.first:
        return {}
    span = Span(month.first, min(month.last, today - timedelta(days=1)))
    codes = dict.fromkeys([*KPI_METRICS.values(), *LINK_METRICS.values(), metric])
    return by_person(viewer, ids, list(codes), span, "day")


def by_person(viewer: Actor, ids: Sequence[int], codes: Sequence[str], span: Span, by: str) -> Table:
    """Return metrics of some people by person and part of time: "day", "week" or "month"."""
    found = metric_table(viewer=viewer, codes=codes, span=span, by=["person", by], where={"person": list(ids)})
    return {(who, day): row for (who, day), row in found.items() if isinstance(who, int) and isinstance(day, date)}


def _effort_codes() -> list[str]:
    return [*(KPI_METRICS[kpi] for kpi in PER), *PER.values()]
