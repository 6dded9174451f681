"""Starts the small process and judges how it ended."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from mostik.crm.adapters.table.refusals import NotTheirs

SECONDS: Final = 60


def unpacked(system: str, sources: Sequence[Path], target: Path, *, file: str) -> list[tuple[str, Path]]:
    """Turn JSON of a system into tables in ``target`` and return them by part.

    Refuses `NotTheirs` whatever goes wrong inside: what is no JSON, too deep or too much ends the small process only.
    """
    words = [sys.executable, "-m", "mostik.crm.adapters.apart.process", system, str(target), *map(str, sources)]
    try:
        done = subprocess.run(words, capture_output=True, timeout=SECONDS, check=False, cwd=_root())  # noqa: S603 - our own module
    except subprocess.TimeoutExpired:
        raise NotTheirs(params={"file": file, "system": system}) from None
    found = sorted(target.glob("*.csv"))
    if done.returncode or not found:
        raise NotTheirs(params={"file": file, "system": system})
    return [(path.stem, path) for path in found]


def _root() -> Path:
    return Path(__file__).resolve().parents[4]
