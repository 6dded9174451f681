"""Who works beside whom in one process: what a dead process held is done alone, so that it can take nobody with it.

A process dies with all its hands. Which of the effects it held killed it nobody knows: each of them is suspected, and a
suspect is done with no other at its side. So a poison counts its own deaths only, and whoever was beside it once is
done.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: A suspect that has not killed anybody in so many seconds may have others at its side, and is let in beside whoever
#: has been at work so long: neither holds up a process.
LONG_SECONDS = 2.0


class Room:
    """The effects one process is at; entered by each for the length of its work.

    ``clock`` gives seconds that only grow.
    """

    def __init__(self, *, long: float = LONG_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self.long, self.clock = long, clock
        self.changed = threading.Condition()
        self.inside: dict[object, float] = {}
        self.suspect: object | None = None

    @contextmanager
    def entered(self, *, alone: bool) -> Iterator[None]:
        """Be inside for the length of the block; ``alone``: with nobody beside, newcomers wait outside."""
        me = object()
        with self.changed:
            self._wait(lambda: self.suspect is None)
            if alone:
                self.suspect = me
                self._wait(lambda: not self._busy())
            self.inside[me] = self.clock()
        try:
            yield
        finally:
            with self.changed:
                del self.inside[me]
                if self.suspect is me:
                    self.suspect = None
                self.changed.notify_all()

    def _wait(self, true: Callable[[], bool]) -> None:
        """Wait until something is so, but not longer than a suspect may be alone; it then stays where it is."""
        until = self.clock() + self.long
        while not true():
            left = until - self.clock()
            if left <= 0:
                break
            self.changed.wait(left)

    def _busy(self) -> bool:
        """Return whether anybody is inside who has not been there for long."""
        since = self.clock() - self.long
        return any(began > since for began in self.inside.values())
