"""Who decides: alone within one's limit, else the nearest above who may and is there. See docs/rules/approvals.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mostik.people.terms import EVERYTHING, Need

#: A role's limits by field; ``None`` is any size. The empty field stands for everything else.
Limits = Mapping[str, int | None]
#: A part of the working time given for a decision after which the one who decides is reminded.
REMIND_AFTER = 2


@dataclass(frozen=True, kw_only=True)
class Superior:
    """Somebody above the one who asks: their limits, and whether they or a substitute can decide now."""

    id: int
    limits: Limits = field(default_factory=dict)
    here: bool = True


def limit_for(limits: Limits, scopes: Sequence[str]) -> int | None:
    """Return the limit that holds in the first of the fields that has one; zero where none does, ``None`` for any size.

    >>> limit_for({"": 500, "pumps": 1000}, ("pumps", "")), limit_for({"": 500}, ("hoses", "")), limit_for({}, ("",))
    (1000, 500, 0)
    """
    return next((limits[scope] for scope in (*scopes, EVERYTHING) if scope in limits), 0)


def may_alone(limits: Limits, needs: Sequence[Need]) -> bool:
    """Return whether every need is within the limits.

    >>> pumps = {"": 500, "pumps": 1000}
    >>> may_alone(pumps, [Need(size=1000, scopes=("pumps",)), Need(size=500)]), may_alone(pumps, [Need(size=501)])
    (True, False)
    """
    found = [(need, limit_for(limits, need.scopes)) for need in needs]
    return all(limit is None or need.size <= limit for need, limit in found)


def decider(above: Sequence[Superior], needs: Sequence[Need]) -> Superior | None:
    """Return who decides, from those above, the nearest first: the first who is there and may; else the highest there.

    >>> lead, head = Superior(id=1, limits={"": 1000}), Superior(id=2, limits={"": 2000})
    >>> [decider([lead, head], [Need(size=size)]).id for size in (900, 1500, 9000)]
    [1, 2, 2]
    >>> decider([Superior(id=1, limits={"": 1000}, here=False), head], [Need(size=900)]).id
    2
    """
    there = [each for each in above if each.here]
    able = [each for each in there if may_alone(each.limits, needs)]
    return able[0] if able else there[-1] if there else None


def next_above(above: Sequence[Superior], present: int) -> Superior | None:
    """Return who takes over from the one deciding when time is up: the next above who is there.

    >>> chain = [Superior(id=1), Superior(id=2, here=False), Superior(id=3)]
    >>> next_above(chain, 1).id, next_above(chain, 3)
    (3, None)
    """
    numbers = [each.id for each in above]
    later = above[numbers.index(present) + 1 :] if present in numbers else above
    return next((each for each in later if each.here), None)


def presses(
    now: datetime, *, remind_at: datetime | None, due_at: datetime, expires_at: datetime, asked_back: bool
) -> str:
    """Return what the clock asks for: "expire", "escalate", "remind", or nothing.

    While the one who asked owes an answer nobody is pressed to decide.
    """
    if now >= expires_at:
        return "expire"
    if asked_back:
        return ""
    if now >= due_at:
        return "escalate"
    return "remind" if remind_at and now >= remind_at else ""
