"""What a person's consents come to: the last word counts."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple


class Said(NamedTuple):
    """One consent: when it was given and, if so, withdrawn."""

    given_at: datetime
    withdrawn_at: datetime | None = None


def agrees(consents: Iterable[Said]) -> bool:
    """Return whether somebody agrees now: a living consent younger than any withdrawal; silence is a refusal.

    >>> day = [datetime(2026, 11, n) for n in range(1, 5)]
    >>> agrees([]), agrees([Said(day[0])]), agrees([Said(day[0], day[1])])
    (False, True, False)
    >>> agrees([Said(day[0], day[1]), Said(day[2])]), agrees([Said(day[0]), Said(day[1], day[2])])
    (True, False)
    """
    said = list(consents)
    given = max((each.given_at for each in said if each.withdrawn_at is None), default=None)
    withdrawn = max((each.withdrawn_at for each in said if each.withdrawn_at), default=None)
    return given is not None and (withdrawn is None or given > withdrawn)
