"""Columns of facts as files of this machine: written once, read by every process as one piece of memory.

A piece is a folder of arrays; ``standing.json`` names the pieces that stand and changes in one move. The folder may be
removed at any time: figures are then read from the database until it is written again.
"""

import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from mostik.analysis.rules.columns import DIMENSIONS, SUMS, TIMES, Column, Segment
from mostik.analysis.rules.folding import Piece

STANDING, LOCK = "standing.json", "lock"
SHAPE: Final = 2


@dataclass(frozen=True)
class Standing:
    """The pieces that stand, and the last fact in them: its number and what else it is known by."""

    pieces: tuple[Piece, ...]
    names: tuple[str, ...]
    last: tuple[int, ...]


def standing(place: Path) -> Standing | None:
    """Return what stands there now; None where nothing does, or where it is of another shape."""
    try:
        told = (place / STANDING).stat()
    except OSError:
        return None
    return _read(place, told.st_mtime_ns, told.st_ino)


@lru_cache(maxsize=4)
def _read(place: Path, _changed: int, _number: int) -> Standing | None:
    try:
        told = json.loads((place / STANDING).read_text())
    except (OSError, ValueError):
        return None
    if told.get("shape") != SHAPE:
        return None
    pieces = tuple(Piece(*each["piece"]) for each in told["pieces"])
    return Standing(pieces, tuple(each["name"] for each in told["pieces"]), tuple(told["last"]))


def stand(place: Path, pieces: Sequence[tuple[Piece, str]], last: Sequence[int]) -> None:
    """Let these pieces stand from now on, and remove those that do no longer; readers keep what they have open."""
    told = {"shape": SHAPE, "pieces": [{"piece": piece, "name": name} for piece, name in pieces], "last": list(last)}
    new = place / f"{STANDING}.new"
    new.write_text(json.dumps(told))
    new.replace(place / STANDING)
    kept = {STANDING, LOCK, *(name for _, name in pieces)}
    for each in place.iterdir():
        if each.name not in kept:
            shutil.rmtree(each, ignore_errors=True)


def keep(place: Path, segment: Segment) -> str:
    """Write a piece and return its name; it does not stand yet."""
    place.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="piece-", dir=place))
    values: dict[str, list[Any]] = {}
    for name, column in segment.columns.items():
        np.save(folder / f"{name}.npy", column.codes)
        values[name] = [each.toordinal() if isinstance(each, date) else each for each in column.values]
    for name, numbers in segment.sums.items():
        np.save(folder / f"{name}.npy", numbers)
    told = {"values": values, "starts": segment.starts, "biggest": segment.biggest}
    (folder / "about.json").write_text(json.dumps(told))
    return folder.name


@lru_cache(maxsize=256)
def opened(place: Path, name: str) -> Segment:
    """Return a piece; its numbers stay in the files and are shared by all who read them."""
    folder = place / name
    told = json.loads((folder / "about.json").read_text())
    columns = {each: Column(_numbers(folder, each), _values(each, told["values"][each])) for each in DIMENSIONS}
    starts = {measure: (rows[0], rows[1]) for measure, rows in told["starts"].items()}
    return Segment(columns, {each: _numbers(folder, each) for each in SUMS}, starts, told["biggest"])


def _numbers(folder: Path, name: str) -> Any:
    return np.load(folder / f"{name}.npy", mmap_mode="r")


def _values(name: str, values: Sequence[Any]) -> Sequence[Any]:
    return [date.fromordinal(each) if name in TIMES and each is not None else each for each in values]
