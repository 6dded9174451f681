"""What an archive says of itself: format, version, how far its tables are built, counts and hashes."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

import mostik
from mostik.core.archive.refusals import AnotherVersion, NotAnArchive

FORMAT: Final = 1
NAME: Final = "manifest.json"


@dataclass(kw_only=True)
class Manifest:
    """The last member of an archive."""

    format: int = FORMAT
    version: str = mostik.__version__
    made_at: str = ""
    migrations: list[list[str]] = field(default_factory=list)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """One hash over everything: two archives with the same one hold the same company."""
        told = [sorted((n, t["sha256"]) for n, t in each.items()) for each in (self.tables, self.files)]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    @property
    def rows(self) -> int:
        """How many rows all tables have together."""
        return sum(int(each["rows"]) for each in self.tables.values())

    def text(self) -> str:
        """Return it as it is written."""
        return json.dumps({**asdict(self), "digest": self.digest}, ensure_ascii=False, indent=1, sort_keys=True)


def begun(at: datetime) -> Manifest:
    """Return a manifest of this installation, nothing counted yet."""
    return Manifest(made_at=at.isoformat(), migrations=applied())


def applied() -> list[list[str]]:
    """Return the migrations this database has."""
    return sorted(map(list, MigrationRecorder(connection).applied_migrations()))


def read(text: bytes, *, file: str) -> Manifest:
    """Return the manifest of an archive. Refuses `NotAnArchive` and `AnotherVersion`."""
    try:
        told = json.loads(text)
        digest = told.pop("digest")
        found = Manifest(**told)
        same = found.digest == digest
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise NotAnArchive(params={"file": file, "what": NAME}) from None
    if found.format != FORMAT or found.migrations != applied():
        raise AnotherVersion(params={"theirs": found.version, "ours": mostik.__version__})
    if not same:
        raise NotAnArchive(params={"file": file, "what": NAME})
    return found
