"""Imports as their screens show them: the list, one run with its counts, unknown names and notes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core.actors import Actor
from mostik.crm.access import visible_runs
from mostik.crm.adapters.systems import SYSTEMS
from mostik.crm.models import ImportRun
from mostik.crm.models.imports import RunState
from mostik.crm.queries.imports.books import choices_for
from mostik.crm.queries.imports.reports import KINDS
from mostik.crm.queries.imports.words import NAMES
from mostik.crm.rules.imports.names import likely
from mostik.crm.rules.imports.problems import Grade, NameKind, words_of
from mostik.kernel.refusals import Missing

PRESETS: dict[str, Any] = {"table": gettext_lazy("Table of deals"), "maven": gettext_lazy("Maven set of four files")}
PRESETS |= {code: system.title for code, system in SYSTEMS.items()}
TONES = {
    RunState.DONE: "good",
    RunState.RUNNING: "info",
    RunState.QUEUED: "info",
    RunState.UNDOING: "info",
    RunState.FAILED: "bad",
    RunState.CANCELLED: "warn",
}
UNDER_WAY = frozenset((RunState.QUEUED, RunState.RUNNING, RunState.UNDOING))
ENDED = frozenset((RunState.DONE, RunState.CANCELLED, RunState.FAILED))
MOST_NAMES = 50
MOST_SHOWN = 30


@dataclass(frozen=True, kw_only=True)
class RunLine:
    """A run in the list."""

    id: int
    title: str
    preset: str
    state: str
    tone: str
    dry: bool
    made_at: datetime
    total: int
    made: int
    changed: int
    same: int
    refused: int

    @classmethod
    def of(cls, run: ImportRun) -> "RunLine":
        """Return a run as a line of the list."""
        return cls(
            id=run.pk,
            title=run.title,
            preset=str(PRESETS.get(run.preset, run.preset)),
            state=str(RunState(run.state).label),
            tone=TONES.get(RunState(run.state), "neutral"),
            dry=run.dry,
            made_at=run.made_at,
            total=run.total,
            made=run.made,
            changed=run.changed,
            same=run.same,
            refused=run.refused,
        )


@dataclass(frozen=True, kw_only=True)
class UnknownName:
    """A name nobody here answers to: how many rows it troubled and whom it may mean."""

    kind: str
    kind_title: str
    name: str
    rows: int
    warned: bool
    choices: tuple[tuple[int, str], ...]
    likely: int | None


@dataclass(frozen=True, kw_only=True)
class RowTrouble:
    """One thing wrong with one row, in the reader's language. Unknown names are told apart, each once."""

    file: str
    row: int
    column: str
    words: str
    warned: bool


@dataclass(frozen=True, kw_only=True)
class RunView:
    """One run as its page shows it."""

    line: RunLine
    preset_code: str
    files: tuple[Mapping[str, object], ...]
    records: tuple[tuple[str, int], ...]
    removed: tuple[tuple[str, int], ...]
    kept: tuple[tuple[str, int], ...]
    names: tuple[UnknownName, ...]
    troubles: tuple[RowTrouble, ...]
    troubled: int
    roles: tuple[tuple[str, str, int], ...]
    notes: tuple[str, ...]
    error: str
    seen: int
    again: int | None
    state: str

    @property
    def share(self) -> float:
        """How far it is, from 0 to 1."""
        return self.seen / self.line.total if self.line.total else 0

    @property
    def is_draft(self) -> bool:
        """Whether it waits for somebody to look at its columns."""
        return self.state == RunState.DRAFT

    @property
    def is_under_way(self) -> bool:
        """Whether a worker is at it."""
        return self.state in UNDER_WAY

    @property
    def can_cancel(self) -> bool:
        """Whether it may be stopped."""
        return self.state in {RunState.DRAFT, RunState.QUEUED, RunState.RUNNING}

    @property
    def can_undo(self) -> bool:
        """Whether what it brought may be taken back."""
        return self.state in ENDED and not self.line.dry

    @property
    def can_start(self) -> bool:
        """Whether the real run may follow the dry one."""
        return self.line.dry and self.state in ENDED

    @property
    def can_continue(self) -> bool:
        """Whether it may go on from where it stopped."""
        return self.state in {RunState.CANCELLED, RunState.FAILED} and 0 < self.seen < self.line.total

    @property
    def can_try_again(self) -> bool:
        """Whether its troubled rows may be gone over once more."""
        return self.can_undo and self.troubled > 0


