"""Where the files of imports lie: under names of our own, in the data directory."""

import secrets
import shutil
from collections.abc import Container
from datetime import datetime
from pathlib import Path

from django.conf import settings

from mostik.crm.adapters.table.refusals import FileGone

SUFFIX = ".table"
SOURCE = ".source"


def place_for() -> str:
    """Return a new stored name; nothing of the person's file name is in it."""
    _folder().mkdir(parents=True, exist_ok=True)
    return f"{secrets.token_hex(16)}{SUFFIX}"


def path_of(stored: str) -> Path:
    """Return where a stored table lies. Refuses `FileGone`."""
    path = _folder() / Path(stored).name
    if not path.exists():
        raise FileGone
    return path


def new_path(stored: str) -> Path:
    """Return where a table of this name will lie."""
    return _folder() / Path(stored).name


def keep_source(path: Path) -> str:
    """Keep a file as it came, so that what it says can be counted again by other means."""
    stored = f"{secrets.token_hex(16)}{SOURCE}"
    _folder().mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, new_path(stored))
    return stored


def drop(stored: str) -> None:
    """Forget a stored table."""
    new_path(stored).unlink(missing_ok=True)


def drop_older(moment: datetime, *, spare: Container[str]) -> int:
    """Forget stored files last written before a moment, but for some, and return how many."""
    old = [each for each in _folder().glob("*") if each.suffix in {SUFFIX, SOURCE} and each.name not in spare]
    going = [each for each in old if each.stat().st_mtime < moment.timestamp()]
    for each in going:
        each.unlink(missing_ok=True)
    return len(going)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "imports"
