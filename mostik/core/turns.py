"""Turns of writers on SQLite: it lets one write at a time, and here whoever came first goes first.

Left to itself it makes the others try again by chance: under load one may come too late every time, and after twenty
seconds hears "database is locked". Within one process they stand in a queue instead.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection

#: Whoever has stood so long tries the database without a turn: it answers by itself.
LONGEST: Final = 60.0


class Turns:
    """A queue of threads of which one goes at a time; whoever has the turn may take it again."""

    def __init__(self) -> None:
        self._guard, self._taken = threading.Lock(), False
        self._waiting: deque[threading.Lock] = deque()
        self._here = threading.local()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn and give it to the next afterwards."""
        if getattr(self._here, "goes", False):
            yield
            return
        mine = self._wait()
        self._here.goes = mine
        try:
            yield
        finally:
            self._here.goes = False
            if mine:
                self._pass_on()

    def _wait(self) -> bool:
        """Return whether one's turn came."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            bell = threading.Lock()
            bell.acquire()
            self._waiting.append(bell)
        came = False
        try:
            came = bell.acquire(timeout=LONGEST)
        finally:
            if not came:
                self._leave(bell)
        return came

    def _leave(self, bell: threading.Lock) -> None:
        with self._guard:
            if bell in self._waiting:
                self._waiting.remove(bell)
                return
        self._pass_on()  # it rang just now

    def _pass_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


_TURNS = Turns()


@contextmanager
def turn() -> Iterator[None]:
    """Wait for one's turn to write, where the database is SQLite and no transaction is open yet."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with _TURNS.turn():
        yield
