"""What a plan stands on, as one frozen value that is kept with the plan and read back whatever has changed since."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from mostik.analysis.terms import DelayCurve, Kpi
from mostik.crm.terms import CHAIN
from mostik.kernel.money import Money

LINKS: tuple[str, ...] = tuple(milestone.value for milestone in CHAIN)
#: Links that are counted as work by themselves: a KPI of the same meaning.
LINK_KPIS: Mapping[str, str] = {
    Kpi.PROPOSALS: "proposal",
    Kpi.CONTRACTS: "contract",
    Kpi.INVOICES: "invoice",
    Kpi.PAYMENTS: "payment",
}
#: Work behind an entry of a link: the other KPIs.
EFFORT_LINKS: Mapping[str, str] = {Kpi.CALLS: "lead", Kpi.TALKS: "lead", Kpi.MEETINGS: "meeting"}
#: The metric that counts each KPI.
KPI_METRICS: Mapping[str, str] = {
    Kpi.CALLS: "calls",
    Kpi.TALKS: "talks",
    Kpi.MEETINGS: "meetings_held",
    Kpi.PROPOSALS: "proposals",
    Kpi.CONTRACTS: "contracts",
    Kpi.INVOICES: "invoices",
    Kpi.PAYMENTS: "payments",
}
#: The metric that counts each link's entries.
LINK_METRICS: Mapping[str, str] = dict(
    zip(
        LINKS,
        ("leads", "qualified", "meetings", "proposals", "contracts", "invoices", "payments"),
        strict=True,
    )
)
#: Where nothing was measured yet: usual figures of selling to companies, to be replaced by the head or by the first
#: months of work.
DEFAULT_RATES: Mapping[str, float] = {
    "lead": 0.5,
    "qualified": 0.5,
    "meeting": 0.7,
    "proposal": 0.4,
    "contract": 0.9,
    "invoice": 0.9,
    "payment": 1.0,
}
DEFAULT_EFFORTS: Mapping[str, float] = {Kpi.CALLS: 4.0, Kpi.TALKS: 1.5, Kpi.MEETINGS: 1.0}
#: Minutes one takes. A talk is counted beside the call it came from.
DEFAULT_MINUTES: Mapping[str, int] = {
    Kpi.CALLS: 3,
    Kpi.TALKS: 7,
    Kpi.MEETINGS: 90,
    Kpi.PROPOSALS: 60,
    Kpi.CONTRACTS: 40,
    Kpi.INVOICES: 15,
    Kpi.PAYMENTS: 5,
}


class Source(StrEnum):
    """Where a figure of the basis comes from."""

    MEASURED = "measured"
    DEFAULT = "default"
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured figure with what it stands on: how many cases, and an interval where there is one."""

    value: float
    n: float = 0.0
    low: float | None = None
    high: float | None = None
    source: Source = Source.MEASURED


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonBasis:
    """One person of a plan: hours, experience, own rates and check, open deals, and what is done already.

    ``minutes`` are by day of the plan's month and of the next one. ``before`` is what was done in the month before the
    plan was made, by KPI and day, ``entered`` the deals that entered each link by then. Money is in minor units;
    ``productivity`` is revenue an hour.
    """

    id: int
    name: str
    minutes: Mapping[date, int]
    away: int = 0
    months: int = 0
    ramp: float = 1.0
    productivity: float = 1.0
    history_minor: int = 0
    check_minor: int = 0
    rates: Mapping[str, Figure] = field(default_factory=dict)
    fact_minor: int = 0
    ready_minor: int = 0
    ready_next_minor: int = 0
    standing: Mapping[str, float] = field(default_factory=dict)
    before: Mapping[str, Mapping[date, int]] = field(default_factory=dict)
    entered: Mapping[str, int] = field(default_factory=dict)

    def hours(self, first: date, last: date) -> float:
        """Return the working hours from one day to another."""
        return sum(minutes for day, minutes in self.minutes.items() if first <= day <= last) / 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a department's plan for a month stands on. ``made_on`` is the day it was measured: the plan runs from it."""

    made_on: date
    first: date
    last: date
    currency: str
    metric: str
    check: Figure
    rates: Mapping[str, Figure]
    curves: Mapping[str, DelayCurve]
    efforts: Mapping[str, Figure]
    minutes: Mapping[str, int]
    people: tuple[PersonBasis, ...]
    best_month_minor: int = 0

    @property
    def starts(self) -> date:
        """The first day still to plan: the month's first, or today in the month under way."""
        return max(self.first, self.made_on)

    @property
    def fact(self) -> Money:
        """Money already in."""
        return Money(sum(person.fact_minor for person in self.people), self.currency)

    @property
    def ready(self) -> Money:
        """Money expected of open deals within the month."""
        return Money(sum(person.ready_minor for person in self.people), self.currency)


def written(basis: Basis) -> dict[str, Any]:
    """Return the basis as JSON values."""
    plain: dict[str, Any] = _plain(asdict(basis))
    return plain


def read(kept: Mapping[str, Any]) -> Basis:
    """Return the basis kept as JSON values; what was added since takes its default.

    >>> friday = date(2026, 11, 20)
    >>> basis = Basis(
    ...     made_on=friday, first=friday, last=friday, currency="RUB", metric="revenue", check=Figure(1),
    ...     rates={"lead": Figure(0.5, 3, source=Source.HEAD)}, curves={}, efforts={}, minutes={"calls": 3},
    ...     people=(PersonBasis(id=7, name="Anna", minutes={friday: 480}, before={"calls": {friday: 2}}),),
    ... )
    >>> read(written(basis)) == basis
    True
    """
    given = dict(kept)
    dates: dict[str, Any] = {name: date.fromisoformat(given[name]) for name in ("made_on", "first", "last")}
    return Basis(
        **_known(Basis, given, {"people", "check", "rates", "curves", "efforts", *dates}),
        **dates,
        check=_figure(given["check"]),
        rates={link: _figure(each) for link, each in given["rates"].items()},
        efforts={kpi: _figure(each) for kpi, each in given["efforts"].items()},
        curves={link: _curve(each) for link, each in given["curves"].items()},
        people=tuple(_person(each) for each in given["people"]),
    )


def _person(given: Mapping[str, Any]) -> PersonBasis:
    return PersonBasis(
        **_known(PersonBasis, given, {"minutes", "rates", "before"}),
        minutes=_dated(given["minutes"]),
        rates={link: _figure(each) for link, each in given.get("rates", {}).items()},
        before={kpi: _dated(days) for kpi, days in given.get("before", {}).items()},
    )


def _figure(given: Mapping[str, Any]) -> Figure:
    return Figure(**{**given, "source": Source(given["source"])})


def _curve(given: Mapping[str, Any]) -> DelayCurve:
    return DelayCurve(tuple(given["days"]), tuple(given["shares"]), given["seen"], given.get("tail", 0.0))


def _known(kind: type, given: Mapping[str, Any], apart: Iterable[str]) -> dict[str, Any]:
    names = set(kind.__slots__) - set(apart)  # type: ignore[attr-defined]
    return {name: value for name, value in given.items() if name in names}


def _dated(days: Mapping[str, int]) -> dict[date, int]:
    return {date.fromisoformat(day): count for day, count in days.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {_key(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value.value if isinstance(value, StrEnum) else value


def _key(key: object) -> str:
    return key.isoformat() if isinstance(key, date) else str(key)
