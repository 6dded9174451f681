"""The import's own reader for other rooms: a file opened as a table; names, sums and days as it reads them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile

from mostik.core.actors import Actor
from mostik.crm.adapters.table import store
from mostik.crm.adapters.table.tables import LARGEST, keep, rows_of
from mostik.crm.adapters.table.uploads import on_disk
from mostik.crm.queries.imports.books import book_of, people_for
from mostik.crm.rules.imports.fields import letter
from mostik.crm.rules.imports.names import likely, normal
from mostik.crm.rules.imports.problems import NameKind
from mostik.crm.rules.imports.values import shown, sum_from, tidy, when_from
from mostik.kernel.cells import unguarded
from mostik.kernel.events import N_
from mostik.kernel.refusals import Invalid

__all__ = [
    "LARGEST",
    "Named",
    "Opened",
    "TooManyRows",
    "laid",
    "letter",
    "named",
    "near",
    "normal",
    "opened",
    "shown",
    "sum_from",
    "when_from",
]
#: Signs of a cell that is a name, a day or a sum: no such cell is longer.
LONGEST: Final = 200


class TooManyRows(Invalid):
    """More rows than are taken at once."""

    message = N_("Up to {most} rows at once: split the file.")


@dataclass(frozen=True)
class Opened:
    """A file read whole: headings, filled rows by the number each has in it, and what was left aside."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    notes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Named:
    """Whom a name means, nobody when it is ``shared`` by several."""

    person: int | None = None
    shared: bool = False


def opened(file: "UploadedFile[Any]", *, most: int) -> Opened:
    """Return a CSV or XLSX as a table and leave nothing of it on the disk; refuses as the import does, at ``file``."""
    try:
        with on_disk([file]) as ((title, path),):
            table = keep(path, title)
        try:
            rows = tuple(islice(rows_of(table.stored), most + 1))
        finally:
            store.drop(table.stored)
    except Invalid as refusal:
        raise Invalid(refusal.message, field="file", params=refusal.params) from refusal
    if len(rows) > most:
        raise TooManyRows(params={"most": most}, field="file")
    read = tuple((number, tuple(map(_cell, cells))) for number, cells in rows)
    return Opened(table.title, table.headings, read, table.notes)


def laid(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Opened:
    """Return a table a program sends as a file of the same cells would be read: empty rows are none."""
    read = tuple((number, tuple(map(_cell, cells))) for number, cells in enumerate(rows, 2) if any(cells))
    return Opened(title, tuple(map(_cell, headings)), read)


def _cell(text: str) -> str:
    return tidy(unguarded(text[:LONGEST]))


def named(*, viewer: Actor) -> Callable[[str], Named]:
    """Return whom a name of a file means to the viewer, as an import has it: name, e-mail, alias, what was joined."""
    book, within = book_of(viewer=viewer), set(people_for(viewer=viewer).values_list("pk", flat=True))

    def find(name: str) -> Named:
        found = book.find(NameKind.OWNER, name)
        return Named(found) if found in within else Named(shared=book.is_shared(NameKind.OWNER, name))

    return find


def near(*, viewer: Actor) -> Callable[[str], str]:
    """Return the name of whoever within reach a strange name most likely means; it takes a while for many names."""
    titles = {str(each): str(each) for each in people_for(viewer=viewer)}
    return lambda name: likely(name, titles) or ""
