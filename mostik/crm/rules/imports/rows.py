"""One row of a deal table: its cells become values, or problems that name the column."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from mostik.crm.rules.imports.fields import BY_CODE, MANY, NAMING, is_own, letter
from mostik.crm.rules.imports.lines import Line
from mostik.crm.rules.imports.problems import Grade, Problem
from mostik.crm.rules.imports.values import (
    When,
    currency_from,
    email_from,
    outcome_from,
    phone_from,
    sum_from,
    tidy,
    when_from,
)
from mostik.kernel.cells import unguarded
from mostik.kernel.events import N_
from mostik.kernel.refusals import Refusal


@dataclass(frozen=True, kw_only=True)
class DealRow(Line):
    """A deal as a file tells it: names not yet joined to records, days not yet instants.

    ``begins_in`` names the stage a closed deal began in, where the file knows it.
    """

    external_id: str = ""
    title: str = ""
    amount: str = ""
    amount_minor: int | None = None
    currency: str = ""
    owner: str = ""
    pipeline: str = ""
    stage: str = ""
    begins_in: str = ""
    outcome: str = ""
    company: str = ""
    contact: str = ""
    position: str = ""
    phone: str = ""
    email: str = ""
    channel: str = ""
    product: str = ""
    created: When | None = None
    closed: When | None = None
    expected: date | None = None
    reason: str = ""
    note: str = ""
    past: tuple[tuple[str, When], ...] = ()

    @property
    def identity(self) -> str:
        """What tells the deal apart in a file without numbers: what is sold, to whom, since when."""
        told = (self.title, self.company, self.contact, self.phone, self.email, self.product, str(self.created or ""))
        return "~" + sha256("\x1f".join(told).encode()).hexdigest()[:40]


@dataclass(frozen=True)
class Read:
    """What became of a row's cells."""

    row: DealRow
    problems: tuple[Problem, ...] = ()


class RowReader:
    """Reads the rows of one table by one mapping: column places to field codes.

    What cannot be read in a ``lenient`` field is kept as a line of the note instead of refusing the row.
    """

    def __init__(
        self, headings: Sequence[str], mapped: Mapping[int, str], *, lenient: Container[str] = frozenset()
    ) -> None:
        self.lenient = lenient
        self.columns = {code: headings[place] or letter(place) for place, code in mapped.items()}
        self.places = {code: place for place, code in mapped.items() if code not in MANY and not is_own(code)}
        self.own = {code: place for place, code in mapped.items() if is_own(code)}
        self.lines = [(place, headings[place]) for place, code in sorted(mapped.items()) if code in MANY]
        self.width = len(headings)

    def read(self, number: int, cells: Sequence[str]) -> Read:
        """Return the row's values and everything wrong with them; never raises."""
        problems: list[Problem] = []
        values: dict[str, Any] = {}
        for code, place in self.places.items():
            text = unguarded(cells[place]) if place < len(cells) else ""
            self._take(code, text, values, problems)
        self._take_lines(cells, values, problems)
        _join_names(values)
        if any(map(str.strip, cells[self.width :])):
            problems.append(Problem(column=letter(self.width), reason=_WIDE))
        if not any(values.get(code) for code in NAMING) and not problems:
            problems.append(_nameless(self.columns))
        own = {code: unguarded(cells[place]).strip() for code, place in self.own.items() if place < len(cells)}
        values["own"] = {code: text for code, text in own.items() if text}
        row = DealRow(number=number, columns=self.columns, **values)
        return Read(row, (*problems, *out_of_order(row)))

    def _take_lines(self, cells: Sequence[str], values: dict[str, Any], problems: list[Problem]) -> None:
        """Put the columns that have no field of their own under the note, each as a line."""
        told = [(head, unguarded(cells[place]).strip()) for place, head in self.lines if place < len(cells)]
        lines = [f"{head}: {text}" for head, text in told if text and "\x00" not in text]
        if not lines:
            return
        note = "\n".join(filter(None, (values.get("note", ""), *lines)))
        if len(note) > BY_CODE["note"].longest:
            longest = {"longest": BY_CODE["note"].longest}
            problems.append(Problem(column=told[0][0], reason=_CUT, params=longest, grade=Grade.WARNED))
        values["note"] = note[: BY_CODE["note"].longest]

    def _take(self, code: str, text: str, values: dict[str, Any], problems: list[Problem]) -> None:
        column = self.columns[code]
        if "\x00" in text:
            problems.append(Problem(column=column, reason=_UNREADABLE))
            return
        plain = text.strip() if code in _LONG_TEXTS else tidy(text)
        if len(plain) > BY_CODE[code].longest:
            problems.append(Problem(column=column, reason=_LONG, params={"longest": BY_CODE[code].longest}))
        elif plain:
            try:
                values[code] = _READERS.get(code, str)(plain)
            except Refusal as refusal:
                soft = code in self.lenient
                problems.append(Problem.of(refusal, column, Grade.WARNED if soft else Grade.REFUSED))
                if soft:
                    values["note"] = "\n".join(filter(None, (values.get("note", ""), f"{column}: {plain}")))


