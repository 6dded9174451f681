"""The chain of the journal of reads, and the mark of an export."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

#: Letters and digits nobody confuses.
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def chained(previous: str, told: Sequence[Any]) -> str:
    """Return the SHA-256 of a line with the one before: equal on both databases.

    >>> first = chained("", [1, "Anna"])
    >>> first == chained("", [1, "Anna"]), first == chained("x", [1, "Anna"])
    (True, False)
    """
    return hashlib.sha256(json.dumps([previous, *told], sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def mark_of(number: int) -> str:
    """Return the mark an export is known by, from a number drawn at random.

    >>> mark_of(0), mark_of(32**8 - 1)
    ('2222-2222', 'ZZZZ-ZZZZ')
    """
    signs = []
    for _place in range(8):
        number, rest = divmod(number, len(SIGNS))
        signs.append(SIGNS[rest])
    word = "".join(reversed(signs))
    return f"{word[:4]}-{word[4:]}"
