"""One deal's life: how far it gets, when, and what is done on the way."""

from datetime import date
from math import log

from mostik.simulator.rules.cast import CHAIN, REASONS, RIVALS, SECTORS, WARES
from mostik.simulator.rules.touches import next_touch, touches_of
from mostik.simulator.terms import Chance, Days, Life, Link, Seller, Source, Step

MOST_RATE = 0.97
NOTE_FOR = {"Другое": "Перенесли на следующий год"}


def life(
    chance: Chance,
    *,
    index: int,
    seller: Seller,
    source: Source,
    place: tuple[int, int],
    client: int,
    start: date,
    days: Days,
) -> Life:
    """Return a deal created on ``start`` as far as it has come. ``place`` are the seller's and source's numbers."""
    ware = chance.choices(list(range(len(WARES))), [each.share for each in WARES], k=1)[0]
    amount = amount_of(chance, WARES[ware].price, seller.check)
    steps, end = path(chance, seller, source, start, days)
    lost = loss(chance, steps[-1].milestone, end[1]) if end and end[0] == "lost" else None
    won = end[1] if end and end[0] == "won" else None
    done = touches_of(chance, seller, steps, days)
    ahead = () if end else next_touch(chance, steps[-1].milestone, days)
    return Life(
        seller=place[0],
        source=place[1],
        ware=ware,
        client=client,
        title=f"{WARES[ware].title} · {SECTORS[index % len(SECTORS)]}",
        created=start,
        minute=chance.randint(9 * 60 + 5, 17 * 60 + 30),
        amount=amount,
        steps=tuple(steps),
        lost=lost,
        won=won,
        touches=(*done, *ahead),
        paid=payments(chance, amount, won, days) if won else (),
    )


def path(
    chance: Chance, seller: Seller, source: Source, start: date, days: Days
) -> tuple[list[Step], tuple[str, date] | None]:
    """Return the stages a deal came to and how it ended: ("won" or "lost", day), or ``None`` while it goes on."""
    steps, here = [Step("lead", start)], start
    for number, link in enumerate(CHAIN):
        passed = chance.random() < rate(link, seller, source)
        wait = delay(chance, link) if passed else round(delay(chance, link) * 1.6) + 1
        day = days.after(here, wait)
        if day is None:
            return steps, None
        if not passed:
            return steps, ("lost", day)
        if number + 1 == len(CHAIN):
            return steps, ("won", day)
        steps.append(Step(CHAIN[number + 1].milestone, day))
        here = day
    return steps, None


def rate(link: Link, seller: Seller, source: Source) -> float:
    """Return how likely this deal goes on: the link's share, the seller's skill, the channel's quality early on."""
    early = source.quality if link.milestone in {"lead", "qualified"} else source.quality**0.3
    weak = 0.62 if seller.weak == link.milestone else 1.0
    return min(MOST_RATE, link.rate * seller.skill**0.5 * early**0.8 * weak)


def delay(chance: Chance, link: Link) -> int:
    """Return working days until the deal goes on, log-normal round the link's usual ones."""
    return max(0, round(chance.lognormvariate(log(link.days), link.spread)))


def amount_of(chance: Chance, price: int, check: float) -> int:
    """Return a sum in kopecks, rounded to a thousand roubles."""
    roubles = price * check * chance.lognormvariate(0, 0.32)
    return max(5, round(roubles / 1000)) * 100_000


def loss(chance: Chance, milestone: str, day: date) -> tuple[date, str, str]:
    """Return when, why and with what words a deal was lost."""
    reasons = REASONS[milestone]
    reason = chance.choices([r for r, _ in reasons], [w for _, w in reasons], k=1)[0]
    return day, reason, NOTE_FOR.get(reason, "")


def rival(life: Life) -> str:
    """Return whom a deal was lost to, where it was to somebody; the same one however often asked."""
    named = life.lost and (life.lost[1] == "Выбрали конкурента" or (life.lost[1] == "Цена" and life.minute % 3 == 0))
    return RIVALS[(life.minute + life.client) % len(RIVALS)] if named else ""


def payments(chance: Chance, amount: int, won: date, days: Days) -> tuple[tuple[date, int], ...]:
    """Return what was paid and when: most at once, some in halves, the second half when its day has come."""
    if chance.random() < 0.72:
        return ((won, amount),)
    second = days.after(won, chance.randint(5, 18))
    first = (won, amount // 2)
    return (first, (second, amount - amount // 2)) if second else (first,)
