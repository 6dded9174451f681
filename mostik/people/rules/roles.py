"""Roles: whose role somebody may give, and whether a program may act with it."""

from collections.abc import Iterable
from dataclasses import dataclass

from mostik.core.actors import Reach

#: Rights that open all others: only who holds them hands them on.
KEYS = frozenset({"people.edit_roles", "people.make_tokens", "core.edit_company"})
WIDTH = {Reach.OWN: 0, Reach.TEAM: 1, Reach.DEPARTMENT: 2, Reach.ALL: 3}


@dataclass(frozen=True)
class Power:
    """What somebody may do and how far they see."""

    rights: frozenset[str]
    reach: Reach


def power(rights: Iterable[str], reach: str) -> Power:
    """Return a power from what a role keeps."""
    return Power(frozenset(rights), Reach(reach))


def may_give(given: Power, giver: Power) -> bool:
    """Whether the giver may put somebody into a role: it sees no farther, and opens no door the giver cannot.

    Who edits roles may give any. Other rights do not matter: a personnel manager takes on sellers without selling.

    >>> seller, hr = power(["crm.win_deal"], "own"), power(["people.edit_structure"], "all")
    >>> may_give(seller, hr), may_give(power(["people.edit_roles"], "own"), hr), may_give(hr, seller)
    (True, False, False)
    """
    if "people.edit_roles" in giver.rights:
        return True
    return not (given.rights & KEYS) - giver.rights and WIDTH[given.reach] <= WIDTH[giver.reach]


def within(given: Power, giver: Power) -> bool:
    """Whether a power is wholly within another: who may act as somebody, or let a program act so.

    >>> within(power(["crm.win_deal"], "own"), power(["people.edit_structure"], "all"))
    False
    """
    if "people.edit_roles" in giver.rights:
        return True
    return given.rights <= giver.rights and WIDTH[given.reach] <= WIDTH[giver.reach]
