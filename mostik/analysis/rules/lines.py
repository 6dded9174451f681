"""A line of facts as a plain value, and what one record has counted so far."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple, Protocol

from mostik.kernel.events import Event, Ref


class Line(NamedTuple):
    """One fact, field for field as the table keeps it."""

    measure: str
    day: date
    cohort: date | None
    person: int | None
    team: int | None
    department: int | None
    pipeline: int | None
    stage: int | None
    channel: int | None
    product: int | None
    company: int | None
    reason: int | None
    competitor: int | None
    quantity: int
    amount: int
    currency: str
    days: int
    ref_kind: str
    ref: int
    part: int | None
    entry: int
    corrects: int | None

    @property
    def root(self) -> int:
        """The journal line this was first counted by, whatever has corrected it since."""
        return self.entry if self.corrects is None else self.corrects

    def undone(self, entry: int) -> "Line":
        """Return the counter-fact that takes this one back on the day it was counted."""
        return self._replace(
            quantity=-self.quantity, amount=-self.amount, days=-self.days, entry=entry, corrects=self.root
        )

    def again(self, entry: int, **changes: object) -> "Line":
        """Return this fact counted anew with other values, still the root's."""
        return self._replace(entry=entry, corrects=self.root, **changes)  # type: ignore[arg-type]


class Heard(Protocol):
    """An event with its journal line and business day: ``core.journal.Logged``."""

    @property
    def entry(self) -> int:
        """The journal line's number."""

    @property
    def day(self) -> date:
        """The business day it happened on."""

    @property
    def event(self) -> Event:
        """What happened."""

    @property
    def by(self) -> str:
        """The kind of who did it."""


class Record:
    """What one deal or activity has counted so far, with everything taken back left out."""

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self.lines: list[Line] = []
        self._net: dict[tuple[object, ...], Line] = {}
        self.add(lines)

    def add(self, lines: Iterable[Line]) -> None:
        """Count more lines in."""
        for line in lines:
            self.lines.append(line)
            self._weigh(line)

    def standing(self, *measures: str) -> list[Line]:
        """Return the lines that still count, of some measures or of all, in the order they were counted."""
        return [line for line in self._net.values() if not measures or line.measure in measures]

    def _weigh(self, line: Line) -> None:
        key = (*line[:12], line.currency, line.part, line.root)
        held = self._net.pop(key, None)
        quantity, amount, days = line.quantity, line.amount, line.days
        if held is not None:
            quantity, amount, days = quantity + held.quantity, amount + held.amount, days + held.days
        if quantity or amount or days:
            self._net[key] = line._replace(quantity=quantity, amount=amount, days=days)


class Book:
    """The records a batch of events speaks of, each with what it counted before and in this batch."""

    def __init__(self, past: Mapping[Ref, Iterable[Line]] | None = None) -> None:
        self._records = {ref: Record(lines) for ref, lines in (past or {}).items()}

    def record(self, ref: Ref) -> Record:
        """Return one record; a new one has counted nothing."""
        return self._records.setdefault(ref, Record())
