"""What the room does by the clock: facts that no longer change go into columns on this machine's disk."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from mostik.analysis.adapters import columns
from mostik.analysis.commands.columns import final_facts, mark_of, raw_facts
from mostik.analysis.queries.closed import place, standing
from mostik.analysis.rules.columns import segment_of
from mostik.analysis.rules.folding import FEW, WHOLE, next_piece


def fold(*, few: int = FEW, whole: int = WHOLE) -> int:
    """Put every final fact but a short tail into columns, and return how many pieces were written.

    One process of a machine does so at a time; another goes away at once.
    """
    with _alone() as mine:
        facts, written = final_facts() if mine else None, 0
        while facts and (piece := next_piece((stands := standing()).pieces, facts, few=few, whole=whole)):
            kept = [each for each in zip(stands.pieces, stands.names, strict=True) if each[0].last < piece.first]
            name = columns.keep(place(), segment_of(raw_facts(piece.first, piece.last)))
            columns.stand(place(), [*kept, (piece, name)], mark_of(piece.last))
            written += 1
        return written


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
