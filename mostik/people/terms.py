"""Words of the room: what a day is, why somebody is away, somebody's place, and how a day's hours are written."""

import datetime
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

#: For how many seconds what one writes to clients may wait to be taken back; none sends it at once.
HOLDS = (0, 5, 10, 30)


class DayKind(StrEnum):
    """What a day is in the production calendar."""

    OFF = "off"
    WORKING = "working"
    SHORT = "short"


class AbsenceKind(StrEnum):
    """Why somebody is away."""

    HOLIDAY = "holiday"
    SICK = "sick"
    TRIP = "trip"
    OTHER = "other"


class ClashKind(StrEnum):
    """What is wrong with a planned shift."""

    AWAY = "away"
    OVERLAP = "overlap"
    LONG = "long"
    BETWEEN = "between"
    WEEK = "week"
    REST = "rest"


class LapseKind(StrEnum):
    """How the real start and stop of work fell short of the planned."""

    LATE = "late"
    EARLY = "early"
    NO_SHOW = "no-show"


class WorkKind(StrEnum):
    """What a working day is made of; where two go on at once the earlier here counts."""

    CALL = "call"
    MEETING = "meeting"
    STUDY = "study"
    PAPERWORK = "paperwork"


class NewWork(StrEnum):
    """Whose the leads and tasks become that arrive while somebody is away."""

    STAYS = "stays"
    SUBSTITUTE = "substitute"


#: The field of a limit that stands for everything else.
EVERYTHING = ""


@dataclass(frozen=True, kw_only=True)
class Need:
    """A size to be allowed, in the first field of several that has a limit: the nearest group of goods, say."""

    size: int
    scopes: tuple[str, ...] = (EVERYTHING,)


class ApprovalState(StrEnum):
    """Where a request for a decision stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Day:
    """One day of the company's calendar.

    ``weekend`` is a day off only because it is a Saturday or Sunday: whoever's schedule says so works on it.
    ``worked`` is a weekend made working. ``own`` says the company decided, not the country.
    """

    date: datetime.date
    kind: DayKind
    weekend: bool = False
    worked: bool = False
    own: bool = False
    title: str = ""
    moved: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where somebody stands in the structure; every change of it is a move."""

    department_id: int
    team_id: int | None
    position: str
    role_id: int
    reports_to_id: int | None


@dataclass(frozen=True, kw_only=True)
class PersonValues:
    """Everything that is written about a person; ``role`` is the role's code."""

    email: str
    first_name: str
    last_name: str
    role: str
    department_id: int
    hired_on: date
    team_id: int | None = None
    reports_to_id: int | None = None
    middle_name: str = ""
    phone: str = ""
    position: str = ""
    sells: bool = False
    language: str = ""
    alias: str = ""


class ReadKind(StrEnum):
    """How somebody came to see clients' data."""

    CARD = "card"
    LIST = "list"
    EXPORT = "export"
    SUBJECT = "subject"
    FILE = "file"
