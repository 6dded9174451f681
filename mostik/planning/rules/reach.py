"""How much more one person can bring within a month: what their hours allow, and what can still be paid in time."""

from typing import Final

from mostik.kernel.money import Money
from mostik.planning.rules.basis import LINKS, Basis, PersonBasis
from mostik.planning.rules.chain import BrokenChain, required
from mostik.planning.rules.draft import aim_of, link_minutes, links_of
from mostik.planning.rules.pipeline import passages

#: More than anybody sells in a month, in minor units: asked for to see how much of it comes in time.
ENDLESS: Final = 10**13


def deal_minutes(person: PersonBasis, basis: Basis) -> float:
    """Return how many minutes of work somebody's open deals will yet take within the month."""
    coming = passages(person.standing, [(link, person.rates[link].value) for link in LINKS])
    return sum(count * link_minutes(link, basis) for link, count in coming.items())


def fits_hours(person: PersonBasis, basis: Basis, *, taken: float = 0.0) -> int:
    """Return the money that new leads bring in the working time left, ``taken`` minutes of which open deals take.

    Nothing limits it where no work takes time; where a link lets nothing through, nothing comes.
    """
    per_sale, to_payment = 0.0, 1.0
    for link in reversed(LINKS):
        to_payment *= person.rates[link].value
        if to_payment <= 0:
            return 0
        per_sale += link_minutes(link, basis) / to_payment
    free = max(0.0, person.hours(basis.starts, basis.last) * 60 - taken)
    return int(free / per_sale * person.check_minor) if per_sale else ENDLESS


def paid_in_time(person: PersonBasis, basis: Basis) -> int:
    """Return the money of new leads that can still be paid within the month, each day filled by one kind of work."""
    if person.check_minor <= 0:
        return 0
    zero = Money.zero(basis.currency)
    aim = aim_of(Money(ENDLESS, basis.currency), zero, person, basis.starts, basis.last)
    try:
        chain = required(aim, Money(person.check_minor, basis.currency), links_of(person, basis))
    except BrokenChain:
        return 0
    return max(0, ENDLESS - chain.short.minor)
