"""How fast somebody may knock: a leaky bucket in the database, shared by all processes; at most a statement a knock."""

import math
import threading
from datetime import timedelta

from django.db.models import F
from django.db.models.functions import Greatest

from mostik.core import clock
from mostik.core.models import Pace
from mostik.kernel.refusals import Refusal, gettext_noop

MICRO = timedelta(microseconds=1)
EPOCH = clock.EPOCH
MOST_AHEAD = 10_000

_ahead: dict[tuple[str, int, int], int] = {}
_counting = threading.Lock()


class TooFast(Refusal, status=429):
    """More than the allowance; ``after`` says in how many seconds there is room again."""

    message = gettext_noop("Too many requests. Try again in {seconds} s.")

    def __init__(self, after: int) -> None:
        super().__init__(params={"seconds": after})
        self.after = after


def knock(subject: str, *, per_minute: int, burst: int, count: int = 1) -> None:
    """Take ``count`` from an allowance that fills by so many a minute and holds ``burst``; refuses `TooFast`."""
    now = (clock.now() - EPOCH) // MICRO
    step = 60_000_000 // per_minute
    room = Pace.objects.filter(subject=subject, whole_at__lte=now + step * (burst - count))
    if room.update(whole_at=Greatest(F("whole_at"), now) + step * count):
        return
    row, fresh = Pace.objects.get_or_create(subject=subject, defaults={"whole_at": now + step * count})
    if not fresh:
        raise TooFast(max(1, math.ceil((row.whole_at + step * (count - burst) - now) / 1_000_000)))


def knock_ahead(subject: str, *, per_minute: int, burst: int) -> None:
    """Take one from an allowance as ``knock`` does, but ask the database for a tenth of the burst at once.

    What was taken ahead waits in this process, so a request rarely writes; each process may let through that tenth
    above what is allowed, never more.
    """
    place = (subject, per_minute, burst)
    with _counting:
        if _ahead.get(place):
            _ahead[place] -= 1
            return
    share = max(1, burst // 10)
    try:
        knock(subject, per_minute=per_minute, burst=burst, count=share)
    except TooFast:
        if share == 1:
            raise
        knock(subject, per_minute=per_minute, burst=burst)
        share = 1
    with _counting:
        if len(_ahead) >= MOST_AHEAD:
            _ahead.clear()
        _ahead[place] = _ahead.get(place, 0) + share - 1


def refuse_spent(subject: str, *, per_minute: int, burst: int) -> None:
    """Refuse `TooFast` while nothing is left of an allowance, taking nothing from it."""
    now = (clock.now() - EPOCH) // MICRO
    step = 60_000_000 // per_minute
    row = Pace.objects.filter(subject=subject, whole_at__gt=now + step * (burst - 1)).first()
    if row:
        raise TooFast(max(1, math.ceil((row.whole_at - step * (burst - 1) - now) / 1_000_000)))


def forget_whole() -> int:
    """Drop the rows of those whose allowance has long been whole again."""
    now = (clock.now() - EPOCH) // MICRO
    return Pace.objects.filter(whole_at__lt=now - 3_600_000_000).delete()[0]
