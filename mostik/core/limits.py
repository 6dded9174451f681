"""How fast somebody may knock: a leaky bucket in the database, shared by all processes, one statement a knock."""

import math
from datetime import timedelta

from django.db.models import F
from django.db.models.functions import Greatest

from mostik.core import clock
from mostik.core.models import Pace
from mostik.kernel.refusals import Refusal, gettext_noop

MICRO = timedelta(microseconds=1)
EPOCH = clock.EPOCH


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
