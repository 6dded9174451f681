"""What the columns of a new import hold and what its first rows will become."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.utils.translation import gettext

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.adapters.systems import SYSTEMS
from mostik.crm.adapters.table.tables import rows_of
from mostik.crm.models import ImportRun
from mostik.crm.queries.imports.books import book_of, defaults_for, people_for
from mostik.crm.queries.imports.naming import imagine, pipeline_of
from mostik.crm.rules.imports.joining import Joined, Refused, join
from mostik.crm.rules.imports.problems import words_of
from mostik.crm.rules.imports.rows import Read, RowReader
from mostik.crm.rules.imports.systems import LENIENT
from mostik.kernel.money import Money

FIRST_ROWS = 20
SAMPLES = 3
LONGEST_SAMPLE = 40


@dataclass(frozen=True, kw_only=True)
class ColumnView:
    """A column of the file: its heading, what stands in it, the field it fills."""

    place: int
    heading: str
    samples: tuple[str, ...]
    field: str


@dataclass(frozen=True, kw_only=True)
class PreviewRow:
    """A row and the deal it will become, or why it will not."""

    row: int
    title: str
    owner: str = ""
    stage: str = ""
    amount: Money | None = None
    company: str = ""
    began: date | None = None
    comes_in: bool = True
    words: tuple[str, ...] = ()


def columns_of(*, viewer: Actor, run: ImportRun) -> tuple[ColumnView, ...]:  # noqa: ARG001 - the run was scoped
    """Return the columns of a table with samples of what stands in them."""
    rows = [cells for _number, cells in islice(rows_of(run.asked_file["stored"]), FIRST_ROWS)]
    return tuple(
        ColumnView(place=place, heading=heading, samples=_samples(rows, place), field=run.mapping.get(str(place), ""))
        for place, heading in enumerate(run.asked_file["headings"])
    )


def preview_of(*, viewer: Actor, run: ImportRun) -> tuple[PreviewRow, ...]:
    """Return what the first rows will become under the run's mapping."""
    read = _reader(run)
    book, defaults = book_of(viewer=viewer), defaults_for(viewer=viewer, options=run.options)
    imagine(book, viewer=viewer, run=run)
    people = {person.pk: str(person) for person in people_for(viewer=viewer)}
    rows = islice(rows_of(run.asked_file["stored"]), FIRST_ROWS)
    zone, now = clock.zone(), clock.now()
    found = (join(read(number, cells), book, defaults, zone=zone, now=now) for number, cells in rows)
    return tuple(_row(each, people) for each in found)


def _reader(run: ImportRun) -> Callable[[int, Sequence[str]], Read]:
    mapping = {int(place): code for place, code in run.mapping.items()}
    headings, system = run.asked_file["headings"], SYSTEMS.get(run.preset)
    if system is None:
        return RowReader(headings, mapping).read
    return system.reader(RowReader(headings, mapping, lenient=LENIENT), pipeline_of(run, run.asked_file["role"]))


def _row(found: Joined | Refused, people: Mapping[int, str]) -> PreviewRow:
    words = tuple(f"{each.column}: {words_of(each.reason, each.params, gettext)}" for each in found.problems)
    row = found.row
    if isinstance(found, Refused):
        return PreviewRow(row=row.number, title=row.title or row.company, comes_in=False, words=words)
    currency = row.currency or found.pipeline.currency
    return PreviewRow(
        row=row.number,
        title=found.title,
        owner=people.get(found.owner, ""),
        stage=found.stage.title,
        amount=Money(row.amount_minor, currency) if row.amount_minor is not None else None,
        company=row.company,
        began=clock.business_day(found.stays[0][1]),
        words=words,
    )


def _samples(rows: list[list[str]], place: int) -> tuple[str, ...]:
    cells = [cells[place].replace("\x00", "").strip() for cells in rows if place < len(cells)]
    shown = dict.fromkeys(
        cell if len(cell) <= LONGEST_SAMPLE else f"{cell[:LONGEST_SAMPLE]}…" for cell in cells if cell
    )
    return tuple(shown)[:SAMPLES]
