"""A virtual department with troubles planted in it: which deals come, and what a trouble does to those it touches."""

from collections.abc import Iterator, Sequence
from datetime import date
from math import exp

from mostik.simulator.rules.cast import CHAIN, REASONS
from mostik.simulator.rules.lives import delay
from mostik.simulator.terms import Chance, Planted, Trouble, Woe

#: What share of a channel gone bad is still ours, of a failing seller's meetings still held, of a slow stage's deals
#: still moved in time, of those who would have bought not put off by the price.
LEFT = {Woe.CHANNEL: 0.08, Woe.MEETINGS: 0.02, Woe.STAGE: 0.05, Woe.PRICE: 0.35}
#: By so many working days more a deal is held up on a slow stage.
HELD = 8
PRICE = "Цена"
#: How often a talk comes of a call.
TALKS = 0.6
#: The links a price may be refused at.
PRICED = ("meeting", "proposal", "contract")


def planted_deals(
    chance: Chance,
    *,
    days: Sequence[date],
    sellers: int,
    channels: int,
    leads: float,
    troubles: Sequence[Trouble],
) -> Iterator[Planted]:
    """Return the deals of some working days: each seller gets about so many leads a day, evenly from each channel."""
    for place in range(len(days)):
        for seller in range(sellers):
            if _is(troubles, Woe.AWAY, seller, place):
                continue
            for _ in range(_poisson(chance, leads)):
                yield _deal(chance, days, place, seller, chance.randint(0, channels - 1), troubles)


def _deal(  # noqa: PLR0917
    chance: Chance, days: Sequence[date], place: int, seller: int, channel: int, troubles: Sequence[Trouble]
) -> Planted:
    steps, at = [("lead", days[place])], place
    lost = ""
    for number, link in enumerate(CHAIN):
        wait = delay(chance, link)
        goes = chance.random() < link.rate * _left(troubles, link.milestone, seller, channel, place, at + wait)
        at += wait if goes else round(1.6 * wait) + 1
        at = _held_up(chance, troubles, link.milestone, at)
        if at >= len(days):
            break
        priced = link.milestone in PRICED and _is(troubles, Woe.PRICE, 0, at)
        if priced and chance.random() > LEFT[Woe.PRICE]:
            lost = PRICE
        elif not goes:
            reasons = REASONS[link.milestone]
            lost = chance.choices([each for each, _ in reasons], [share for _, share in reasons], k=1)[0]
        to = "lost" if lost else CHAIN[number + 1].milestone if number + 1 < len(CHAIN) else "won"
        steps.append((to, days[at]))
        if lost:
            break
    return Planted(seller, channel, tuple(steps), lost, talked=chance.random() < TALKS, minute=chance.randint(5, 400))


def _left(  # noqa: PLR0917
    troubles: Sequence[Trouble], milestone: str, seller: int, channel: int, born: int, at: int
) -> float:
    if milestone == "lead" and _is(troubles, Woe.CHANNEL, channel, born):
        return LEFT[Woe.CHANNEL]
    if milestone == "qualified" and _is(troubles, Woe.MEETINGS, seller, at):
        return LEFT[Woe.MEETINGS]
    return 1.0


def _held_up(chance: Chance, troubles: Sequence[Trouble], milestone: str, at: int) -> int:
    """Return when a deal leaves a stage, which it would on a day, where the stage is slow then."""
    for each in troubles:
        slow = each.woe is Woe.STAGE and CHAIN[each.subject].milestone == milestone and each.on(at)
        if slow and chance.random() > LEFT[Woe.STAGE]:
            return at + HELD
    return at


def _is(troubles: Sequence[Trouble], woe: Woe, subject: int, place: int) -> bool:
    return any(each.woe is woe and each.subject == subject and each.on(place) for each in troubles)


def _poisson(chance: Chance, mean: float) -> int:
    count, left, at = 0, exp(-mean), chance.random()
    while at > left:
        at *= chance.random()
        count += 1
    return count
