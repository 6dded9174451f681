"""How soon somebody is to take an incident, and how often management is told that nobody has. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from mostik.control.terms import Severity

#: By the clock on the wall: danger does not wait for working hours.
NORMS: Final[Mapping[Severity, timedelta]] = {
    Severity.CRITICAL: timedelta(minutes=15),
    Severity.SERIOUS: timedelta(hours=1),
    Severity.MINOR: timedelta(hours=24),
}
#: So often management is told at most that nobody has taken one.
RAISES: Final = 5


def take_by(severity: Severity, since: datetime) -> datetime:
    """Return by when somebody is to take an incident that nobody has taken since a moment.

    >>> [f"{take_by(each, datetime(2026, 11, 18, 23, 50)):%d %H:%M}" for each in Severity]
    ['19 00:05', '19 00:50', '19 23:50']
    """
    return since + NORMS[severity]


def is_raised_again(raised: int) -> bool:
    """Return whether one raised so often is raised once more.

    >>> [is_raised_again(each) for each in (0, 4, 5)]
    [True, True, False]
    """
    return raised < RAISES
