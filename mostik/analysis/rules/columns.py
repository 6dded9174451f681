"""Facts as columns: each dimension by itself, added up a column at a time, without a database.

The rows of a segment stand by measure and day, so that one measure and some days are one slice. A dimension is small
numbers into the list of its distinct values, 0 standing for none: to pick values is to look up one flag a row, to group
by several dimensions is to count one number a row. Sums are whole numbers and exact.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, reduce
from math import prod
from operator import and_, or_
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mostik.kernel.period import Period, PeriodKind

Value: TypeAlias = int | str | date | None
Sums: TypeAlias = tuple[int, int, int]
#: A line of a cut: the measure, the value of each key, and the sums of quantity, amount and days.
Row: TypeAlias = tuple[str, tuple[Value, ...], Sums]
Codes: TypeAlias = NDArray[Any]
#: A column's codes, and one thing for each of its values.
Flags: TypeAlias = tuple[Codes, Codes]
#: The group of each row, and the rows' sums.
Chunk: TypeAlias = tuple[Codes, list[Codes]]

DIMENSIONS: Final = (
    "day",
    "cohort",
    "person",
    "team",
    "department",
    "pipeline",
    "stage",
    "channel",
    "product",
    "company",
    "reason",
    "competitor",
    "currency",
)
SUMS: Final = ("quantity", "amount", "days")
TIMES: Final = frozenset({"day", "cohort"})
#: What is told in words, in every row.
WORDS: Final = ("measure", "currency")
#: A key that is no column: what is counted.
MEASURE: Final = "measure"
#: Rows looked at together: what stands in the processor's own memory.
AT_ONCE: Final = 1 << 18
#: Groups counted by place; more of them are sorted instead.
MOST_PLACES: Final = 1 << 22
#: Below it sums of doubles are exact.
EXACT: Final = 1 << 53
#: Days whose periods are kept: every piece has most of them.
DAYS_KEPT: Final = 20_000
KINDS: Final = (np.uint8, np.int8, np.uint16, np.int16, np.uint32, np.int32, np.int64)
NOTHING: Final[Codes] = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Raw:
    """Facts as they were read: whole numbers by column, days by their ordinal, less than 0 for none, words by place."""

    columns: Mapping[str, Codes]
    words: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Column:
    """One dimension: for each row the place of its value. Values stand in order after the first, which is none."""

    codes: NDArray[Any]
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Told:
    """What values of a column are told by instead of themselves: a word of each known one, an empty one of others.

    ``stamp`` tells one state of the words from another.
    """

    code: str
    stamp: Hashable
    of: Mapping[Any, str] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Key:
    """What to group by: a column; of days, the first one of each period of a kind where one is named.

    Or what values are told by.
    """

    column: str
    kind: PeriodKind | None = None
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: which measures, by what, of which days (``axis`` is day or cohort), narrowed to values of columns.

    ``within`` is the reach of whoever asks: teams, and people besides; None where nothing is out of it.
    """

    measures: tuple[str, ...]
    keys: tuple[Key, ...]
    first: date
    last: date
    axis: str = "day"
    where: tuple[tuple[str, frozenset[Value]], ...] = ()
    within: tuple[frozenset[int], frozenset[int]] | None = None


