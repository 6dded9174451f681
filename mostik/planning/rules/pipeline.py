"""What open deals will bring in the period: the part of the plan that needs no new leads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mostik.analysis.terms import AT_ONCE, DelayCurve
from mostik.kernel.money import Money, rounded_whole


@dataclass(frozen=True, slots=True)
class WaitingDeal:
    """An open deal: its amount, the chance to win it, the link it stands on and for how many working days.

    Or several alike, ``deals`` of them: their amounts and the squares of their amounts added up.
    """

    deal: int
    amount_minor: int
    p_win: float
    link: str
    age_days: int
    deals: int = 1
    squares: float = 0.0


@dataclass(frozen=True, slots=True)
class ExpectedDeal:
    """What a deal is expected to bring in the period, and why: the chance it is won, and that it comes in time."""

    deal: int
    expected_minor: int
    p_win: float
    p_in_time: float


@dataclass(frozen=True, slots=True)
class ExpectedMoney:
    """Expected money of the open deals; the deals' amounts sum to the total."""

    total: Money
    deals: tuple[ExpectedDeal, ...]


def expected_money(
    deals: Iterable[WaitingDeal], curves: Mapping[str, DelayCurve], days_left: int, currency: str = "RUB"
) -> ExpectedMoney:
    """Return the sum of amount * P(won) * P(paid by the period's end, given the link and the days spent on it).

    ``days_left`` is the working days after today; ``curves`` are from entering a link to payment. A deal older than
    any that ever paid is expected to bring nothing; a link without a curve pays at once.

    >>> curve = DelayCurve(days=(5, 10), shares=(0.5, 1.0), seen=4)
    >>> expected_money([WaitingDeal(1, 1000, 0.5, "meeting", age_days=0)], {"meeting": curve}, days_left=7).total
    Money(minor=250, currency='RUB')
    """
    waiting = list(deals)
    times = [curves.get(deal.link, AT_ONCE).share_within(days_left, deal.age_days) for deal in waiting]
    amounts = rounded_whole([deal.amount_minor * deal.p_win * time for deal, time in zip(waiting, times, strict=True)])
    expected = tuple(
        ExpectedDeal(deal.deal, amount, deal.p_win, time)
        for deal, amount, time in zip(waiting, amounts, times, strict=True)
    )
    return ExpectedMoney(Money(sum(amounts), currency), expected)


def passages(standing: Mapping[str, float], rates: Sequence[tuple[str, float]]) -> dict[str, float]:
    """Return how many deals already open will yet enter each link: work that the chain's new entries do not hold.

    ``standing`` is open deals by the link they are on, ``rates`` each link's rate to the next, in order.

    >>> passages({"lead": 10, "meeting": 4}, [("lead", 0.5), ("meeting", 0.25), ("payment", 1.0)])
    {'lead': 0.0, 'meeting': 5.0, 'payment': 2.25}
    """
    coming, entering = 0.0, {}
    for link, rate in rates:
        entering[link] = coming
        coming = (coming + standing.get(link, 0.0)) * rate
    return entering
