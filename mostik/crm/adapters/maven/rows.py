"""Rows of the four files as values of ours. Never raises: what cannot be read is a problem of the row."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from mostik.crm.adapters.maven.files import CURRENCY, PIPELINE
from mostik.crm.rules.imports.fields import BY_CODE
from mostik.crm.rules.imports.problems import Problem
from mostik.crm.rules.imports.rows import DealRow, Read, RowReader, priced
from mostik.crm.rules.imports.structure import CompanyRow, PersonRow, ProductRow
from mostik.crm.rules.imports.values import shown, sum_from, tidy, when_from
from mostik.kernel.events import N_
from mostik.kernel.refusals import Refusal

#: What each column of the pipeline file fills.
DEAL_COLUMNS: Final[Mapping[str, str]] = {
    "opportunity_id": "external_id",
    "sales_agent": "owner",
    "product": "product",
    "account": "company",
    "deal_stage": "stage",
    "engage_date": "created",
    "close_date": "closed",
    "close_value": "amount",
}
#: A closed deal of the set was engaged on its first date: there is no earlier one in the file.
BEGINS_IN: Final = "Engaging"
_EMPTY: Final = N_("The cell is empty. Fill it.")
_LONG: Final = N_("The text is longer than {longest} signs. Shorten it; if a quote was left open, close it.")
_NOT_A_COUNT: Final = N_("“{text}” is not a whole number. Write digits only.")

Cells = Mapping[str, str]


def deal_reader(headings: Sequence[str]) -> Callable[[int, Sequence[str]], Read]:
    """Return what reads the rows of the pipeline file."""
    places = {
        place: DEAL_COLUMNS[name] for place, each in enumerate(headings) if (name := tidy(each).lower()) in DEAL_COLUMNS
    }
    reader = RowReader(headings, places)

    def read(number: int, cells: Sequence[str]) -> Read:
        plain = priced(reader.read(number, cells), CURRENCY)
        return Read(_told(plain.row), plain.problems)

    return read


def _told(row: DealRow) -> DealRow:
    closed = row.stage.casefold() in {"won", "lost"}
    return replace(
        row,
        title=_title(row),
        pipeline=PIPELINE,
        currency=CURRENCY,
        begins_in=BEGINS_IN if closed else "",
        amount_minor=row.amount_minor or 0,
    )


def _title(row: DealRow) -> str:
    about = ": ".join(part for part in (row.company, row.product) if part)
    return (about if row.company else f"{about} {row.external_id}".strip())[: BY_CODE["title"].longest]


def person_from(number: int, cells: Cells) -> tuple[PersonRow, tuple[Problem, ...]]:
    """Return one line of sales_teams.csv."""
    problems = _texts(cells, {"sales_agent": 160, "manager": 120, "regional_office": 120})
    row = PersonRow(
        number=number,
        name=tidy(cells.get("sales_agent", "")),
        lead=tidy(cells.get("manager", "")),
        office=tidy(cells.get("regional_office", "")),
    )
    return row, problems


def first_day(texts: Iterable[str]) -> date | None:
    """Return the earliest day among texts; those that are none do not count.

    >>> first_day(["2017-02-01", "", "soon", "2016-10-20"])
    datetime.date(2016, 10, 20)
    """
    found = [day for text in set(texts) if (day := _day(text))]
    return min(found, default=None)


def _day(text: str) -> date | None:
    try:
        when = when_from(text)
    except Refusal:
        return None
    return when.date() if isinstance(when, datetime) else when


def product_from(number: int, cells: Cells) -> tuple[ProductRow, tuple[Problem, ...]]:
    """Return one line of products.csv."""
    problems = list(_texts(cells, {"product": 120}))
    price = _read(cells, "sales_price", lambda text: sum_from(text, CURRENCY), problems)
    title, series = tidy(cells.get("product", "")), tidy(cells.get("series", ""))[:80]
    row = ProductRow(number=number, title=title, series=series, price_minor=price, currency=CURRENCY)
    return row, tuple(problems)


def company_from(number: int, cells: Cells) -> tuple[CompanyRow, tuple[Problem, ...]]:
    """Return one line of accounts.csv. What has no field of its own is kept in the note."""
    problems = list(_texts(cells, {"account": 200}))
    employees = _read(cells, "employees", _count, problems)
    row = CompanyRow(
        number=number,
        title=tidy(cells.get("account", "")),
        sector=tidy(cells.get("sector", ""))[:80],
        region=tidy(cells.get("office_location", ""))[:120],
        employees=employees,
        parent=tidy(cells.get("subsidiary_of", "")),
        note=_note(cells),
    )
    return row, tuple(problems)


def _note(cells: Cells) -> str:
    kept = {"Established": cells.get("year_established", ""), "Revenue, USD million": cells.get("revenue", "")}
    return "\n".join(f"{title}: {tidy(text)}" for title, text in kept.items() if tidy(text))[:5000]


def _texts(cells: Cells, longest: Mapping[str, int]) -> tuple[Problem, ...]:
    problems = []
    for column, limit in longest.items():
        text = tidy(cells.get(column, ""))
        if not text:
            problems.append(Problem(column=column, reason=_EMPTY))
        elif len(text) > limit or "\x00" in text:
            problems.append(Problem(column=column, reason=_LONG, params={"longest": limit}))
    return tuple(problems)


def _read(cells: Cells, column: str, reader: Callable[[str], int | None], problems: list[Problem]) -> int | None:
    text = tidy(cells.get(column, ""))
    if not text:
        return None
    try:
        found = reader(text)
    except Refusal as refusal:
        problems.append(Problem.of(refusal, column))
        return None
    if found is None:
        problems.append(Problem(column=column, reason=_NOT_A_COUNT, params={"text": shown(text)}))
    return found


def _count(text: str) -> int | None:
    plain = text.replace(" ", "")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else None
