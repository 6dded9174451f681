"""The virtual department: who works there, what they sell, where clients come from."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

T = TypeVar("T")


class Chance(Protocol):
    """A seeded source of chance; ``random.Random`` is one."""

    def random(self) -> float:
        """Return a number from 0 to 1."""
        ...

    def choice(self, seq: list[T], /) -> T:
        """Return one of the values."""
        ...

    def choices(self, population: list[T], weights: list[float], *, k: int) -> list[T]:
        """Return ``k`` values by weight."""
        ...

    def lognormvariate(self, mu: float, sigma: float) -> float:
        """Return a log-normal number."""
        ...

    def uniform(self, a: float, b: float) -> float:
        """Return a number from a to b."""
        ...

    def randint(self, a: int, b: int) -> int:
        """Return a whole number from a to b."""
        ...


@dataclass(frozen=True)
class Seller:
    """One virtual person: how much they do and how well, against 1 for the ordinary."""

    last: str
    first: str
    middle: str
    email: str
    role: str
    team: str
    position: str
    leads: float = 0.0
    effort: float = 1.0
    skill: float = 1.0
    check: float = 1.0
    weak: str = ""
    hired_months_ago: int = 30
    away: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True)
class Source:
    """A channel: its share of leads and how good they are."""

    title: str
    share: float
    quality: float


@dataclass(frozen=True)
class Ware:
    """A product: its usual sum in roubles and share of deals."""

    title: str
    series: str
    price: int
    share: float


@dataclass(frozen=True)
class Link:
    """A stage of the chain: the ordinary share that goes on, and the usual working days until it does."""

    milestone: str
    rate: float
    days: float
    spread: float = 0.7


@dataclass(frozen=True)
class Step:
    """One moment of a deal's life: a stage it comes to, on a working day counted from its creation."""

    milestone: str
    day: date


@dataclass(frozen=True)
class Touch:
    """One activity of a deal's life. ``done`` is empty while it is only planned."""

    kind: str
    title: str
    due: date
    minute: int
    done: date | None = None
    result: str = ""
    seconds: int = 0
    note: str = ""


@dataclass(frozen=True)
class Life:
    """A whole deal as it happened: whose, what, from where, through which stages, with which activities."""

    seller: int
    source: int
    ware: int
    client: int
    title: str
    created: date
    minute: int
    amount: int
    steps: tuple[Step, ...]
    lost: tuple[date, str, str] | None = None
    won: date | None = None
    touches: tuple[Touch, ...] = ()
    paid: tuple[tuple[date, int], ...] = ()


@dataclass(frozen=True)
class Days:
    """One person's working days, oldest first, and the last day that has come."""

    worked: tuple[date, ...]
    today: date

    def after(self, start: date, working_days: int) -> date | None:
        """Return the day so many working days later; ``None`` when it has not come yet."""
        at = bisect_left(self.worked, start) + working_days
        day = self.worked[at] if at < len(self.worked) else None
        return day if day is not None and day <= self.today else None


@dataclass(frozen=True)
class Scenario:
    """What is played: how many days from when, from which seed, with robots or without, how busy, how many sell."""

    days: int = 90
    seed: int = 7
    robots: bool = True
    leads: float = 8
    people: int = 4
    start: date = date(2026, 1, 12)

    @property
    def end(self) -> date:
        """The last day."""
        return self.start + timedelta(days=self.days - 1)


class Phase(StrEnum):
    """How far a virtual client has come."""

    NEW = "new"
    BOOKED = "booked"
    MISSED = "missed"
    MET = "met"
    AGREED = "agreed"
    PAID = "paid"
    GONE = "gone"


class Answer(StrEnum):
    """What a virtual client makes of a letter."""

    NOTHING = "nothing"
    MEETING = "meeting"
    AGREES = "agrees"
    REFUSES = "refuses"
    LEAVES = "leaves"


class Door(StrEnum):
    """Where a virtual client comes in."""

    FORM = "form"
    HOOK = "hook"
    CHAT = "chat"
    TELEGRAM = "telegram"


class Manner(StrEnum):
    """How a virtual client talks to a robot."""

    PLAIN = "plain"
    ODD = "odd"
    PERSON = "person"
    QUIET = "quiet"
    REFUSES = "refuses"


@dataclass(frozen=True)
class Nature:
    """A virtual client: name, address and phone, how willing they are, how long they think, what they buy for.

    ``door`` is where they come in, ``manner`` how they talk to a robot, ``turn`` the question at which it shows;
    ``own`` whether they do by themselves what a link lets them do, instead of writing to a person.
    """

    number: int
    name: str
    company: str
    email: str
    will: float
    hours: float
    roubles: int
    door: Door = Door.FORM
    manner: Manner = Manner.PLAIN
    turn: int = 0
    own: bool = True

    @property
    def phone(self) -> str:
        """Their phone."""
        return f"+7912{self.number:07d}"

    @property
    def talks(self) -> bool:
        """Whether they came by a talk."""
        return self.door in {Door.CHAT, Door.TELEGRAM}


class Woe(StrEnum):
    """What may be planted in a virtual department."""

    CHANNEL = "channel"
    MEETINGS = "meetings"
    STAGE = "stage"
    AWAY = "away"
    PRICE = "price"


@dataclass(frozen=True)
class Trouble:
    """One thing gone wrong: with which channel, seller or stage of the chain (its place), from which day for how many.

    >>> [Trouble(Woe.CHANNEL, 0, first=4, days=2).on(day) for day in (3, 4, 5, 6)]
    [False, True, True, False]
    """

    woe: Woe
    subject: int
    first: int
    days: int

    def on(self, place: int) -> bool:
        """Whether it goes wrong on a day."""
        return self.first <= place < self.first + self.days


@dataclass(frozen=True)
class Planted:
    """A deal of such a department: whose, from where, where it came on which day, why it was lost if it was."""

    seller: int
    channel: int
    steps: tuple[tuple[str, date], ...]
    lost: str
    talked: bool
    minute: int
