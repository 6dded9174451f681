"""What a department's open deals will bring, by person: the part of a plan that needs no new leads."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings

from mostik.crm.queries.pipeline import OpenDeal
from mostik.planning.queries.past import Past
from mostik.planning.queries.people import worked_days
from mostik.planning.rules.basis import LINKS, Figure, Source
from mostik.planning.rules.pipeline import ExpectedDeal, WaitingDeal, expected_money


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One person's open deals: money within the month and the next, and how many on each link will pay in the month."""

    ready_minor: int = 0
    ready_next_minor: int = 0
    standing: Mapping[str, float] = field(default_factory=dict)


def pipelines_of(past: Past, rates: Mapping[str, Figure]) -> dict[int, Pipeline]:
    """Return everybody's pipeline: amount by chance by the chance that it comes in time, deal by deal."""
    left = [left_to(past, end) for end in (before_of(past), past.month.last, past.month.next().last)]
    return {person: _pipeline(deals, past, left) for person, deals in waiting_deals(past, rates).items()}


def waiting_deals(past: Past, rates: Mapping[str, Figure]) -> dict[int, list[WaitingDeal]]:
    """Return everybody's open deals with their chance and age in working days."""
    worked = worked_days(past.minutes)
    today = bisect_right(worked, past.today)
    found: defaultdict[int, list[WaitingDeal]] = defaultdict(list)
    for deal in past.deals:
        if deal.currency == settings.CURRENCY:
            age = today - bisect_right(worked, deal.since)
            chance = _chance(deal, past, rates)
            found[deal.owner].append(
                WaitingDeal(deal.id, deal.amount_minor, chance, deal.link, max(0, age), deal.deals, deal.squares)
            )
    return dict(found)


def before_of(past: Past) -> date:
    """Return the last day before the month."""
    return past.month.first - timedelta(days=1)


def left_to(past: Past, end: date, since: date | None = None) -> int:
    """Return the working days after today (or another day) to a day; under zero when it is past."""
    worked = worked_days(past.minutes)
    return bisect_right(worked, end) - bisect_right(worked, since or past.today)


def _chance(deal: OpenDeal, past: Past, rates: Mapping[str, Figure]) -> float:
    """Return the chance to win: what was measured of the rest of the chain; the stage's own where nothing was."""
    left = LINKS[LINKS.index(deal.link) : -1]
    if any(rates[link].source is not Source.MEASURED for link in left):
        return deal.probability
    chance = 1.0
    for link in left:
        chance *= past.chain.rate_of(deal.owner, link).value
    return chance


def _pipeline(deals: Sequence[WaitingDeal], past: Past, left: Sequence[int]) -> Pipeline:
    """``left`` is the working days left to the ends of the month before, of the month and of the next one."""
    before, within, after = (_expected(deals, past, days) for days in left)
    standing: defaultdict[str, float] = defaultdict(float)
    for deal, inside, sooner in zip(deals, within, before, strict=True):
        standing[deal.link] += deal.deals * (inside.p_in_time - sooner.p_in_time)
    return Pipeline(_sum(within) - _sum(before), _sum(after) - _sum(within), dict(standing))


def _expected(deals: Sequence[WaitingDeal], past: Past, days: int) -> tuple[ExpectedDeal, ...]:
    """Return what each deal is expected to bring within so many working days; nothing before today."""
    if days < 0:
        return tuple(ExpectedDeal(deal.deal, 0, deal.p_win, 0.0) for deal in deals)
    return expected_money(deals, past.chain.curves, days, settings.CURRENCY).deals


def _sum(expected: Iterable[ExpectedDeal]) -> int:
    return sum(each.expected_minor for each in expected)
