"""What the room does by the clock: facts that no longer change go into columns on this machine's disk.

The clock only promises it: a piece takes seconds, and timers wait for nobody.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from mostik.analysis.adapters import columns
from mostik.analysis.adapters.columns import Standing
from mostik.analysis.commands.columns import final_facts, known_facts, mark_of, raw_facts
from mostik.analysis.queries.closed import NOTHING, place, sound, standing
from mostik.analysis.rules.columns import segment_of
from mostik.analysis.rules.folding import FEW, WHOLE, next_piece
from mostik.core import clock, outbox

FOLD: Final = "analysis.fold"


def promise_fold() -> None:
    """Promise a piece of columns where the tail has grown long enough for one."""
    facts = known_facts()
    piece = next_piece(_sound().pieces, facts) if facts else None
    if piece:
        outbox.enqueue(FOLD, key=f"columns:{piece.first}:{clock.now():%Y-%m-%dT%H:%M}", payload={})


@outbox.effect(FOLD)
def write_piece() -> None:
    """Write one piece, and promise the next where one is due."""
    if fold(most=1):
        promise_fold()


def fold(*, few: int = FEW, whole: int = WHOLE, most: int = 0) -> int:
    """Put every final fact but a short tail into columns, ``most`` pieces of them, and return how many were written.

    One process of a machine does so at a time; another goes away at once.
    """
    with _alone() as mine:
        facts, written = final_facts() if mine else None, 0
        while facts and (piece := next_piece((stands := _sound()).pieces, facts, few=few, whole=whole)):
            kept = [each for each in zip(stands.pieces, stands.names, strict=True) if each[0].last < piece.first]
            name = columns.keep(place(), segment_of(raw_facts(piece.first, piece.last)))
            columns.stand(place(), [*kept, (piece, name)], mark_of(piece.last))
            written += 1
            if written == most:
                break
        return written


def _sound() -> Standing:
    found = standing()
    return found if sound(found) else NOTHING


@contextmanager
def _alone() -> Iterator[bool]:
    place().mkdir(parents=True, exist_ok=True)
    with (place() / columns.LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
