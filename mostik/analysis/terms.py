"""Words of the room: units and tones of figures, parts of a gap, and the values that rules hand on."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from itertools import pairwise


class Unit(StrEnum):
    """What a figure is counted in."""

    MONEY = "money"
    COUNT = "count"
    PERCENT = "percent"
    SCORE = "score"
    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"


class Tone(StrEnum):
    """How a figure looks at a glance; NONE where there is nothing to judge yet."""

    GOOD = "good"
    WATCH = "watch"
    BAD = "bad"
    NONE = "none"


class Direction(StrEnum):
    """Which way a figure is better."""

    HIGHER = "higher"
    LOWER = "lower"


class Kpi(StrEnum):
    """Counts of work a plan is made of, beside money."""

    CALLS = "calls"
    TALKS = "talks"
    MEETINGS = "meetings"
    PROPOSALS = "proposals"
    CONTRACTS = "contracts"
    INVOICES = "invoices"
    PAYMENTS = "payments"


class Measure(StrEnum):
    """What a fact counts. The links of the chain carry the names of ``crm.terms.Milestone``."""

    LEAD = "lead"
    QUALIFIED = "qualified"
    MEETING = "meeting"
    PROPOSAL = "proposal"
    CONTRACT = "contract"
    INVOICE = "invoice"
    PAYMENT = "payment"
    WON = "won"
    LOST = "lost"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    PAID = "paid"
    CALL = "call"
    TALK = "talk"
    MEETING_SET = "meeting_set"
    MEETING_HELD = "meeting_held"
    TASK = "task"
    EMAIL = "email"
    MESSAGE = "message"
    STAGE = "stage"
    STAY = "stay"
    BUYER = "buyer"
    REPEAT = "repeat"
    CSAT = "csat"
    CSAT_GOOD = "csat_good"
    NPS = "nps"
    NPS_UP = "nps_up"
    NPS_DOWN = "nps_down"
    HANDED = "handed"


class Step(StrEnum):
    """A piece of the funnel's work that a person or a robot may do, in the order a deal meets them."""

    INTAKE = "intake"
    ASSIGN = "assign"
    ANSWER = "answer"
    QUALIFY = "qualify"
    WARM = "warm"
    BOOK = "book"
    REMIND = "remind"
    PLAN = "plan"
    FIELDS = "fields"
    MOVE = "move"
    DRAFT = "draft"
    SEND = "send"
    FOLLOW = "follow"
    INVOICE = "invoice"
    DUN = "dun"
    PAYMENT = "payment"
    THANKS = "thanks"
    REASON = "reason"
    ASK = "ask"
    CALL = "call"
    MEET = "meet"
    TASK = "task"


class Hands(StrEnum):
    """Who did a step: a person, or nobody of flesh and blood."""

    PERSON = "hand"
    ROBOT = "robot"


class Phase(StrEnum):
    """Parts of the automation map, from the first word to the last."""

    LEAD = "lead"
    MEETING = "meeting"
    OFFER = "offer"
    MONEY = "money"
    AFTER = "after"
    APART = "apart"


def step_measure(step: Step, hands: Hands) -> str:
    """Return what a fact of a step done so is called.

    >>> step_measure(Step.WARM, Hands.ROBOT)
    'robot:warm'
    """
    return f"{hands}:{step}"


class Ending(StrEnum):
    """How a stay on a link ended: went further, was lost, or has not ended yet."""

    PASSED = "passed"
    LOST = "lost"
    OPEN = "open"


class GapPart(StrEnum):
    """Parts of a revenue gap that every chain has; each rate adds a part with its own link's code."""

    LEADS = "leads"
    ABSENCE = "absence"
    LEADS_PER_DAY = "leads per day"
    MIX_PEOPLE = "mix of people"
    MIX_CHANNELS = "mix of channels"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Rate:
    """A conversion with what it stands on: the share, how many entered, and a credible interval round the share."""

    value: float
    entered: float
    low: float
    high: float

    @property
    def known(self) -> bool:
        """Return whether anything at all was observed."""
        return self.entered > 0