@dataclass(frozen=True)
class Segment:
    """Facts from one number to another. ``starts`` are each measure's rows; ``biggest`` bounds each measure's sums."""

    columns: Mapping[str, Column]
    sums: Mapping[str, NDArray[Any]]
    starts: Mapping[str, tuple[int, int]]
    biggest: Mapping[str, int]

    def cut(self, ask: Ask) -> list[Row]:
        """Return the sums of every combination that has facts, as SQL's GROUP BY would."""
        picks, named = self._picks(ask), {key: self._names(key) for key in ask.keys if key.column != MEASURE}
        keys = [(self.columns[key.column].codes, names, len(values)) for key, (names, values) in named.items()]
        found: list[Row] = []
        for measure in ask.measures:
            if measure in self.starts:
                values = [named[key][1] if key in named else [measure] for key in ask.keys]
                found += self._measured(measure, self._chunks(self._rows(measure, ask), picks, keys), values)
        return found

    def _measured(self, measure: str, chunks: Iterable[Chunk], values: Sequence[Sequence[Value]]) -> Iterator[Row]:
        total, exact = prod(len(each) for each in values), self.biggest[measure] < EXACT
        added = self._placed(chunks, total, exact=exact) if total <= MOST_PLACES else self._sorted(chunks, exact=exact)
        for place, *sums in zip(*(each.tolist() for each in added), strict=True):
            yield measure, _cells(place, values), (sums[0], sums[1], sums[2])

    def _rows(self, measure: str, ask: Ask) -> tuple[int, int]:
        """Return the slice of a measure, and of its days where those are asked for."""
        first, last = self.starts[measure]
        if ask.axis != "day":
            return first, last
        low, high = _between(self.columns["day"].values, ask)
        codes = self.columns["day"].codes[first:last]
        return first + int(np.searchsorted(codes, low)), first + int(np.searchsorted(codes, high))

    def _picks(self, ask: Ask) -> list[list[Flags]]:
        """Return what a row is wanted by: of each list at least one column has a wanted value."""
        found = [[self._wanted(name, values)] for name, values in ask.where]
        if ask.axis != "day":
            column = self.columns[ask.axis]
            flags = np.zeros(len(column.values), bool)
            flags[slice(*_between(column.values, ask))] = True
            found.append([(column.codes, flags)])
        if ask.within is not None:
            found.append([self._wanted(name, each) for name, each in zip(("team", "person"), ask.within, strict=True)])
        return found

    def _wanted(self, name: str, values: Collection[Value]) -> Flags:
        column = self.columns[name]
        known: Sequence[Any] = column.values
        flags = np.zeros(len(known), bool)
        for each in values:
            at = 0 if each is None else bisect_left(known, each, 1)
            if at < len(known) and known[at] == each:
                flags[at] = True
        return column.codes, flags

    def _names(self, key: Key) -> tuple[Codes, list[Value]]:
        """Return, for each value of a column, the place of its name, and the names."""
        called = _called(self.columns[key.column].values, key)
        place = {name: number for number, name in enumerate(dict.fromkeys(called))}
        return np.array([place[each] for each in called], np.int64), list(place)

    def _chunks(
        self, rows: tuple[int, int], picks: Sequence[Sequence[Flags]], keys: Sequence[tuple[Codes, Codes, int]]
    ) -> Iterator[Chunk]:
        """Yield, a few rows at a time, the group of each wanted row and the rows' sums."""
        for first in range(rows[0], rows[1], AT_ONCE):
            here: Any = slice(first, min(first + AT_ONCE, rows[1]))
            if picks:
                wanted = [reduce(or_, [flags[codes[here]] for codes, flags in some]) for some in picks]
                here = first + np.flatnonzero(reduce(and_, wanted))
            places = np.zeros(len(self.sums["quantity"][here]), np.int64)
            for codes, names, size in keys:
                places *= size
                places += names[codes[here]]
            yield places, [self.sums[name][here] for name in SUMS]

    def _placed(self, chunks: Iterable[Chunk], total: int, *, exact: bool) -> list[Codes]:
        """Add up by place: the groups met, and their sums."""
        counts, sums = np.zeros(total, np.int64), [np.zeros(total, np.int64) for _ in SUMS]
        for places, weights in chunks:
            counts += np.bincount(places, minlength=total)
            for number, each in enumerate(weights):
                sums[number] += _weighed(places, each, total, exact=exact)
        met = np.flatnonzero(counts)
        return [met, *(held[met] for held in sums)]

    def _sorted(self, chunks: Iterable[Chunk], *, exact: bool) -> list[Codes]:
        """Add up by sorting, where groups are too many to give each a place."""
        some = list(chunks)
        met, places = np.unique(np.concatenate([each for each, _ in some] or [NOTHING]), return_inverse=True)
        weights = [np.concatenate([each[number] for _, each in some] or [NOTHING]) for number in range(len(SUMS))]
        return [met, *(_weighed(places, each, len(met), exact=exact) for each in weights)]


