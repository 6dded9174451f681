"""What the past says of the chain, deal by deal: conversions, delays to payment, what a sale brings."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from math import prod

from django.conf import settings
from django.db.models.functions import Mod

from mostik.analysis.access import visible
from mostik.analysis.models import Fact
from mostik.analysis.queries.metrics import metric_table
from mostik.analysis.queries.sums import Where, narrowed
from mostik.analysis.rules.delays import counted_curve
from mostik.analysis.rules.rates import Count, Stay, ever_passed, recency_weight, shrunk_rate, strength, team_rate
from mostik.analysis.terms import DelayCurve, Ending, Measure, Rate
from mostik.core.actors import Actor
from mostik.crm.terms import CHAIN
from mostik.kernel.money import rounded_whole
from mostik.kernel.period import Span

LINKS = tuple(milestone.value for milestone in CHAIN)
PLACE = {link: place for place, link in enumerate(LINKS)}
MONEY = {"revenue": Measure.PAID.value, "revenue_won": Measure.WON.value}
MEASURES = (*LINKS, Measure.WON.value, Measure.LOST.value, Measure.PAID.value)
#: Deals that tell a share to a third of a per cent (its standard error): more would say no more.
ENOUGH = 20_000

Row = tuple[int, str, date, int | None, int, int, str]
#: Stays of one person on one link, by days and ending: the sum of their recency weights.
Stays = dict[tuple[int, Ending], float]


@dataclass(frozen=True, slots=True)
class Measured:
    """Conversions to the next link by link, of all and of each person; delays from each link to payment; sales.

    ``sales`` are the amounts of each person's sales, in minor units. A person nobody knows has the team's rates:
    `rate_of` says so.
    """

    team: Mapping[str, Rate]
    people: Mapping[int, Mapping[str, Rate]]
    curves: Mapping[str, DelayCurve]
    sales: Mapping[int, tuple[int, ...]]

    def rate_of(self, person: int, link: str) -> Rate:
        """Return a person's rate on a link, drawn to the team's."""
        return self.people.get(person, self.team)[link]


@dataclass(slots=True)
class _Deal:
    """One deal's way: the day and person of each link it stands past, when it was lost, what it brought."""

    entered: dict[str, tuple[date, int | None]] = field(default_factory=dict)
    lost: date | None = None
    brought: Counter[int | None] = field(default_factory=Counter)

    @property
    def paid(self) -> date | None:
        return self.entered[LINKS[-1]][0] if LINKS[-1] in self.entered else None


@dataclass(slots=True)
class _Tally:
    """What is counted while deals pass by, once each."""

    stays: defaultdict[tuple[int | None, str], Stays] = field(default_factory=lambda: defaultdict(dict))
    delays: defaultdict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    waits: defaultdict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    sales: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))


