"""The names in a run's files and what each means here: who is who, before anything comes in."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from django.utils.translation import gettext as _

from mostik.core import company
from mostik.core.actors import Actor
from mostik.crm.adapters.systems import SYSTEMS
from mostik.crm.adapters.table.tables import rows_of
from mostik.crm.models import ImportRun
from mostik.crm.queries.imports.books import book_of, choices_for
from mostik.crm.queries.imports.words import NAMES
from mostik.crm.rules.imports.book import Book, PipelineMark, StageMark
from mostik.crm.rules.imports.names import likely, normal
from mostik.crm.rules.imports.naming import FileNames
from mostik.crm.rules.imports.problems import NameKind
from mostik.crm.rules.imports.systems import DEALS, stages_of

MOST_SHOWN = 100
_FIRST = (NameKind.OWNER,)
#: What may be made when nobody here answers to the name.
MADE = (NameKind.PIPELINE, NameKind.STAGE, NameKind.CHANNEL, NameKind.REASON, NameKind.PRODUCT)


@dataclass(frozen=True, kw_only=True)
class Match:
    """A name of the file and what it means: a record, a record to be made, a pipeline left out, or nothing yet."""

    kind: NameKind
    name: str
    pipeline: str
    rows: int
    record: int | None
    meaning: str
    likely: int | None
    choices: tuple[tuple[int, str], ...]
    kind_title: str
    made: bool
    left_out: bool


def names_of(*, viewer: Actor, run: ImportRun) -> FileNames:  # noqa: ARG001 - the run was scoped
    """Return the names in the deal tables of a run, read through their columns as mapped now."""
    names = FileNames()
    for file in run.files:
        if file["role"] in DEALS:
            asked = file["role"] == run.asked_file["role"]
            mapping = {int(place): code for place, code in (run.mapping if asked else file["mapping"]).items()}
            rows = (cells for _number, cells in rows_of(file["stored"]))
            names.add(rows, mapping, pipeline=pipeline_of(run, file["role"]))
    return names


def pipeline_of(run: ImportRun, role: str) -> str:
    """Return the pipeline rows of a part stand in that name none: a system's own, nothing for plain tables."""
    if run.preset not in SYSTEMS:
        return ""
    title = SYSTEMS[run.preset].title
    return f"{title}: leads" if role == "leads" else title


def imagine(book: Book, *, viewer: Actor, run: ImportRun) -> None:
    """Put into the book what an import would make, under numbers below zero: for a look before anything is written."""
    if run.preset not in SYSTEMS or not run.options.get("make"):
        return
    system, names, numbers = SYSTEMS[run.preset], names_of(viewer=viewer, run=run), count(-1, -1)
    for title, stages in names.pipelines.items():
        found = book.pipelines.get(book.find(NameKind.PIPELINE, title) or 0)
        here = found.stages if found else ()
        new = [s for s in stages_of(system, stages) if found is None or found.stage_named(s.title) is None]
        marks = (*here, *(StageMark(next(numbers), stage.title, stage.kind) for stage in new))
        number, currency = (found.id, found.currency) if found else (next(numbers), company.choice("currency"))
        book.pipelines[number] = PipelineMark(number, title, currency, marks)
        book.add(NameKind.PIPELINE, title, number)
    for kind in (NameKind.CHANNEL, NameKind.REASON, NameKind.PRODUCT):
        for name in names.plain[kind]:
            if book.find(kind, name) is None:
                book.add(kind, name, next(numbers))


def matches(*, viewer: Actor, run: ImportRun) -> list[Match]:
    """Return every name of the files with what it means to whoever imports, the unknown first."""
    book, names = book_of(viewer=viewer), names_of(viewer=viewer, run=run)
    found = list(_matches(run, book, names, _Known(viewer)))
    return sorted(found, key=lambda each: (each.kind not in _FIRST, each.record is not None))


class _Known:
    """Records names may be joined to, fetched once a kind."""

    def __init__(self, viewer: Actor) -> None:
        self.viewer = viewer
        self.titles: dict[NameKind, dict[int, str]] = {}

    def of(self, kind: NameKind) -> dict[int, str]:
        if kind not in self.titles:
            self.titles[kind] = dict(choices_for(viewer=self.viewer, kind=kind))
        return self.titles[kind]

    def alike(self, kind: NameKind, name: str) -> int | None:
        return likely(name, {title: number for number, title in self.of(kind).items()})


def _matches(run: ImportRun, book: Book, names: FileNames, known: _Known) -> Iterator[Match]:
    for title, stages in names.pipelines.items():
        if title:
            found = book.find(NameKind.PIPELINE, title)
            yield _match(run, known, (NameKind.PIPELINE, title, sum(stages.values())), found)
            if normal(title) not in run.options.get("left_out", []):
                yield from _stages(run, book, known, title, stages)
    for kind, counted in names.plain.items():
        for name, rows in counted.most_common(MOST_SHOWN):
            yield _match(run, known, (kind, name, rows), book.find(kind, name))


def _stages(run: ImportRun, book: Book, known: _Known, title: str, stages: Counter[str]) -> Iterator[Match]:
    here = book.pipelines.get(book.find(NameKind.PIPELINE, title) or 0)
    for name, rows in stages.most_common(MOST_SHOWN):
        alias = book.aliases.get(NameKind.STAGE, {}).get(normal(name))
        found = (here.stage(alias) or here.stage_named(name)) if here else None
        yield _match(run, known, (NameKind.STAGE, name, rows), found.id if found else None, pipeline=title)


def _match(
    run: ImportRun, known: _Known, about: tuple[NameKind, str, int], record: int | None, *, pipeline: str = ""
) -> Match:
    kind, name, rows = about
    made = record is None and bool(run.options.get("make")) and kind in MADE
    out = kind is NameKind.PIPELINE and normal(name) in run.options.get("left_out", [])
    stranger = known.of(NameKind.OWNER).get(run.options.get("strangers") or 0, "")
    fallback = stranger if kind is NameKind.OWNER else ""
    meaning = known.of(kind).get(record or 0) or (_("will be made") if made else fallback)
    return Match(
        kind=kind,
        name=name,
        pipeline=pipeline,
        rows=rows,
        record=record,
        meaning=_("left out") if out else meaning,
        likely=record or known.alike(kind, name),
        choices=tuple(known.of(kind).items()),
        kind_title=str(NAMES[kind]),
        made=made,
        left_out=out,
    )
