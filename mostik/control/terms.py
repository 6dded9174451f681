"""Words of the room: what slips and how badly, and what is found behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from mostik.analysis.terms import Tone


@dataclass(frozen=True)
class Standing:
    """One person's figure today, this week and this month: what was due and what is done.

    ``due`` counts only what should be there by now: today's share by the hour, the week and month to date.
    """

    person: int
    kpi: str
    plan: int
    due: int
    done: int
    tone: Tone


@dataclass(frozen=True)
class Slip:
    """A figure that slips: whose, by how many, and what that costs in expected money (minor units)."""

    person: int
    kpi: str
    due: int
    done: int
    cost: int

    @property
    def short(self) -> int:
        """How many are lacking."""
        return self.due - self.done


@dataclass(frozen=True, slots=True)
class Course:
    """One figure of one person over the same working days, oldest first; of the whole department without a person."""

    person: int | None
    kpi: str
    due: tuple[float, ...]
    done: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Deviation:
    """A figure below its due by more than chance: over how many working days, and how likely that is by chance.

    ``plan`` is what was planned, ``due`` what of it could be asked of it after the links before and the others.
    """

    person: int | None
    kpi: str
    days: int
    plan: float
    due: float
    done: int
    likely: float


class CaseKind(StrEnum):
    """What deviates: a planned count, a channel's leads, a stage's pace, a reason of refusals, a plan of one away."""

    COUNT = "count"
    CHANNEL = "channel"
    STAGE = "stage"
    REASON = "reason"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Flow:
    """What waits and goes on: how many came on each day, how many of a day's went on on which; days are places."""

    came: Mapping[int, int]
    went: Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Shift:
    """What is done otherwise than by its own past: over how many days, how many were due of it, how many there are."""

    subject: int
    days: int
    plan: float
    fact: int
    likely: float


class CaseState(StrEnum):
    """Where a case stands: the cause is asked for, then an action, then the figure is watched."""

    ASKED = "asked"
    NAMED = "named"
    ACTING = "acting"
    ENDED = "ended"


class Cause(StrEnum):
    """Why a figure stands below its due, in the words people are asked in."""

    EFFORT = "effort"
    SKILL = "skill"
    LEADS = "leads"
    AWAY = "away"
    RECORDS = "records"
    PRICE = "price"
    MATERIALS = "materials"
    CLIENTS = "clients"
    NORM = "norm"
    STAGE = "stage"
    OTHER = "other"


class Ending(StrEnum):
    """How a case ended: the figure came back, somebody closed it, or nothing is planned there any more."""

    RECOVERED = "recovered"
    CLOSED = "closed"
    GONE = "gone"


class Step(StrEnum):
    """What the clock does about an open case."""

    WAIT = "wait"
    RECOVER = "recover"
    ESCALATE = "escalate"


@dataclass(frozen=True, slots=True)
class Clue:
    """One thing the figures say about a cause: a code, its numbers, and the cause it points to, if it does."""

    code: str
    figures: Mapping[str, float | date] = field(default_factory=dict)
    cause: Cause | None = None


class IncidentKind(StrEnum):
    """What an incident endangers."""

    LIFE = "life"
    HEALTH = "health"
    CLIENTS = "clients"
    DATA = "data"
    PROPERTY = "property"
    OTHER = "other"


class Severity(StrEnum):
    """How bad an incident is: danger now, harm done, or it nearly happened."""

    CRITICAL = "critical"
    SERIOUS = "serious"
    MINOR = "minor"


class IncidentState(StrEnum):
    """Where an incident stands: nobody's yet, somebody's, closed with a conclusion."""

    NEW = "new"
    TAKEN = "taken"
    CLOSED = "closed"


class Origin(StrEnum):
    """Where an assignment comes from."""

    HEAD = "head"
    MEETING = "meeting"
    MANAGEMENT = "management"
    OTHER = "other"


class Answer(StrEnum):
    """What the person answered an assignment: takes it, objects, or takes it for another day."""

    ACCEPTED = "accepted"
    OBJECTED = "objected"
    DATE = "date"


class AssignmentState(StrEnum):
    """Where an assignment stands; it follows from what was answered, done and accepted."""

    NEW = "new"
    ACCEPTED = "accepted"
    ASKING = "asking"
    OBJECTED = "objected"
    ACTED = "acted"
    RETURNED = "returned"
    SOLVED = "solved"
    WITHDRAWN = "withdrawn"


class Climb(StrEnum):
    """What the clock tells of an assignment nobody moves, from the person up."""

    ANSWER = "answer"
    REMIND = "remind"
    OVERDUE = "overdue"
    HIGHER = "higher"
    CHECK = "check"


class Burden(StrEnum):
    """How loaded somebody is beside the norm."""

    OVER = "over"
    EVEN = "even"
    ROOM = "room"
    AWAY = "away"


class Evening(StrEnum):
    """Where a handing over of several deals stands."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    UNDOING = "undoing"
    UNDONE = "undone"


class Came(StrEnum):
    """What came of one deal of a handing over: with the new person or where it was; back, or gone further since."""

    WAITING = "waiting"
    GONE = "gone"
    STAYED = "stayed"
    BACK = "back"
    KEPT = "kept"


class Recurs(StrEnum):
    """How often a process is to run."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class Turnout(StrEnum):
    """What came of one turn of a process: in time, late, not at all, excused, still to come, nobody was there to ask.

    Late is not in time; an excused turn and one of which nobody could be asked count neither way.
    """

    RAN = "ran"
    LATE = "late"
    MISSED = "missed"
    EXCUSED = "excused"
    WAITING = "waiting"
    OFF = "off"


class MarkKind(StrEnum):
    """What somebody said of a turn by hand."""

    DONE = "done"
    EXCUSED = "excused"
