"""Which number of a pool a visitor is shown, and whose visit a call to a number belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

#: A client may write the number down and call later: a lease still answers so long after its end, if nobody took it.
LATER: Final = timedelta(days=3)


@dataclass(frozen=True)
class Lease:
    """A number shown to a visitor from a moment on, until another."""

    number: int
    visitor: int
    since: datetime
    until: datetime


def chosen(numbers: Sequence[int], leases: Sequence[Lease], visitor: int, now: datetime) -> int | None:
    """Return the number for a visitor: the one they have, else the one free for longest; nothing when all are taken.

    ``leases`` are the newest of each number.
    """
    held = {each.number: each for each in leases}
    for number in numbers:
        lease = held.get(number)
        if lease and lease.visitor == visitor and lease.until > now:
            return number
    free = [number for number in numbers if number not in held or held[number].until <= now]
    since = {number: held[number].until.timestamp() if number in held else 0.0 for number in free}
    return min(free, key=lambda number: (since[number], number), default=None)


def answering(leases: Sequence[Lease], at: datetime) -> Lease | None:
    """Return the lease a call at a moment belongs to, of one number's: the running one, else the last one not too old.

    A call between two leases belongs to the earlier; a call before any belongs to nobody.
    """
    begun = [each for each in leases if each.since <= at]
    latest = max(begun, key=lambda each: each.since, default=None)
    return latest if latest and at < latest.until + LATER else None
