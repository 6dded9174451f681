"""Tables made once for many test runs: the first makes them by all migrations, the next take a copy.

A copy is known by every migration, the settings and Django's version: whatever could change the tables makes them anew.
"""

import fcntl
import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import django
from django.conf import settings
from django.core import management
from django.db import connection, connections

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / ".cache" / "tables"


@contextmanager
def copied() -> Iterator[None]:
    """Let the test database take the tables of an earlier run instead of migrating, where nothing has changed."""
    real = management.call_command

    def call(name: str, *words: Any, **told: Any) -> Any:
        if name != "migrate":
            return real(name, *words, **told)
        PLACE.mkdir(parents=True, exist_ok=True)
        with (PLACE / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            copy = _copy_of_file if connection.vendor == "sqlite" else _copy_of_template
            return copy(_mark(), lambda: real(name, *words, **told))

    with mock.patch.object(management, "call_command", call):
        yield


def _mark() -> str:
    known = hashlib.sha256(f"{django.VERSION} {settings.INSTALLED_APPS}".encode())
    for each in sorted((ROOT / "mostik").glob("**/migrations/*.py")):
        known.update(each.name.encode() + each.read_bytes())
    known.update((ROOT / "uv.lock").read_bytes())
    return known.hexdigest()[:24]


def _copy_of_file(mark: str, migrate: Callable[[], Any]) -> None:
    kept = PLACE / f"{mark}.sqlite"
    connection.ensure_connection()
    if kept.exists():
        with sqlite3.connect(kept) as line:
            line.backup(connection.connection)
        line.close()
        return
    migrate()
    for old in PLACE.glob("*.sqlite"):
        old.unlink()
    with sqlite3.connect(kept.with_suffix(".part")) as line:
        connection.connection.backup(line)
    line.close()
    kept.with_suffix(".part").rename(kept)


def _copy_of_template(mark: str, migrate: Callable[[], Any]) -> None:
    """Take a database of the same server as the template; it lives as long as the server."""
    own, kept = connection.settings_dict["NAME"], f"mostik_tables_{mark}"
    with _beside() as line:
        line.execute("SELECT 1 FROM pg_database WHERE datname = %s", [kept])
        if line.fetchone():
            line.execute(f'DROP DATABASE "{own}"')
            line.execute(f'CREATE DATABASE "{own}" TEMPLATE "{kept}"')
            return
    migrate()
    with _beside() as line:
        line.execute(f'CREATE DATABASE "{kept}" TEMPLATE "{own}"')


@contextmanager
def _beside() -> Iterator[Any]:
    connections.close_all()
    if pool := getattr(connection, "pool", None):
        connection.close_pool()
        del pool
    with connection._nodb_cursor() as line:
        yield line
