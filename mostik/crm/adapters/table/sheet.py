"""XLSX opened apart: a small process with little memory and little time turns it into plain rows."""

import subprocess
import sys
from pathlib import Path
from typing import Final

from mostik.crm.adapters.table.refusals import Damaged

SECONDS: Final = 60


def flatten(source: Path, target: Path, *, file: str) -> dict[str, str]:
    """Write the first filled sheet of a workbook as CSV and return notes about what was left aside.

    Refuses `Damaged` whatever goes wrong inside: bombs and broken files end the small process, not this one.
    """
    words = [sys.executable, "-m", "mostik.crm.adapters.table.unpack", str(source), str(target)]
    try:
        done = subprocess.run(words, capture_output=True, timeout=SECONDS, check=False, text=True, cwd=_root())  # noqa: S603 - our own module
    except subprocess.TimeoutExpired:
        raise Damaged(params={"file": file}) from None
    if done.returncode:
        raise Damaged(params={"file": file})
    aside = done.stdout.strip()
    return {"sheets": aside} if aside else {}


def _root() -> Path:
    return Path(__file__).resolve().parents[4]
