"""A row's names joined to records and its days made instants: what is left is to write the deal."""

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Final

from mostik.crm.rules.imports.book import Book, PipelineMark, StageMark
from mostik.crm.rules.imports.names import normal
from mostik.crm.rules.imports.problems import Grade, NameKind, Problem, refused
from mostik.crm.rules.imports.rows import DealRow, Read, day_of, priced
from mostik.crm.rules.imports.times import Stays, instant, stays_told, within_the_day
from mostik.crm.terms import StageKind
from mostik.kernel.events import N_


@dataclass(frozen=True, kw_only=True)
class Defaults:
    """What a row means where it says nothing.

    ``strangers`` is whose deals become those of people nobody here is called like; without it such rows stay out.
    ``left_out`` are pipelines not wanted here. ``loose`` lets a closed deal without a first day begin when it closed:
    systems that export no such day would otherwise lose all they won.
    """

    pipeline: int | None = None
    owner: int | None = None
    reason: int = 0
    strangers: int | None = None
    left_out: frozenset[str] = frozenset()
    loose: bool = False


@dataclass(frozen=True, kw_only=True)
class Joined:
    """A deal ready to be written. ``stays`` as in ``DealHistory``; ``closed_at`` is set in a closing stage."""

    row: DealRow
    title: str
    owner: int
    pipeline: PipelineMark
    stage: StageMark
    stays: Stays
    closed_at: datetime | None = None
    product: int | None = None
    channel: int | None = None
    reason: int | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Refused:
    """A row that stays out, and why."""

    row: DealRow
    problems: tuple[Problem, ...]


_NOBODY: Final = N_(
    "Nobody here is called “{name}”. Say on the import's page who is meant, or mend the name in the file."
)
_NO_OWNER: Final = N_("The row does not say whose deal it is. Fill the cell, or choose an owner for such rows.")
_NO_PIPELINE: Final = N_(
    "There is no pipeline “{name}”. Say on the import's page which is meant, or mend the name in the file."
)
_UNCHOSEN: Final = N_("The row does not say which pipeline. Fill the cell, or choose a pipeline for such rows.")
_NO_STAGE: Final = N_(
    "The pipeline “{pipeline}” has no stage “{name}”. Say on the import's page which is meant, or mend the name."
)
_SHARED: Final = N_(
    "“{name}” may mean two records. Say on the import's page which, or write an e-mail instead of the name."
)
_NO_PRODUCT: Final = N_(
    "There is no product “{name}”; the deal stays without one until you say on the import's page which is meant."
)
_NO_CHANNEL: Final = N_(
    "There is no channel “{name}”; the deal stays without one until you say on the import's page which is meant."
)
_NO_REASON: Final = N_(
    "There is no loss reason “{name}”; “not stated” stands there until you say on the import's page which is meant."
)
_NOT_CLOSED: Final = N_("The stage “{name}” closes the deal, but the day is missing. Fill when it was closed.")
_NOT_BEGUN: Final = N_("The deal is closed, but when it was created is missing. Fill the day.")
_STRANGER: Final = N_(
    "Nobody here is called “{name}”; the deal is with whoever was chosen for such rows until you say who is meant."
)
_LEFT_OUT: Final = N_("The pipeline “{name}” was left out, as you chose.")
_NO_BEGINNING: Final = N_("The file does not say when the deal began; it is taken to begin on the day it was closed.")
_NO_SUCH_STAY: Final = N_("The pipeline “{pipeline}” has no stage “{name}”: this step of the deal's past is left out.")
_FUTURE: Final = N_("The day is still to come. Write when it really happened.")

_UNKNOWN: Final = {
    NameKind.OWNER: _NOBODY,
    NameKind.PIPELINE: _NO_PIPELINE,
    NameKind.PRODUCT: _NO_PRODUCT,
    NameKind.CHANNEL: _NO_CHANNEL,
    NameKind.REASON: _NO_REASON,
}
#: A deal is not lost for the company because a name beside it is unknown: these only warn.
_ONLY_WARN: Final = frozenset((NameKind.PRODUCT, NameKind.CHANNEL, NameKind.REASON))


