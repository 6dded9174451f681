"""Whether this installation can be relied on now: for whoever watches it from outside. Words only, no data."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import connection

from mostik.core import clock, outbox
from mostik.core.models import Effect, EffectState, Timer

LEAST_FREE_BYTES: Final = 100 * 1024 * 1024
LATE: Final = timedelta(minutes=5)


def troubles() -> list[str]:
    """Return what stands in the way, by its name; nothing when all is well."""
    found = []
    for name, well in LOOKS.items():
        try:
            fine = well()
        except Exception:
            fine = False
        found += [] if fine else [name]
    return found


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _disk() -> bool:
    return shutil.disk_usage(settings.HOME).free > LEAST_FREE_BYTES


def _queue() -> bool:
    """Nothing due is left lying, and nothing runs that nobody has taken over for a whole lease."""
    now = clock.now()
    late = Effect.objects.filter(state=EffectState.NEW, due_at__lt=now - LATE)
    abandoned = Effect.objects.filter(state=EffectState.RUNNING, lease_until__lt=now - outbox.LEASE)
    return not late.exists() and not abandoned.exists()


def _timers() -> bool:
    return not Timer.objects.filter(next_at__lt=clock.now() - LATE).exists()


LOOKS: dict[str, Callable[[], bool]] = {"database": _database, "disk": _disk, "queue": _queue, "timers": _timers}
