"""Spend on advertising as a file says it: which column is what, what a row holds, what cannot be taken and why."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Final

from mostik.channels.rules.origins import LONGEST
from mostik.kernel.cells import unguarded
from mostik.kernel.money import Money
from mostik.kernel.refusals import Invalid, Refusal, gettext_noop

MOST_ROWS: Final = 50_000
#: Words of headings, as advertising systems and people write them.
COLUMNS: Final = {
    "day": frozenset({"day", "date", "дата", "день"}),
    "source": frozenset({"source", "utm_source", "источник", "система"}),
    "medium": frozenset({"medium", "utm_medium", "канал", "тип"}),
    "campaign": frozenset({"campaign", "utm_campaign", "campaign name", "кампания", "название кампании"}),
    "amount": frozenset({"cost", "spend", "amount", "расход", "расходы", "затраты", "стоимость", "сумма"}),
    "clicks": frozenset({"clicks", "клики", "переходы"}),
    "shows": frozenset({"impressions", "shows", "показы"}),
}
NEEDED: Final = ("day", "amount")
FORMATS: Final = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d.%m.%y", "%Y%m%d", "%Y-%m-%d %H:%M:%S")

NO_DAY = gettext_noop("The date cannot be read: write it like 2026-11-02 or 02.11.2026.")
NO_AMOUNT = gettext_noop("The amount cannot be read: write it like 1500 or 1 500,50, from zero up.")
NO_COUNT = gettext_noop("Clicks and impressions are whole numbers from zero up.")
NO_SOURCE = gettext_noop("The row does not say whose advertising it is: fill in the source.")
LARGEST: Final = 10**12


class NoSpendColumns(Invalid):
    """The file has no columns of days or amounts."""

    message = gettext_noop("The first row must name the columns “Date” and “Cost”; “Source” and “Campaign” besides.")


class NotATable(Invalid):
    """The file is no table of spend."""

    message = gettext_noop("This is no table: save it as CSV with the first row of headings, 50,000 rows at the most.")


@dataclass(frozen=True, kw_only=True)
class SpendRow:
    """What was spent on a day on a campaign of a source, in minor units; what it brought as the source counts it."""

    day: date
    source: str
    amount_minor: int
    medium: str = ""
    campaign: str = ""
    clicks: int = 0
    shows: int = 0

    @property
    def key(self) -> tuple[date, str, str, str]:
        """What a day's spend is told apart by: read again, it takes the place of what was known."""
        return self.day, self.source, self.medium, self.campaign


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A row left out, and why."""

    number: int
    what: str
    why: str


def places(headings: Sequence[str]) -> dict[str, int]:
    """Return where each column stands, by its heading. Refuses `NoSpendColumns`.

    >>> places(["Дата", "Кампания", "Расход, ₽"])
    {'day': 0, 'campaign': 1, 'amount': 2}
    """
    names = [heading.strip().casefold().split(",")[0].split("(")[0].strip() for heading in headings]
    found = {word: at for word, known in COLUMNS.items() for at, name in enumerate(names) if name in known}
    if any(word not in found for word in NEEDED):
        raise NoSpendColumns()
    return found


def read(
    headings: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]], *, source: str, currency: str
) -> tuple[list[SpendRow], list[Problem]]:
    """Return the rows of a file, those of the same day and campaign summed, and the rows left out with their reasons.

    ``source`` stands in where the file names none. Empty rows and rows of totals without a date are passed over.

    >>> taken, problems = read(["Date", "Cost"], [(2, ["02.11.2026", "10,50"]), (3, ["x", "1"])],
    ...                        source="yandex", currency="RUB")
    >>> taken[0].amount_minor, problems[0].number
    (1050, 3)
    """
    at = places(headings)
    taken: dict[tuple[date, str, str, str], SpendRow] = {}
    problems: list[Problem] = []
    for number, cells in rows:
        said = {name: unguarded(cells[place].strip()).strip() for name, place in at.items() if place < len(cells)}
        if not said.get("day") or not any(said.values()):
            continue
        try:
            row = _row(said, source, currency)
        except ValueError as why:
            problems.append(Problem(number=number, what=" ".join(said.values())[:80], why=str(why)))
            continue
        taken[row.key] = _joined(taken[row.key], row) if row.key in taken else row
    return list(taken.values()), problems


def cells_of(data: bytes) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the headings and the numbered rows of a table in a text file: UTF-8 or cp1251; semicolons, tabs or commas.

    Refuses `NotATable`: bytes that are no text, an empty file, more than 50,000 rows.
    """
    if b"\0" in data:
        raise NotATable()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1251", errors="replace")
    head = text.split("\n", 1)[0]
    separator = max(";\t,", key=head.count)
    try:
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), MOST_ROWS + 2))
    except csv.Error:
        raise NotATable() from None
    if not rows or len(rows) > MOST_ROWS + 1:
        raise NotATable()
    return rows[0], list(enumerate(rows[1:], start=2))


def read_day(text: str) -> date:
    """Return the day a text says; raises ``ValueError`` in words."""
    for shape in FORMATS:
        try:
            return datetime.strptime(text, shape).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(NO_DAY)


def _row(said: dict[str, str], source: str, currency: str) -> SpendRow:
    owner = (said.get("source") or source).casefold()[:LONGEST]
    if not owner:
        raise ValueError(NO_SOURCE)
    return SpendRow(
        day=read_day(said["day"]),
        source=owner,
        medium=said.get("medium", "").casefold()[:LONGEST],
        campaign=said.get("campaign", "")[:LONGEST],
        amount_minor=_amount(said.get("amount", ""), currency),
        clicks=_count(said.get("clicks", "")),
        shows=_count(said.get("shows", "")),
    )


def _amount(text: str, currency: str) -> int:
    try:
        minor = Money.parse(text, currency).minor if text else 0
    except Refusal:
        raise ValueError(NO_AMOUNT) from None
    if not 0 <= minor <= LARGEST:
        raise ValueError(NO_AMOUNT)
    return minor


def _count(text: str) -> int:
    bare = "".join(text.split())
    if not bare:
        return 0
    if not (bare.isascii() and bare.isdigit() and int(bare) <= LARGEST):
        raise ValueError(NO_COUNT)
    return int(bare)


def _joined(one: SpendRow, other: SpendRow) -> SpendRow:
    return SpendRow(
        day=one.day,
        source=one.source,
        medium=one.medium,
        campaign=one.campaign,
        amount_minor=one.amount_minor + other.amount_minor,
        clicks=one.clicks + other.clicks,
        shows=one.shows + other.shows,
    )
