"""Lines kept open to far sides that say by themselves when something is new; one process keeps each, by a lease.

A watch only wakes: what is new is fetched by an effect, and timers ask too, so a line that breaks loses nothing and
costs no more than the time until the next question.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import connection

from mostik.core import clock
from mostik.core.models import KeptLine
from mostik.core.outbox import worker_name
from mostik.kernel.refusals import Refusal

log = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=30)
#: A line that broke, or one a far side does not offer, is tried again after so long.
AFTER_A_BREAK, NOT_OFFERED = timedelta(seconds=30), timedelta(minutes=15)
LOOK_SECONDS: Final = 2.0
#: Lines one process keeps; the rest is asked by timers alone.
MOST: Final = 100

Going = Callable[[], bool]


class NotOffered(Exception):
    """The far side keeps no line open: it has to be asked."""


@dataclass(frozen=True)
class Watch:
    """A kind of line: which there are to be kept, each with a mark that changes when it has to begin anew; ``keep``
    stays with one for as long as it is told to go on.
    """

    name: str
    lines: Callable[[], Mapping[int, str]]
    keep: Callable[[int, Going], None]


WATCHES: dict[str, Watch] = {}


def declare(*watches: Watch) -> None:
    """Add kinds of lines; the one table of them is in ``config.jobs``."""
    WATCHES.update({each.name: each for each in watches})


def kept(name: str) -> set[int]:
    """Return which lines of a kind are open now, anywhere."""
    rows = KeptLine.objects.filter(name=name, open_until__gt=clock.now()).exclude(holder="")
    return set(rows.values_list("line", flat=True))


class Watchman:
    """Opens the lines nobody keeps, as threads of this process, and lets them go when it stops."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.wanted: dict[tuple[str, int], str] = {}
        self.threads: dict[tuple[str, int], threading.Thread] = {}
        self.holders: set[str] = set()
        self.next = 0.0

    def turn(self) -> int:
        """Look which lines there are to be kept and open those nobody keeps."""
        if time.monotonic() < self.next:
            return 0
        self.next = time.monotonic() + LOOK_SECONDS
        self.wanted = {
            (watch.name, line): mark for watch in list(WATCHES.values()) for line, mark in watch.lines().items()
        }
        self.threads = {place: thread for place, thread in self.threads.items() if thread.is_alive()}
        for (name, line), mark in self.wanted.items():
            if (name, line) not in self.threads and len(self.threads) < MOST and _free(name, line):
                words = (WATCHES[name], line, mark)
                self.threads[name, line] = threading.Thread(target=self._keep, args=words, daemon=True)
                self.threads[name, line].start()
        return 0

    def stop(self, *, seconds: float = 5) -> None:
        """Let every line go; one whose far side keeps an answer just now is no longer ours either."""
        self.stopping.set()
        until = time.monotonic() + seconds
        for thread in self.threads.values():
            thread.join(max(0.0, until - time.monotonic()))
        KeptLine.objects.filter(holder__in=self.holders).update(holder="", open_until=clock.now())

    def _keep(self, watch: Watch, line: int, mark: str) -> None:
        holder, latest = worker_name(), [0.0]
        self.holders.add(holder)
        held = KeptLine.objects.filter(name=watch.name, line=line, holder=holder)

        def going() -> bool:
            if self.stopping.is_set() or self.wanted.get((watch.name, line)) != mark:
                return False
            if time.monotonic() < latest[0] + LEASE.total_seconds() / 3:
                return True
            latest[0] = time.monotonic()
            still = held.update(open_until=clock.now() + LEASE)
            connection.close()  # a line is kept for hours: no connection of the pool with it
            return bool(still)

        pause, error = timedelta(), ""
        try:
            if _take(watch.name, line, holder) and going():
                watch.keep(line, going)
        except NotOffered:
            pause = NOT_OFFERED
        except Refusal as refusal:
            pause, error = AFTER_A_BREAK, refusal.text(str)
        except Exception as failure:
            log.exception("the line %s %s broke", watch.name, line)
            pause, error = AFTER_A_BREAK, f"{type(failure).__name__}: {failure}"
        finally:
            held.update(holder="", open_until=clock.now() + pause, error=error[:300])
            connection.close()


def _free(name: str, line: int) -> bool:
    return not KeptLine.objects.filter(name=name, line=line, open_until__gt=clock.now()).exists()


def _take(name: str, line: int, holder: str) -> bool:
    now = clock.now()
    KeptLine.objects.get_or_create(name=name, line=line, defaults={"open_until": now, "since": now})
    free = KeptLine.objects.filter(name=name, line=line, open_until__lte=now)
    return bool(free.update(holder=holder, open_until=now + LEASE, since=now, error=""))
