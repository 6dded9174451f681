"""When a letter that did not go is tried again."""

from datetime import timedelta
from typing import Final

PAUSES: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
)


def pause_after(tries: int, asked: int | None = None) -> timedelta | None:
    """Return how long to wait after so many tries that are known to have failed; nothing when it is given up.

    Where the far side ``asked`` for so many seconds, that long.

    >>> pause_after(1), pause_after(1, 7), pause_after(1, 90), pause_after(6)
    (datetime.timedelta(seconds=60), datetime.timedelta(seconds=7), datetime.timedelta(seconds=90), None)
    """
    if tries > len(PAUSES):
        return None
    return PAUSES[tries - 1] if asked is None else timedelta(seconds=max(1, asked))