def _called(values: Sequence[Value], key: Key) -> Sequence[Value]:
    if key.told:
        return [key.told.of.get(each, "") for each in values]
    kind = key.kind
    return [_first_of(kind, each) if kind and isinstance(each, date) else each for each in values]


@lru_cache(maxsize=DAYS_KEPT)
def _first_of(kind: PeriodKind, day: date) -> date:
    return Period.of(kind, day).first


def segment_of(raw: Raw) -> Segment:
    """Return facts put in order and into columns."""
    measures = raw.columns["measure"]
    order = np.lexsort((raw.columns["day"], measures))
    edges = np.searchsorted(measures[order], np.arange(len(raw.words["measure"]) + 1))
    starts = {name: (int(edges[at]), int(edges[at + 1])) for at, name in enumerate(raw.words["measure"])}
    sums = {name: raw.columns[name][order] for name in SUMS}
    sizes = np.max([np.abs(each) for each in sums.values()], axis=0) if len(order) else NOTHING
    biggest = {name: sum(sizes[slice(*rows)].tolist()) for name, rows in starts.items()}
    columns = {name: _column(name, raw.columns[name][order], raw.words.get(name)) for name in DIMENSIONS}
    return Segment(columns, {name: _narrowest(each) for name, each in sums.items()}, starts, biggest)


def _column(name: str, numbers: Codes, words: Sequence[str] | None) -> Column:
    """Return a column of numbers: its distinct values in order, none the first."""
    met, codes = _distinct(numbers)
    has_none = len(met) > 0 and int(met[0]) < 0
    known = met[1:].tolist() if has_none else met.tolist()
    values = [date.fromordinal(each) if name in TIMES else words[each] if words else each for each in known]
    return Column(_narrowest(codes if has_none else codes + 1), [None, *values])


def _distinct(numbers: Codes) -> tuple[Codes, Codes]:
    """Return the distinct numbers in order and each row's place among them; by sorting where they lie far apart."""
    least, most = (int(numbers.min()), int(numbers.max())) if len(numbers) else (0, 0)
    if most - least >= MOST_PLACES:
        met, codes = np.unique(numbers, return_inverse=True)
        return met, codes
    places = numbers - least
    is_met = np.zeros(most - least + 1, bool)
    is_met[places] = True
    return np.flatnonzero(is_met) + least, (np.cumsum(is_met) - 1)[places]


def _narrowest(numbers: Codes) -> Codes:
    """Return whole numbers in the fewest bytes that hold them."""
    least, most = (int(numbers.min()), int(numbers.max())) if len(numbers) else (0, 0)
    kind = next(each for each in KINDS if np.iinfo(each).min <= least and most <= np.iinfo(each).max)
    return numbers.astype(kind)


def _cells(place: int, named: Sequence[Sequence[Value]]) -> tuple[Value, ...]:
    cells: list[Value] = []
    for values in reversed(named):
        place, at = divmod(place, len(values))
        cells.append(values[at])
    return tuple(reversed(cells))


def _between(days: Sequence[Any], ask: Ask) -> tuple[int, int]:
    """Return the places of the asked days among sorted ones; none stands before them and is not asked for."""
    return bisect_left(days, ask.first, 1), bisect_right(days, ask.last, 1)


def _weighed(places: Codes, weights: Codes, total: int, *, exact: bool) -> Codes:
    """Return the sums by place: by doubles where those are exact, else by whole numbers."""
    if exact:
        return np.bincount(places, weights, total).astype(np.int64)
    held = np.zeros(total, np.int64)
    np.add.at(held, places, weights)
    return held
