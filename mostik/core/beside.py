"""Who works beside whom in one process: what a dead process held is done alone, so that it can take nobody with it.

A process dies with all its hands. Which of the effects it held killed it nobody knows: each of them is suspected, and a
suspect is done with no other at its side. Whoever waits meanwhile waits with empty hands: what is taken dies with the
process, though it was not begun. So a poison counts its own deaths only, and whoever was beside it once is done.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

#: A suspect that has not killed anybody in so many seconds may have others at its side, and is let in beside whoever
#: has been at work so long: neither holds up a process.
LONG_SECONDS = 1.0

Taken = TypeVar("Taken")


class Room:
    """The effects one process is at; each is taken inside, and one at a time is at the door.

    ``clock`` gives seconds that only grow.
    """

    def __init__(self, *, long: float = LONG_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self.long, self.clock = long, clock
        self.changed = threading.Condition()
        self.inside: dict[object, float] = {}
        self.at_door: object | None = None
        self.suspect: object | None = None

    @contextmanager
    def entered(self, take: Callable[[], Taken], *, alone: Callable[[Taken], bool]) -> Iterator[Taken]:
        """Take something and be inside with it for the length of the block; ``alone`` says whether it is a suspect.

        While a suspect is inside, or somebody takes, newcomers wait outside and have taken nothing.
        """
        me = object()
        with self.changed:
            self._wait(lambda: self.suspect is None and self.at_door is None)
            self.at_door = me
        try:
            taken = take()
            with self.changed:
                self.suspect = me if alone(taken) else self.suspect
                self.inside[me] = self.clock()
                self._leave_door(me)
            yield taken
        finally:
            with self.changed:
                self._leave_door(me)
                self.inside.pop(me, None)
                if self.suspect is me:
                    self.suspect = None
                self.changed.notify_all()

    def cleared(self) -> None:
        """Wait until nobody but the suspect is inside."""
        with self.changed:
            self._wait(lambda: not self._busy())

    def _leave_door(self, me: object) -> None:
        if self.at_door is me:
            self.at_door = None
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
        """Return whether anybody but the suspect is inside who has not been there for long."""
        since = self.clock() - self.long
        return any(began > since for who, began in self.inside.items() if who is not self.suspect)
