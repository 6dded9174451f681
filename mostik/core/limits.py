"""How fast somebody may knock: a leaky bucket in the database, shared by all processes; a statement to pass."""

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
_counting, _asking = threading.Lock(), threading.Lock()


class TooFast(Refusal, status=429):
    """More than the allowance; ``after`` says in how many seconds there is room again, of a wait in microseconds."""

    message = gettext_noop("Too many requests. Try again in {seconds} s.")

    def __init__(self, wait: int) -> None:
        self.after = max(1, math.ceil(wait / 1_000_000))
        super().__init__(params={"seconds": self.after})


def knock(subject: str, *, per_minute: int, burst: int, count: int = 1) -> None:
    """Take ``count`` from an allowance that fills by so many a minute and holds ``burst``; refuses `TooFast`."""
    if wait := _taken(subject, per_minute, burst, count):
        raise TooFast(wait)


def knock_ahead(subject: str, *, per_minute: int, burst: int) -> None:
    """Take one from an allowance as ``knock`` does, but ask the database for a tenth of the burst at once.

    What was taken ahead waits in this process, so a request rarely writes. It is spent already, yet may pass later than
    it was taken: a tenth of the burst. One thread of a process asks at a time, the others pass on what it took.
    """
    place = (subject, per_minute, burst)
    if _passed(place):
        return
    with _asking:
        if not _passed(place):
            _take_ahead(place)


def _passed(place: tuple[str, int, int]) -> bool:
    """Let one pass on what was taken ahead, if anything is left of it."""
    with _counting:
        left = _ahead.get(place, 0)
        if left:
            _ahead[place] = left - 1
        return left > 0


def _take_ahead(place: tuple[str, int, int]) -> None:
    subject, per_minute, burst = place
    share = max(1, burst // 10)
    if wait := _taken(subject, per_minute, burst, share):
        one = wait - 60_000_000 // per_minute * (share - 1)
        if one > 0:
            raise TooFast(one)
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
        raise TooFast(row.whole_at - step * (burst - 1) - now)


def forget_whole() -> int:
    """Drop the rows of those whose allowance has long been whole again."""
    now = (clock.now() - EPOCH) // MICRO
    return Pace.objects.filter(whole_at__lt=now - 3_600_000_000).delete()[0]


def _taken(subject: str, per_minute: int, burst: int, count: int) -> int:
    """Take so many and return 0, or take none and return in how many microseconds there is room for them."""
    now = (clock.now() - EPOCH) // MICRO
    step = 60_000_000 // per_minute
    room = Pace.objects.filter(subject=subject, whole_at__lte=now + step * (burst - count))
    if room.update(whole_at=Greatest(F("whole_at"), now) + step * count):
        return 0
    row, fresh = Pace.objects.get_or_create(subject=subject, defaults={"whole_at": now + step * count})
    return 0 if fresh else row.whole_at + step * (count - burst) - now
