"""What the journals' chains ended with, kept each day in a file beside the database: a cut tail is missed by it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from mostik.core import clock

#: The last sealed line of a chain and its hash, and the hash of one line: by the name of the journal.
Last = Callable[[], tuple[int, str]]
At = Callable[[int], str]


@dataclass(frozen=True)
class Chain:
    """A sealed journal: the number and hash of its last sealed line, and the hash of a given one ("" if none)."""

    name: str
    last: Last
    at: At


CHAINS: dict[str, Chain] = {}


def anchored(chain: Chain) -> None:
    """Let a journal's end be kept every day."""
    CHAINS[chain.name] = chain


def place() -> Path:
    """Return the folder of the daily files."""
    return Path(settings.HOME) / "anchors"


def write_anchor(folder: Path | None = None) -> Path:
    """Write down where every chain ends today and return the file; the day's last writing stands."""
    there = folder or place()
    there.mkdir(parents=True, exist_ok=True)
    path = there / f"{clock.today():%Y-%m-%d}.json"
    path.write_text(json.dumps({name: chain.last() for name, chain in CHAINS.items()}), encoding="utf-8")
    return path


def check_anchors(folder: Path | None = None) -> list[str]:
    """Return the days whose anchor no longer holds, with the journal's name: the line is gone or another."""
    lost = []
    for path in sorted((folder or place()).glob("*.json")):
        for name, (number, digest) in json.loads(path.read_text(encoding="utf-8")).items():
            if number and (name not in CHAINS or CHAINS[name].at(number) != digest):
                lost.append(f"{path.stem} {name}")
    return lost
