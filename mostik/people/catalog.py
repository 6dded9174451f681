"""What the room offers others: kinds of approval, work a substitute is given, what a schedule is drawn from."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mostik.core.actors import Actor
from mostik.people.terms import WorkKind

Unit = Literal["percent", "money", "rows"]
Scopes = Callable[[], list[tuple[str, str]]]


def _one_scope() -> list[tuple[str, str]]:
    return []


@dataclass(frozen=True, kw_only=True)
class ApprovalKind:
    """Something that needs a decision above somebody's limit.

    Sizes and limits are hundredths of a per cent, minor units of the company's money, or rows. ``alone`` is what each
    role decides alone until the company says otherwise: nothing for a role left out, anything for ``None``. ``scopes``
    names narrower fields with limits of their own (groups of goods). ``by_hand`` kinds are asked on the approvals
    screen.
    """

    code: str
    title: Promise
    unit: Unit
    alone: Mapping[str, int | None] = field(default_factory=dict)
    by_hand: bool = False
    scopes: Scopes = _one_scope


@dataclass(frozen=True, kw_only=True)
class Work:
    """Work that goes to a substitute: its name, and how many records of some people there are."""

    code: str
    title: Promise
    count: Callable[[Iterable[int]], int]


@dataclass(frozen=True, kw_only=True)
class Done:
    """Something somebody did from one moment to another; ``guessed`` when its length is taken as usual."""

    person: int
    kind: WorkKind
    start: datetime
    end: datetime
    title: str
    url: str = ""
    guessed: bool = False


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One thing that takes time of some people; a title and an address only where the viewer may see what it is.

    ``number`` and ``day`` name what may be moved from the schedule itself; ``covered`` says somebody else takes leads,
    ``whole`` that a team is invited and not people by name.
    """

    source: str
    people: frozenset[int]
    starts: datetime
    ends: datetime
    title: str = ""
    place: str = ""
    url: str = ""
    kind: str = ""
    number: int | None = None
    day: date | None = None
    covered: bool = False
    whole: bool = False


#: Gives what takes the time of some people between two moments, as the viewer may see it.
Source = Callable[[Actor, Collection[int], datetime, datetime], Iterable[Taken]]
#: What a department's schedule is drawn from, by code: how it is called, and who tells.
SCHEDULE: dict[str, tuple[Promise, Source]] = {}

#: Gives what some people did between two moments, as the viewer may see it.
Evidence = Callable[[Actor, Collection[int], datetime, datetime], Iterable[Done]]

EVIDENCE: list[Evidence] = []
#: Kinds of work somebody can tell of; the others are not measured yet.
MEASURED: set[WorkKind] = set()
KINDS: dict[str, ApprovalKind] = {}
WORK: dict[str, Work] = {}


def approvable(kind: ApprovalKind) -> ApprovalKind:
    """Let a kind of request be asked and decided."""
    KINDS[kind.code] = kind
    return kind


def tells_of(*kinds: WorkKind) -> Callable[[Evidence], Evidence]:
    """Let a room tell what people did of these kinds of work."""

    def heard(evidence: Evidence) -> Evidence:
        EVIDENCE.append(evidence)
        MEASURED.update(kinds)
        return evidence

    return heard


def in_schedule(code: str, title: Promise) -> Callable[[Source], Source]:
    """Let a room put what it knows into the department's schedule."""

    def heard(source: Source) -> Source:
        SCHEDULE[code] = (title, source)
        return source

    return heard


def goes_over(work: Work) -> Work:
    """Name work that goes to the substitute of whoever is absent."""
    WORK[work.code] = work
    return work


#: What needs a decision in any company; sizes in the company's money.
approvable(
    ApprovalKind(
        code="people.expense",
        title=_("Expense"),
        unit="money",
        by_hand=True,
        alone={"owner": None, "director": 300_000_00, "head": 50_000_00, "service_head": 50_000_00, "lead": 10_000_00},
    )
)
approvable(ApprovalKind(code="people.vacancy", title=_("Vacancy"), unit="money", by_hand=True, alone={"owner": None}))
approvable(
    ApprovalKind(
        code="people.write_off",
        title=_("Write-off"),
        unit="money",
        by_hand=True,
        alone={"owner": None, "director": 100_000_00, "head": 10_000_00},
    )
)
#: Rows of clients' data somebody may take away in a day without asking.
EXPORT = approvable(
    ApprovalKind(
        code="people.export",
        title=_("Export a day"),
        unit="rows",
        alone={"owner": None, "director": 20_000, "head": 5_000, "service_head": 1_000},
    )
)