@dataclass(frozen=True, slots=True)
class DelayCurve:
    """Days from entering a link to payment, of those that pay: the share paid by each day something was paid.

    ``days`` rise and ``shares`` rise with them to 1; ``seen`` is how many payments the curve stands on, and
    ``tail`` the share put on the last day because the waiting was still going on (Efron). With nothing seen
    and nobody waiting the curve is `AT_ONCE`, and `known` says that it is an assumption.

    >>> week = DelayCurve(days=(5, 10), shares=(0.5, 1.0), seen=4)
    >>> week.share_within(4), week.share_within(7), week.share_within(10)
    (0.0, 0.5, 1.0)
    """

    days: tuple[int, ...]
    shares: tuple[float, ...]
    seen: int
    tail: float = 0.0

    @property
    def known(self) -> bool:
        """Return whether at least one payment was seen."""
        return self.seen > 0

    def share_within(self, days: int, age: int = 0) -> float:
        """Return the share that pays within so many days more, of those still unpaid at the start of day ``age``.

        Zero for one that is older than any payment ever seen.

        >>> DelayCurve(days=(5, 10), shares=(0.5, 1.0), seen=4).share_within(4, age=6)
        1.0
        """
        waiting = 1 - self._by(age - 1)
        return (self._by(age + days) - self._by(age - 1)) / waiting if waiting > 0 and days >= 0 else 0.0

    @property
    def median(self) -> int:
        """Return the day by which half has paid."""
        return next(day for day, share in zip(self.days, self.shares, strict=True) if share >= 0.5)

    @property
    def mean(self) -> float:
        """Return the mean in days, restricted to the longest waiting seen."""
        steps = pairwise((0.0, *self.shares))
        return sum(day * (after - before) for day, (before, after) in zip(self.days, steps, strict=True))

    def _by(self, day: int) -> float:
        at = bisect_right(self.days, day)
        return self.shares[at - 1] if at else 0.0


AT_ONCE = DelayCurve(days=(0,), shares=(1.0,), seen=0)


class LetterState(StrEnum):
    """How far a letter is on its way to one address."""

    NEW = "new"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DOUBT = "doubt"
    SKIPPED = "skipped"


class Rhythm(StrEnum):
    """How often a report goes."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Shape(StrEnum):
    """What a report goes as: a file of the letter, or the letter itself."""

    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"
    TEXT = "text"


class ReportWay(StrEnum):
    """By what a report goes."""

    MAIL = "mail"
    TELEGRAM = "telegram"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """When a report goes: each day, on days of the week (Monday is 0) or on a day of the month, at a local hour.

    ``working_only``: what falls on a day off goes on the next working day.
    """

    rhythm: Rhythm
    at: time
    weekdays: tuple[int, ...] = ()
    month_day: int = 1
    working_only: bool = False


class Compare(StrEnum):
    """What a report's figures stand beside."""

    NOTHING = ""
    EARLIER = "earlier"
    YEAR = "year"
    PLAN = "plan"


class Look(StrEnum):
    """How a report is drawn."""

    TABLE = ""
    LINE = "line"
    BARS = "bars"
    STACKED = "stacked"


class Days(StrEnum):
    """The days a report is of, unless others are asked for."""

    MONTH = "month"
    LAST_MONTH = "last_month"
    QUARTER = "quarter"
    YEAR = "year"
    NINETY = "ninety"
    YESTERDAY = "yesterday"
    LAST_WEEK = "last_week"
    TWELVE = "twelve"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A question to the metric catalogue: metrics by code, split by dimensions, as a table and a picture.

    ``rows`` are up to two dimensions, none for one line; ``columns`` one more, across. ``where`` narrows by dimension
    values, as words of an address. ``sort`` is one of the metrics, largest first; without it the first of them. What
    follows in time stands in time. ``limit`` is how many lines are shown at most; the totals count every line.
    """

    measures: tuple[str, ...]
    rows: tuple[str, ...] = ()
    columns: str = ""
    where: tuple[tuple[str, str], ...] = ()
    days: Days = Days.MONTH
    compare: Compare = Compare.NOTHING
    look: Look = Look.TABLE
    sort: str = ""
    limit: int = 50

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Every dimension it is split by, those of the lines first."""
        return (*self.rows, *((self.columns,) if self.columns else ()))


class WallDays(StrEnum):
    """Which days a piece of a wall is of; all of them end now."""

    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class FaceLook(StrEnum):
    """How a piece of a wall is drawn."""

    FIGURE = "figure"
    PROGRESS = "progress"
    BARS = "bars"
    LINES = "lines"
    WORDS = "words"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece hung on a wall: which widget, of which metric, days or words where it asks for them, ``wide`` or not."""

    widget: str
    metric: str = ""
    days: WallDays = WallDays.TODAY
    text: str = ""
    wide: bool = False


class CostKind(StrEnum):
    """What a department costs besides its leads."""

    PAYROLL = "payroll"
    CALLS = "calls"
    PROGRAMS = "programs"
    PLACE = "place"
    OTHER = "other"


class NeedKind(StrEnum):
    """What clients ask for."""

    PRODUCT = "product"
    FEATURE = "feature"
    SERVICE = "service"
    TERMS = "terms"
    QUALITY = "quality"
    OTHER = "other"


class NeedState(StrEnum):
    """How far a need has come: heard, passed to who makes the product, answered by them."""

    HEARD = "heard"
    PASSED = "passed"
    ANSWERED = "answered"


class NeedVerdict(StrEnum):
    """What the product's people answered to a need."""

    DONE = "done"
    PLANNED = "planned"
    LATER = "later"
    NO = "no"
