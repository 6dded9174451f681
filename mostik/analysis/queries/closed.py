"""What the columns on this machine's disk say, as far as they reach; the database is asked for the rest.

They hold if the last fact in them is still there as it was: a rebuild or another database gives facts other numbers.
"""

from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Final

from django.conf import settings

from mostik.analysis.adapters import columns
from mostik.analysis.adapters.columns import Standing
from mostik.analysis.models import Fact
from mostik.analysis.rules.columns import Ask, Row, Sums, Value

#: Lines of answers kept in a process; a piece never changes, so what it once said holds.
KEPT: Final = 200_000
NOTHING: Final = Standing((), (), ())


def place() -> Path:
    """Return where this machine keeps its columns."""
    return Path(settings.COLUMNS)


def standing() -> Standing:
    """Return what stands on this machine; whether it holds is another question."""
    return columns.standing(place()) or NOTHING


def warm() -> None:
    """Open the pieces that stand on this machine."""
    with suppress(FileNotFoundError):  # a piece may be taken away meanwhile
        for name in standing().names:
            columns.opened(place(), name)


def sound(found: Standing) -> bool:
    """Return whether what stands is of this database: the last fact in it is there as it was."""
    return bool(found.names) and _is_there(*found.last)


def _is_there(number: int, entry: int, ref: int) -> bool:
    return Fact.objects.filter(pk=number, entry=entry, ref=ref).exists()


def cut(found: Standing, ask: Ask) -> list[Row] | None:
    """Return the answer of the columns, or None where a piece was taken away meanwhile."""
    try:
        return ANSWERS.of(place(), found.names, ask)
    except FileNotFoundError:
        return None


class _Answers:
    """Answers of pieces, and of several together; the latest asked for, up to so many lines."""

    def __init__(self) -> None:
        self._guard, self._lines = Lock(), 0
        self._kept: OrderedDict[tuple[Path, tuple[str, ...], Ask], list[Row]] = OrderedDict()

    def of(self, where: Path, names: tuple[str, ...], ask: Ask) -> list[Row]:
        """Return what pieces say together."""
        if len(names) == 1:
            return self._kept_or((where, names, ask), lambda: columns.opened(where, names[0]).cut(ask))
        return self._kept_or((where, names, ask), lambda: self._together(where, names, ask))

    def _together(self, where: Path, names: tuple[str, ...], ask: Ask) -> list[Row]:
        sums: dict[tuple[str, tuple[Value, ...]], Sums] = {}
        for name in names:
            for measure, cells, (quantity, amount, days) in self.of(where, (name,), ask):
                held = sums.get((measure, cells), (0, 0, 0))
                sums[measure, cells] = (held[0] + quantity, held[1] + amount, held[2] + days)
        return [(measure, cells, values) for (measure, cells), values in sums.items()]

    def _kept_or(self, key: tuple[Path, tuple[str, ...], Ask], look: Callable[[], list[Row]]) -> list[Row]:
        with self._guard:
            if (rows := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return rows
        rows = look()
        with self._guard:
            if key not in self._kept:
                self._kept[key], self._lines = rows, self._lines + len(rows) + 1
            while self._lines > KEPT:
                self._lines -= len(self._kept.popitem(last=False)[1]) + 1
        return rows


ANSWERS: Final = _Answers()
