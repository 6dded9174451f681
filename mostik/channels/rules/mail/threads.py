"""What ties letters to each other: the numbers on the wire."""

from collections.abc import Iterable
from typing import Final

MOST: Final = 20


def thread_headers(before: Iterable[str]) -> dict[str, str]:
    """Return the headers of a letter that goes on a thread: ``before`` are its letters, the newest last.

    >>> thread_headers(["<1@a>", "<2@b>"])
    {'In-Reply-To': '<2@b>', 'References': '<1@a> <2@b>'}
    """
    known = [each for each in before if each.startswith("<") and each.endswith(">") and " " not in each][-MOST:]
    return {"In-Reply-To": known[-1], "References": " ".join(known)} if known else {}