def runs(*, viewer: Actor) -> "QuerySet[ImportRun]":
    """Return the imports a viewer may see, for the list."""
    return visible_runs(viewer)


def run_row(*, viewer: Actor, run_id: int) -> ImportRun:
    """Return a run within reach. Refuses one that is not there."""
    run = visible_runs(viewer).filter(pk=run_id).first()
    if run is None:
        raise Missing(_("There is no such import."))
    return run


def run_view(*, viewer: Actor, run_id: int) -> RunView:
    """Return one run with everything its page shows."""
    run = run_row(viewer=viewer, run_id=run_id)
    return RunView(
        line=RunLine.of(run),
        state=run.state,
        preset_code=run.preset,
        files=tuple(run.files),
        records=_told(run, "records"),
        removed=_told(run, "removed"),
        kept=_told(run, "kept"),
        names=tuple(_names(viewer, run)),
        troubles=_troubles(run),
        troubled=run.problems.count(),
        roles=_roles(run),
        notes=tuple(_notes(run)),
        error=run.error,
        seen=run.seen,
        again=run.again_id,
    )


def _told(run: ImportRun, what: str) -> tuple[tuple[str, int], ...]:
    told = run.summary.get(what, {})
    return tuple((_(title), told[kind]) for kind, title in KINDS.items() if told.get(kind))


def _names(viewer: Actor, run: ImportRun) -> Iterator[UnknownName]:
    out = Count("pk", filter=Q(grade=Grade.REFUSED.value))
    rows = run.problems.exclude(name="").values("kind", "name").annotate(rows=Count("pk"), refused=out)
    choices: dict[str, Sequence[tuple[int, str]]] = {}
    for row in rows.order_by("-rows", "name")[:MOST_NAMES]:
        kind = NameKind(row["kind"])
        known = choices.setdefault(kind, choices_for(viewer=viewer, kind=kind))
        yield UnknownName(
            kind=kind.value,
            kind_title=str(NAMES[kind]),
            name=row["name"],
            rows=row["rows"],
            warned=not row["refused"],
            choices=tuple(known),
            likely=likely(row["name"], {title: number for number, title in known}),
        )


def _troubles(run: ImportRun) -> tuple[RowTrouble, ...]:
    titles = {file["role"]: file["title"] for file in run.files}
    rows = run.problems.filter(name="").order_by("grade", "pk")[:MOST_SHOWN]
    return tuple(
        RowTrouble(
            file=titles.get(row.role, row.role),
            row=row.row,
            column=row.column,
            words=words_of(row.reason, row.params, _),
            warned=row.grade == Grade.WARNED,
        )
        for row in rows
    )


def _roles(run: ImportRun) -> tuple[tuple[str, str, int], ...]:
    titles = {file["role"]: file["title"] for file in run.files}
    rows = run.problems.order_by("role").values_list("role").annotate(rows=Count("row", distinct=True))
    return tuple((role, titles.get(role, role), count) for role, count in rows)


def _notes(run: ImportRun) -> Iterator[str]:
    for file in run.files:
        if blank := file.get("blank"):
            yield _("%(file)s: %(count)s empty rows were passed over.") % {"file": file["title"], "count": blank}
        if sheets := file.get("notes", {}).get("sheets"):
            yield _("%(file)s: only the first sheet was read; left aside: %(names)s.") % {
                "file": file["title"],
                "names": sheets,
            }
