"""A row's names joined to records and its days made instants: what is left is to write the deal."""

from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Final

from mostik.crm.rules.imports.book import Book, PipelineMark, StageMark
from mostik.crm.rules.imports.names import normal
from mostik.crm.rules.imports.problems import Grade, NameKind, Problem, refused
from mostik.crm.rules.imports.rows import DealRow, Read, priced
from mostik.crm.rules.imports.values import When
from mostik.crm.terms import StageKind
from mostik.kernel.events import N_


@dataclass(frozen=True, kw_only=True)
class Defaults:
    """What a row means where it says nothing."""

    pipeline: int | None = None
    owner: int | None = None
    reason: int = 0


@dataclass(frozen=True, kw_only=True)
class Joined:
    """A deal ready to be written. ``stays`` as in ``DealHistory``; ``closed_at`` is set in a closing stage."""

    row: DealRow
    title: str
    owner: int
    pipeline: PipelineMark
    stage: StageMark
    stays: tuple[tuple[int, datetime], ...]
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


def instant(when: When, zone: tzinfo, now: datetime) -> datetime:
    """Return the instant of a day or local time in a file. A day is its noon, today at most this moment.

    >>> from datetime import UTC
    >>> now = datetime(2026, 11, 18, 9, tzinfo=UTC)
    >>> [str(instant(date(2026, 11, day), UTC, now)) for day in (17, 18)]
    ['2026-11-17 12:00:00+00:00', '2026-11-18 09:00:00+00:00']
    """
    if isinstance(when, datetime):
        return when if when.tzinfo else when.replace(tzinfo=zone)
    noon = datetime.combine(when, time(12), tzinfo=zone)
    return min(noon, now) if when == now.astimezone(zone).date() else noon


class _Join:
    """One row on its way; problems gather as it goes."""

    def __init__(self, read: Read, book: Book, defaults: Defaults, zone: tzinfo, now: datetime) -> None:
        self.read, self.row, self.book = read, read.row, book
        self.defaults, self.zone, self.now = defaults, zone, now
        self.problems = list(read.problems)

    def result(self) -> Joined | Refused:
        pipeline = self._pipeline()
        stage = self._stage(pipeline) if pipeline else None
        owner = self._owner()
        if pipeline:
            self._price(pipeline.currency)
        product, channel = (
            self._named(NameKind.PRODUCT, self.row.product),
            self._named(NameKind.CHANNEL, self.row.channel),
        )
        reason = self._reason(stage)
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
        self.row = told.row
        self.problems += told.problems[before:]

    def _named(self, kind: NameKind, name: str) -> int | None:
        found = self.book.find(kind, name) if name else None
        if name and found is None:
            reason = _SHARED if self.book.is_shared(kind, name) else _UNKNOWN[kind]
            self._blame(kind, name, reason, {"name": name})
        return found

    def _blame(self, kind: NameKind, name: str, reason: str, params: dict[str, object]) -> None:
        grade = Grade.WARNED if kind in _ONLY_WARN else Grade.REFUSED
        column = self.row.column(kind.value)
        self.problems.append(Problem(column=column, reason=reason, params=params, grade=grade, kind=kind, name=name))

    def _refuse(self, field: str, reason: str, **params: object) -> None:
        self.problems.append(Problem(column=self.row.column(field), reason=reason, params=params))

    def _owner(self) -> int | None:
        if self.row.owner:
            return self._named(NameKind.OWNER, self.row.owner)
        if self.defaults.owner is None:
            self._refuse("owner", _NO_OWNER)
        return self.defaults.owner

    def _pipeline(self) -> PipelineMark | None:
        if not self.row.pipeline:
            if self.defaults.pipeline is None:
                self._refuse("pipeline", _UNCHOSEN)
            return self.book.pipelines.get(self.defaults.pipeline or 0)
        return self.book.pipelines.get(self._named(NameKind.PIPELINE, self.row.pipeline) or 0)

    def _stage(self, pipeline: PipelineMark) -> StageMark | None:
        name = self.row.stage
        if not name:
            return pipeline.first
        found = pipeline.stage(self.book.aliases.get(NameKind.STAGE, {}).get(normal(name))) or pipeline.stage_named(
            name
        )
        if found is None:
            self._blame(NameKind.STAGE, name, _NO_STAGE, {"name": name, "pipeline": pipeline.title})
        return found

    def _reason(self, stage: StageMark | None) -> int | None:
        if stage is None or stage.kind is not StageKind.LOST:
            return None
        return self._named(NameKind.REASON, self.row.reason) or self.defaults.reason

    def _instants(self, stage: StageMark | None) -> tuple[datetime | None, datetime | None]:
        closing = stage is not None and stage.is_closing
        begun = self._past("created") if self.row.created else self.now
        closed = self._past("closed") if closing and self.row.closed else None
        if closing and self.row.closed is None and stage:
            self._refuse("closed", _NOT_CLOSED, name=stage.title)
        if closing and self.row.created is None:
            self._refuse("created", _NOT_BEGUN)
        if begun and closed and closed < begun:
            begun, closed = _within_the_day(self.row, begun, closed)
        return begun, closed

    def _past(self, field: str) -> datetime | None:
        at = instant(getattr(self.row, field), self.zone, self.now)
        if at > self.now:
            self._refuse(field, _FUTURE)
            return None
        return at

    def _stays(
        self, pipeline: PipelineMark, stage: StageMark, begun: datetime, closed: datetime | None
    ) -> tuple[tuple[int, datetime], ...]:
        if closed is None:
            return ((stage.id, begun),)
        first = (pipeline.stage_named(self.row.begins_in) if self.row.begins_in else None) or pipeline.first
        return ((first.id, begun), (stage.id, closed))


def title_of(row: DealRow) -> str:
    """Return the deal's title; where the file has none, what is sold and to whom.

    >>> title_of(DealRow(number=2, company="Isdom", product="GTX Pro"))
    'Isdom: GTX Pro'
    """
    told = row.title or ": ".join(part for part in (row.company or row.contact, row.product) if part)
    return (told or row.phone or row.email)[:200]


def _within_the_day(row: DealRow, begun: datetime, closed: datetime) -> tuple[datetime, datetime]:
    """A day without an hour stands at noon; the other end of the same day may be earlier and is right."""
    loose = isinstance(row.created, date) and not isinstance(row.created, datetime)
    return (closed, closed) if loose else (begun, begun)
