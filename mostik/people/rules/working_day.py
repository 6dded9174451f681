"""What a working day should hold and what it did hold. Told in docs/rules/working-day.md."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from mostik.kernel.money import split_whole
from mostik.kernel.refusals import Invalid, gettext_noop
from mostik.people.rules.shifts import Shift
from mostik.people.terms import WorkKind

WHOLE = 100
#: An action in Mostik stands for so much work before it, and two closer than this are one stretch of work.
BEFORE_AN_ACTION, ONE_STRETCH = timedelta(minutes=2), timedelta(minutes=5)
ORDER = tuple(WorkKind)


class SharesTooLarge(Invalid):
    """More than the whole day is given away."""

    message = gettext_noop("The shares make {total} %: at most 100 % of the day can be given away.")


class BlocksOverlap(Invalid):
    """Two blocks of a day are at the same time."""

    message = gettext_noop("Two blocks are at the same time: {first} and {second}.")


@dataclass(frozen=True, kw_only=True)
class Block:
    """A recurring part of the day, in minutes from midnight."""

    start: int
    end: int
    kind: WorkKind
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class DayNormed:
    """What a day should hold: hundredths of it by kind, and blocks at their hours."""

    shares: Mapping[WorkKind, int]
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Piece:
    """A part of a day's outline; without a kind it is free of blocks."""

    start: int
    end: int
    kind: WorkKind | None = None
    title: str = ""


@dataclass(frozen=True)
class Stretch:
    """Seconds of one kind of work."""

    start: int
    end: int
    kind: WorkKind


@dataclass(frozen=True, kw_only=True)
class Held:
    """What a day held, in seconds: by kind, unaccounted for within the planned hours, worked outside of them."""

    by_kind: Mapping[WorkKind, int]
    unaccounted: int
    outside: int

    @property
    def accounted(self) -> int:
        """Return all that is known, within the planned hours and outside."""
        return sum(self.by_kind.values())


def check(norm: DayNormed) -> None:
    """Refuse shares over the whole day (`SharesTooLarge`) and blocks at the same time (`BlocksOverlap`)."""
    if (total := sum(norm.shares.values())) > WHOLE:
        raise SharesTooLarge(field="call", params={"total": total})
    for one, other in pairwise(sorted(norm.blocks, key=lambda each: each.start)):
        if other.start < one.end:
            raise BlocksOverlap(
                field="hours_1", params={"first": one.title or one.kind, "second": other.title or other.kind}
            )


def planned_minutes(norm: DayNormed, minutes: int) -> dict[WorkKind | None, int]:
    """Divide a day's minutes by the shares, to the minute: the parts and what is free sum to the day exactly.

    >>> norm = DayNormed(shares={WorkKind.CALL: 50, WorkKind.STUDY: 5})
    >>> {kind and kind.value: part for kind, part in planned_minutes(norm, 470).items()}
    {'call': 235, 'meeting': 0, 'study': 24, 'paperwork': 0, None: 211}
    """
    shares = [norm.shares.get(kind, 0) for kind in ORDER]
    parts = split_whole(minutes, [*shares, WHOLE - sum(shares)]) if minutes else [0] * (len(ORDER) + 1)
    return dict(zip((*ORDER, None), parts, strict=True))


def outline(norm: DayNormed, shift: Shift) -> list[Piece]:
    """Return a shift as blocks and the free time between them, in order; what of a block is not worked falls away.

    >>> norm = DayNormed(shares={}, blocks=(Block(start=540, end=555, kind=WorkKind.MEETING, title="Standup"),))
    >>> [(each.start, each.end, each.title) for each in outline(norm, ((540, 600),))]
    [(540, 555, 'Standup'), (555, 600, '')]
    """
    found: list[Piece] = []
    for start, end in shift:
        at = start
        for block in sorted(norm.blocks, key=lambda each: each.start):
            first, last = max(block.start, start), min(block.end, end)
            if first >= last:
                continue
            if at < first:
                found.append(Piece(at, first))
            found.append(Piece(first, last, block.kind, block.title))
            at = last
        if at < end:
            found.append(Piece(at, end))
    return found


def sweep(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return stretches that no longer overlap, in order: of two at once the kind earlier in the order counts.

    >>> call, paper = Stretch(60, 120, WorkKind.CALL), Stretch(0, 180, WorkKind.PAPERWORK)
    >>> [(each.start, each.end, each.kind.value) for each in sweep([paper, call])]
    [(0, 60, 'paperwork'), (60, 120, 'call'), (120, 180, 'paperwork')]
    """
    known = [each for each in stretches if each.start < each.end]
    edges = sorted({edge for each in known for edge in (each.start, each.end)})
    found: list[Stretch] = []
    for start, end in pairwise(edges):
        on = [each.kind for each in known if each.start <= start and end <= each.end]
        if not on:
            continue
        kind = min(on, key=ORDER.index)
        if found and found[-1].kind is kind and found[-1].end == start:
            found[-1] = Stretch(found[-1].start, end, kind)
        else:
            found.append(Stretch(start, end, kind))
    return found


def held(stretches: Iterable[Stretch], planned: Sequence[tuple[int, int]]) -> Held:
    """Return what a day held against its planned hours (seconds, apart): no second is counted twice.

    >>> held([Stretch(0, 90, WorkKind.CALL), Stretch(60, 120, WorkKind.MEETING)], [(60, 180)])
    Held(by_kind={<WorkKind.CALL: 'call'>: 90, <WorkKind.MEETING: 'meeting'>: 30}, unaccounted=60, outside=60)
    """
    by_kind: dict[WorkKind, int] = {}
    inside = 0
    for each in sweep(stretches):
        by_kind[each.kind] = by_kind.get(each.kind, 0) + each.end - each.start
        inside += sum(max(0, min(each.end, end) - max(each.start, start)) for start, end in planned)
    whole = sum(end - start for start, end in planned)
    return Held(by_kind=by_kind, unaccounted=whole - inside, outside=sum(by_kind.values()) - inside)


def stretched(moments: Iterable[datetime]) -> list[tuple[datetime, datetime]]:
    """Return stretches of work from single actions: each stands for two minutes before it, near ones are joined.

    >>> nine = datetime(2026, 11, 18, 9, 0)
    >>> later = [nine + timedelta(minutes=each) for each in (0, 4, 30)]
    >>> [(f"{start:%H:%M}", f"{end:%H:%M}") for start, end in stretched(later)]
    [('08:58', '09:04'), ('09:28', '09:30')]
    """
    found: list[tuple[datetime, datetime]] = []
    for at in sorted(moments):
        if found and at - found[-1][1] <= ONE_STRETCH:
            found[-1] = (found[-1][0], at)
        else:
            found.append((at - BEFORE_AN_ACTION, at))
    return found