def join(read: Read, book: Book, defaults: Defaults, *, zone: tzinfo, now: datetime) -> Joined | Refused:
    """Return the row as a deal to write, with warnings, or everything it is refused for.

    Local times of the file are of the ``zone``.
    """
    return _Join(read, book, defaults, zone, now).result()


class _Join:
    """One row on its way; problems gather as it goes."""

    def __init__(self, read: Read, book: Book, defaults: Defaults, zone: tzinfo, now: datetime) -> None:
        self.read, self.row, self.book = read, read.row, book
        self.defaults, self.zone, self.now = defaults, zone, now
        self.problems = list(read.problems)

    def result(self) -> Joined | Refused:
        pipeline = self._pipeline()
        stage = self._ended(pipeline, self._stage(pipeline)) if pipeline else None
        owner = self._owner()
        if pipeline:
            self._price(pipeline.currency)
        product, channel = (
            self._named(NameKind.PRODUCT, self.row.product),
            self._named(NameKind.CHANNEL, self.row.channel),
        )
        reason = self._reason(stage)
        if self.row.closed and not self.row.expected and stage and not stage.is_closing:
            self.row = replace(self.row, expected=day_of(self.row.closed))
        begun, closed = self._instants(stage)
        if refused(self.problems) or pipeline is None or stage is None or owner is None or begun is None:
            return Refused(self.row, tuple(self.problems))
        return Joined(
            row=self.row,
            title=title_of(self.row),
            owner=owner,
            pipeline=pipeline,
            stage=stage,
            stays=self._stays(pipeline, stage, begun, closed),
            closed_at=closed,
            product=product,
            channel=channel,
            reason=reason,
            problems=tuple(self.problems),
        )

    def _price(self, currency: str) -> None:
        before = len(self.read.problems)
        told = priced(self.read, currency) if self.row.amount_minor is None else self.read
        self.row = replace(self.row, amount_minor=told.row.amount_minor, currency=told.row.currency)
        self.problems += told.problems[before:]

    def _named(self, kind: NameKind, name: str) -> int | None:
        found = self.book.find(kind, name) if name else None
        if name and found is None:
            reason = _SHARED if self.book.is_shared(kind, name) else _UNKNOWN[kind]
            self._blame(kind, name, reason, {"name": name})
        return found

    def _blame(
        self, kind: NameKind, name: str, reason: str, params: dict[str, object], grade: Grade | None = None
    ) -> None:
        grade = grade or (Grade.WARNED if kind in _ONLY_WARN else Grade.REFUSED)
        column = self.row.column(kind.value)
        self.problems.append(Problem(column=column, reason=reason, params=params, grade=grade, kind=kind, name=name))

    def _refuse(self, field: str, reason: str, **params: object) -> None:
        self.problems.append(Problem(column=self.row.column(field), reason=reason, params=params))

    def _owner(self) -> int | None:
        if self.row.owner:
            return self._known_owner(self.row.owner)
        if self.defaults.owner is None:
            self._refuse("owner", _NO_OWNER)
        return self.defaults.owner

    def _known_owner(self, name: str) -> int | None:
        if self.defaults.strangers is None or self.book.find(NameKind.OWNER, name) is not None:
            return self._named(NameKind.OWNER, name)
        self._blame(NameKind.OWNER, name, _STRANGER, {"name": name}, Grade.WARNED)
        return self.defaults.strangers

    def _pipeline(self) -> PipelineMark | None:
        if normal(self.row.pipeline) in self.defaults.left_out:
            self._refuse("pipeline", _LEFT_OUT, name=self.row.pipeline)
            return None
        if not self.row.pipeline:
            if self.defaults.pipeline is None:
                self._refuse("pipeline", _UNCHOSEN)
            return self.book.pipelines.get(self.defaults.pipeline or 0)
        return self.book.pipelines.get(self._named(NameKind.PIPELINE, self.row.pipeline) or 0)

    def _stage(self, pipeline: PipelineMark) -> StageMark | None:
        name = self.row.stage
        if not name:
            return pipeline.first
        found = self._stage_called(name, pipeline)
        if found is None:
            self._blame(NameKind.STAGE, name, _NO_STAGE, {"name": name, "pipeline": pipeline.title})
        return found

    def _reason(self, stage: StageMark | None) -> int | None:
        if stage is None or stage.kind is not StageKind.LOST:
            return None
        return self._named(NameKind.REASON, self.row.reason) or self.defaults.reason

    def _instants(self, stage: StageMark | None) -> tuple[datetime | None, datetime | None]:
        closing = stage is not None and stage.is_closing
        closed = self._past("closed") if closing and self.row.closed else None
        begun = self._past("created") if self.row.created else self.now
        if closing and self.row.closed is None and stage:
            self._refuse("closed", _NOT_CLOSED, name=stage.title)
        if closing and self.row.created is None:
            begun = self._unsaid_beginning(closed)
        if begun and closed and closed < begun:
            begun, closed = within_the_day(self.row.created, begun, closed)
        return begun, closed

    def _unsaid_beginning(self, closed: datetime | None) -> datetime | None:
        if not self.defaults.loose or closed is None:
            self._refuse("created", _NOT_BEGUN)
            return closed
        column = self.row.column("closed")
        self.problems.append(Problem(column=column, reason=_NO_BEGINNING, grade=Grade.WARNED))
        return closed

    def _past(self, field: str) -> datetime | None:
        at = instant(getattr(self.row, field), self.zone, self.now)
        if at > self.now:
            self._refuse(field, _FUTURE)
            return None
        return at

    def _stays(self, pipeline: PipelineMark, stage: StageMark, begun: datetime, closed: datetime | None) -> Stays:
        if self.row.past:
            return self._told_stays(pipeline, stage, begun, closed)
        if closed is None:
            return ((stage.id, begun),)
        first = (pipeline.stage_named(self.row.begins_in) if self.row.begins_in else None) or pipeline.first
        return ((first.id, begun), (stage.id, closed))

    def _told_stays(self, pipeline: PipelineMark, stage: StageMark, begun: datetime, closed: datetime | None) -> Stays:
        steps = []
        for name, when in self.row.past:
            here = self._stage_called(name, pipeline)
            if here is None:
                self._warn_of_stay(name, pipeline)
            else:
                steps.append((here, instant(when, self.zone, self.now)))
        return stays_told(steps, stage=stage, first=pipeline.first, begun=begun, end=closed or self.now)

    def _ended(self, pipeline: PipelineMark, stage: StageMark | None) -> StageMark | None:
        """Return where a deal really stands when the file says won or lost beside the stage it was in."""
        if stage is None or stage.is_closing or self.row.outcome not in {StageKind.WON, StageKind.LOST}:
            return stage
        end = next((each for each in pipeline.stages if each.kind == self.row.outcome), None)
        if end is None:
            self._blame(
                NameKind.STAGE, self.row.outcome, _NO_STAGE, {"name": self.row.outcome, "pipeline": pipeline.title}
            )
            return None
        self.row = replace(self.row, begins_in=stage.title)
        return end

    def _stage_called(self, name: str, pipeline: PipelineMark) -> StageMark | None:
        alias = self.book.aliases.get(NameKind.STAGE, {}).get(normal(name))
        return pipeline.stage(alias) or pipeline.stage_named(name)

    def _warn_of_stay(self, name: str, pipeline: PipelineMark) -> None:
        params = {"name": name, "pipeline": pipeline.title}
        column = self.row.column("past")
        self.problems.append(Problem(column=column, reason=_NO_SUCH_STAY, params=params, grade=Grade.WARNED))


def title_of(row: DealRow) -> str:
    """Return the deal's title; where the file has none, what is sold and to whom.

    >>> title_of(DealRow(number=2, company="Isdom", product="GTX Pro"))
    'Isdom: GTX Pro'
    """
    told = row.title or ": ".join(part for part in (row.company or row.contact, row.product) if part)
    return (told or row.phone or row.email)[:200]
