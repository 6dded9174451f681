"""Words of the room: states of a plan, and why a part, a day's number or a load is what it is."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class PlanState(StrEnum):
    """Where a version of a plan stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    ACTIVE = "active"
    SUPERSEDED = "superseded"
    DROPPED = "dropped"


class Horizon(StrEnum):
    """How long a plan is for."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Scenario(StrEnum):
    """Which of the three figures a plan names."""

    MINIMUM = "minimum"
    STANDARD = "standard"
    MAXIMUM = "maximum"


class WeightCode(StrEnum):
    """What a person's part of a plan is in proportion to."""

    CAPACITY = "capacity"
    PRODUCTIVITY = "productivity"
    RAMP = "ramp"
    LEADS = "leads"


class Held(StrEnum):
    """What decided a person's part: their weight, or a limit that holds them."""

    WEIGHT = "weight"
    FIXED = "fixed"
    FLOOR = "floor"
    CEILING = "ceiling"


class Binding(StrEnum):
    """Which constraint makes a split impossible."""

    NOBODY = "nobody"
    CROSSED = "crossed"
    FIXED = "fixed"
    FLOORS = "floors"
    CEILINGS = "ceilings"
    NO_WEIGHT = "no weight"


class DueReason(StrEnum):
    """Why today's number is what it is."""

    BASE = "base"
    CATCH_UP = "catch up"
    CAPPED = "capped"
    AHEAD = "ahead"
    DONE = "done"
    DAY_OFF = "day off"
    NO_DAYS_LEFT = "no days left"
    NO_PLAN = "no plan"


class RemainderChoice(StrEnum):
    """What a head does with what a month left undone; nothing is the default."""

    WRITE_OFF = "write off"
    ADD = "add"
    SPREAD = "spread over the quarter"


class LoadState(StrEnum):
    """How a person's work fits their hours."""

    FITS = "fits"
    OVERLOAD = "overload"
    IDLE = "idle"


class Ground(StrEnum):
    """What a person's side of a plan from below stands on."""

    SAID = "said"
    RECKONED = "reckoned"
    HOURS = "hours"


class Way(StrEnum):
    """How a difference between two plans is settled."""

    LOWER = "lower"
    LEADS = "leads"
    HANDS = "hands"
    AGAIN = "again"


class Keep(StrEnum):
    """What stands when a cell of a year is changed: its quarter's total, the year's, or neither."""

    QUARTER = "quarter"
    YEAR = "year"
    NOTHING = "nothing"


class CauseKind(StrEnum):
    """What happened that a plan in force may no longer stand."""

    LEFT = "left"
    AWAY = "away"
    DEAL_LOST = "deal lost"
    DEAL_MOVED = "deal moved"
    PACE = "pace"


class Bound(StrEnum):
    """What holds how much somebody can still bring in the month."""

    HOURS = "hours"
    TIME = "time"
    GONE = "gone"


class Turn(StrEnum):
    """Why a person's part is what it is after a new split."""

    STAYS = "stays"
    TAKES = "takes"
    GIVES = "gives"
    DONE = "done"
    HELD = "held"
    SET = "set"


class DemandKind(StrEnum):
    """What a department asks of another function."""

    LEADS = "leads"
    HANDS = "hands"
    MATERIALS = "materials"


class DemandState(StrEnum):
    """Where a request to another function stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    CLOSED = "closed"


class DemandStep(StrEnum):
    """What may be done with a request."""

    CHANGE = "change"
    ACCEPT = "accept"
    REFUSE = "refuse"
    DELIVER = "deliver"
    CLOSE = "close"


class Delivery(StrEnum):
    """How much of what was asked has come."""

    NONE = "none"
    PART = "part"
    WHOLE = "whole"


class EventKind(StrEnum):
    """What a department's event is."""

    MEETING = "meeting"
    TRAINING = "training"
    REVIEW = "review"
    OTHER = "other"


class Repeat(StrEnum):
    """How often an event comes again."""

    ONCE = "once"
    DAY = "day"
    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"


class ClashKind(StrEnum):
    """What is wrong in a schedule."""

    TWICE = "twice"
    AWAY = "away"
    HOURS = "hours"
    PLACE = "place"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing of a schedule: whose time it takes, from when until when, on which ``day`` of the company.

    ``number`` is the department's event it is an occurrence of; ``covered`` says that somebody else takes leads,
    ``whole`` that a team is invited and not people by name. Without a title it is only known that they are busy.
    """

    key: str
    people: frozenset[int]
    starts: datetime
    ends: datetime
    day: date
    title: str = ""
    place: str = ""
    url: str = ""
    number: int | None = None
    covered: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """What is wrong, with which thing (and which other), with whom, of which team, on which day."""

    kind: ClashKind
    day: date
    item: Item | None = None
    other: Item | None = None
    people: tuple[int, ...] = ()
    team: int | None = None


class Shape(StrEnum):
    """How a file lays plans out: people down and periods across, or a row for each person and period."""

    WIDE = "wide"
    LONG = "long"


class DayMeans(StrEnum):
    """Which period a file means by a day: its month, the quarter it lies in, or the three months that begin then."""

    MONTH = "month"
    QUARTER = "quarter"
    BEGINS = "begins"


class Deed(StrEnum):
    """What taking a file does with a sum: a new plan, another draft, nothing, a plan of the past, or it stays out."""

    NEW = "new"
    REPLACED = "replaced"
    SAME = "same"
    PAST = "past"
    REFUSED = "refused"