_LONG_TEXTS = frozenset(("note", "past"))
_UNREADABLE = N_("The cell holds a sign that is no text. Delete the cell and type it again.")
_LONG = N_("The text is longer than {longest} signs. Shorten it; if a quote was left open, close it.")
_CUT = N_("The columns kept in the note are longer than {longest} signs together; the rest was left out.")
_WIDE = N_("The row has more cells than there are headings. A separator stands inside a text: put the text in quotes.")
_BACKWARDS = N_("The deal is closed before it was created. Mend one of the two dates.")
_NAMELESS = N_("Nothing says what the deal is about. Fill the title, the company or the contact.")


def out_of_order(row: DealRow) -> tuple[Problem, ...]:
    """Return what is wrong between a row's dates: closed before created."""
    if row.created is None or row.closed is None:
        return ()
    created, closed = row.created, row.closed
    comparable = isinstance(created, datetime) and isinstance(closed, datetime) and _same_sort(created, closed)
    backwards = closed < created if comparable else day_of(closed) < day_of(created)
    return (Problem(column=row.column("closed"), reason=_BACKWARDS),) if backwards else ()


def _same_sort(one: datetime, other: datetime) -> bool:
    return (one.tzinfo is None) == (other.tzinfo is None)


def day_of(when: When) -> date:
    """Return the day of a day or moment."""
    return when.date() if isinstance(when, datetime) else when


def _join_names(values: dict[str, Any]) -> None:
    """A last name in a column of its own belongs to the first one."""
    if last := values.pop("last_name", ""):
        values["contact"] = f"{values.get('contact', '')} {last}".strip()


def past_from(text: str) -> tuple[tuple[str, When], ...]:
    """Return the stages a deal passed and when, as they stand in one cell.

    >>> past_from("New @ 2026-01-02T10:00 | Talks @ 05.01.2026")
    (('New', datetime.datetime(2026, 1, 2, 10, 0)), ('Talks', datetime.date(2026, 1, 5)))
    """
    steps = [step.rpartition(_AT) for step in text.split(_NEXT) if step.strip()]
    return tuple((tidy(stage), when_from(at)) for stage, _at, at in steps)


_AT, _NEXT = " @ ", " | "


def _nameless(columns: Mapping[str, str]) -> Problem:
    column = next((columns[code] for code in NAMING if code in columns), "")
    return Problem(column=column, reason=_NAMELESS)


def _expected(text: str) -> date:
    return day_of(when_from(text))


_READERS: Mapping[str, Callable[[str], object]] = {
    "created": when_from,
    "closed": when_from,
    "expected": _expected,
    "phone": phone_from,
    "email": email_from,
    "currency": currency_from,
    "past": past_from,
    "outcome": outcome_from,
}


def priced(read: Read, currency: str) -> Read:
    """Return the row with its amount read in a currency; the row's own currency wins over the one given."""
    row = read.row
    if not row.amount:
        return read
    try:
        minor = sum_from(row.amount, row.currency or currency)
    except Refusal as refusal:
        return Read(row, (*read.problems, Problem.of(refusal, row.column("amount"))))
    return Read(replace(row, amount_minor=minor, currency=row.currency or currency), read.problems)
