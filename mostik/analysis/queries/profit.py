"""What a department earns over some days: the statement, month by month, by person, and the worth of one client."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.conf import settings

from mostik.analysis.catalog import Value
from mostik.analysis.models import Cost
from mostik.analysis.queries.costs import by_kind, by_person, costs_within
from mostik.analysis.queries.dimensions import Key
from mostik.analysis.queries.metrics import metric_table
from mostik.analysis.rules.profit import Client, Statement, one_client, stated
from mostik.analysis.rules.spans import periods_in
from mostik.channels.queries.roi import spent_by_day
from mostik.core.actors import SYSTEM, Actor
from mostik.crm.queries.worth import PaidOn, first_buyers, paid_between
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.people.access import User, sees_all

MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """What came by one person's deals, what is earned on it, what they cost, in minor units. ``id`` None: nobody's."""

    id: int | None
    name: str
    found: Statement
    cost: int

    @property
    def brings(self) -> int | None:
        """What is left of what they earn once they are paid for."""
        return None if self.found.earned is None else self.found.earned - self.cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Profit:
    """Money of some days and of those before, by month of the last twelve, by person; what one client is worth."""

    span: Span
    now: Statement
    before: Statement
    months: tuple[tuple[Period, Statement], ...]
    people: tuple[PersonLine, ...]
    client: Client
    currency: str


def profit(*, viewer: Actor, span: Span, before: Span) -> Profit:
    """Return what is earned over some days within the viewer's reach; money in other currencies is left out.

    Spend on leads is the company's: a part of it falls to the viewer's reach by their share of the month's leads.
    """
    year = Span(Period.of(PeriodKind.MONTH, span.last).shifted(1 - MONTHS).first, span.last)
    whole = Span(min(span.first, before.first, year.first), max(span.last, before.last))
    ground = _Ground.of(viewer, whole)
    months = tuple((each, ground.stated(_upto(each, span.last))) for each in periods_in(PeriodKind.MONTH, year))
    now = ground.stated(span)
    return Profit(
        span=span,
        now=now,
        before=ground.stated(before),
        months=months,
        people=ground.people(span),
        client=_client(viewer, now, span, ground, year),
        currency=settings.CURRENCY,
    )


@dataclass(frozen=True, slots=True)
class _Ground:
    """What statements are made of: payments, costs, spend on leads already cut to the viewer's reach."""

    viewer: Actor
    paid: Sequence[PaidOn]
    costs: Sequence[Cost]
    spend: Mapping[date, Fraction]

    @classmethod
    def of(cls, viewer: Actor, span: Span) -> "_Ground":
        paid = paid_between(span.first, span.last, viewer=viewer, currency=settings.CURRENCY)
        return cls(viewer, paid, costs_within(span, viewer=viewer), _spend(viewer, span))

    def within(self, span: Span) -> list[PaidOn]:
        return [each for each in self.paid if span.first <= each.day <= span.last]

    def stated(self, span: Span) -> Statement:
        spend = sum((amount for day, amount in self.spend.items() if span.first <= day <= span.last), Fraction(0))
        pairs = [(each.amount, each.share) for each in self.within(span)]
        return stated(pairs, leads=round(spend), costs=by_kind(self.costs, span))

    def people(self, span: Span) -> tuple[PersonLine, ...]:
        sold: dict[int, list[tuple[int, Fraction | None]]] = defaultdict(list)
        for each in self.within(span):
            sold[each.person].append((each.amount, each.share))
        cost = by_person(self.costs, span)
        names = {row.pk: row.short_name for row in User.objects.filter(pk__in={*sold, *cost})}
        lines = [
            PersonLine(id=each, name=names[each], found=stated(sold[each], leads=0, costs={}), cost=cost[each])
            for each in {*sold, *cost}
        ]
        return tuple(sorted(lines, key=lambda line: (-(line.brings or 0), -line.found.paid, line.name)))


def _spend(viewer: Actor, span: Span) -> dict[date, Fraction]:
    """Return what leads cost day by day, the viewer's part: their share of all leads of the month."""
    found = spent_by_day(span.first, span.last, viewer=SYSTEM)
    if sees_all(viewer) or not found:
        return {day: Fraction(amount) for day, amount in found.items()}
    ours, everybody = (
        {key: int(each["leads"] or 0) for (key,), each in _leads(who, span).items()} for who in (viewer, SYSTEM)
    )
    parts = {}
    for day, amount in found.items():
        month = day.replace(day=1)
        parts[day] = amount * (Fraction(ours.get(month, 0), everybody[month]) if everybody.get(month) else Fraction(0))
    return parts


def _leads(viewer: Actor, span: Span) -> dict[tuple[Key, ...], dict[str, Value]]:
    months = Span(span.first.replace(day=1), Period.of(PeriodKind.MONTH, span.last).last)
    return metric_table(viewer=viewer, codes=["leads"], span=months, by=("month",))


def _client(viewer: Actor, now: Statement, span: Span, ground: _Ground, year: Span) -> Client:
    counts = metric_table(viewer=viewer, codes=["leads", "deals_won"], span=span, by=()).get((), {})
    last = ground.within(year)
    return one_client(
        now,
        leads=int(counts.get("leads") or 0),
        fresh=first_buyers(span.first, span.last, viewer=viewer),
        sales=int(counts.get("deals_won") or 0),
        year=stated([(each.amount, each.share) for each in last], leads=0, costs={}).earned,
        clients=len({each.company or -each.deal for each in last}),
    )


def _upto(month: Period, last: date) -> Span:
    return Span(month.first, min(month.last, last))