def measured_chain(
    *,
    viewer: Actor,
    since: date,
    today: date,
    worked: Sequence[date],
    where: Where | None = None,
    metric: str = "revenue",
    currency: str = "",
    enough: int = ENOUGH,
) -> Measured:
    """Return what the deals created since a day say, as of today, however many people and links there are.

    Open deals are censored, not dropped; older stays weigh less. ``worked`` are the working days, in order: delays
    are counted in them. ``metric`` is the money a sale brings: "revenue" paid or "revenue_won" agreed. Of more deals
    than twice ``enough`` every second, third … speaks for all: chosen by its number, the same ones each time.
    """
    rows = Fact.objects.filter(measure__in=MEASURES, cohort__gte=since, day__lte=today, ref_kind="crm.deal")
    came = metric_table(viewer=viewer, codes=["leads"], span=Span(since, today), by=(), where=where).get((), {})
    if (every := int(came.get("leads") or 0) // enough) > 1:
        rows = rows.alias(nth=Mod("ref", every)).filter(nth=0)
    found = narrowed(visible(rows, viewer), viewer, where or {}).order_by("ref")
    listed = found.values_list("ref", "measure", "day", "person", "quantity", "amount", "currency")
    tally = _Tally()
    for deal in _deals(listed, MONEY[metric], currency or settings.CURRENCY):
        _count(deal, tally, today, worked)
    team, people = _rates(tally)
    return Measured(
        team=team,
        people=people,
        curves=_curves(tally, team),
        sales={person: tuple(amounts) for person, amounts in tally.sales.items()},
    )


def _deals(rows: Iterable[Row], money: str, currency: str) -> Iterator[_Deal]:
    for _, own in groupby(rows, key=lambda row: row[0]):
        yield _deal(list(own), money, currency)


def _deal(rows: Sequence[Row], money: str, currency: str) -> _Deal:
    """Add counter-facts up: what was taken back is not there."""
    deal, standing = _Deal(), Counter[tuple[str, date, int | None]]()
    for _, measure, day, person, quantity, amount, in_currency in rows:
        standing[measure, day, person] += quantity
        if measure == money and in_currency == currency:
            deal.brought[person] += amount
    for (measure, day, person), count in standing.items():
        if count > 0 and measure in PLACE:
            deal.entered[measure] = (day, person)
        elif count > 0 and measure == Measure.LOST:
            deal.lost = day
    return deal


def _count(deal: _Deal, tally: _Tally, today: date, worked: Sequence[date]) -> None:
    for place, link in enumerate(LINKS):
        if link in deal.entered:
            _count_stay(deal, tally, place, today)
            _count_delay(deal, tally, link, today, worked)
    for person, amount in deal.brought.items():
        if person is not None and amount > 0:
            tally.sales[person].append(amount)


def _count_stay(deal: _Deal, tally: _Tally, place: int, today: date) -> None:
    if place + 1 == len(LINKS):
        return
    entered, person = deal.entered[LINKS[place]]
    further = deal.entered.get(LINKS[place + 1])
    ending = Ending.PASSED if further else Ending.LOST if deal.lost else Ending.OPEN
    ended = further[0] if further else deal.lost or today
    key = (max(0, (ended - entered).days), ending)
    stays = tally.stays[person, LINKS[place]]
    stays[key] = stays.get(key, 0.0) + recency_weight((today - entered).days)


def _count_delay(deal: _Deal, tally: _Tally, link: str, today: date, worked: Sequence[date]) -> None:
    """A deal lost never pays: that is the rate's business. An open one waits."""
    entered = deal.entered[link][0]
    if deal.paid is not None:
        tally.delays[link][_worked_between(entered, deal.paid, worked)] += 1
    elif deal.lost is None:
        tally.waits[link][_worked_between(entered, today, worked)] += 1


def _worked_between(first: date, last: date, worked: Sequence[date]) -> int:
    return max(0, bisect_right(worked, last) - bisect_right(worked, first))


def _rates(tally: _Tally) -> tuple[dict[str, Rate], dict[int, dict[str, Rate]]]:
    team: dict[str, Rate] = {}
    people: defaultdict[int, dict[str, Rate]] = defaultdict(dict)
    known = {person for person, _ in tally.stays if person is not None}
    for link in LINKS[:-1]:
        counts = {person: _passed(stays) for (person, at), stays in tally.stays.items() if at == link}
        team[link] = team_rate(counts.values())
        drawn = strength(counts.values())
        for person in known:
            people[person][link] = shrunk_rate(counts.get(person, Count(0, 0)), team[link], drawn)
    return team, dict(people)


def _passed(stays: Stays) -> Count:
    return ever_passed(Stay(days, ending, weight) for (days, ending), weight in stays.items())


def _curves(tally: _Tally, team: Mapping[str, Rate]) -> dict[str, DelayCurve]:
    """Of those still waiting only as many count as will pay, by the team's rates on what is left of the chain."""
    curves = {}
    for place, link in enumerate(LINKS):
        will_pay = prod(team[each].value for each in LINKS[place:-1])
        waits = tally.waits[link]
        paying = dict(zip(waits, rounded_whole([count * will_pay for count in waits.values()]), strict=True))
        curves[link] = counted_curve(tally.delays[link], {days: count for days, count in paying.items() if count})
    return curves
