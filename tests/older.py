"""A database of an older version: empty, at the migrations asked for, in the place of the tests' own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

#: What the older database is called beside the tests' own.
BESIDE = "_older"


@contextmanager
def older(place: Path, *versions: tuple[str, str]) -> Iterator[Any]:
    """Let queries go to an empty database of these migrations, and give its models as they were then."""
    own = connections["default"]
    name = str(place / "older.sqlite3") if own.vendor == "sqlite" else f"{own.settings_dict['NAME']}{BESIDE}"
    _drop(own, name)
    if own.vendor != "sqlite":
        with own._nodb_cursor() as line:
            line.execute(f'CREATE DATABASE "{name}"')
    other = connections.create_connection("default")
    other.settings_dict = {**own.settings_dict, "NAME": name, "OPTIONS": _without_pool(own.settings_dict["OPTIONS"])}
    connections["default"] = other
    try:
        yield upgrade(*versions)
    finally:
        other.close()
        connections["default"] = own
        _drop(own, name)


def upgrade(*versions: tuple[str, str]) -> Any:
    """Bring the database to these migrations and return its models as they were then."""
    executor = MigrationExecutor(connection)
    executor.migrate(list(versions))
    return executor.loader.project_state(list(versions)).apps


def _drop(own: Any, name: str) -> None:
    if own.vendor == "sqlite":
        Path(name).unlink(missing_ok=True)
        return
    with own._nodb_cursor() as line:
        line.execute(f'DROP DATABASE IF EXISTS "{name}"')


def _without_pool(options: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in options.items() if key != "pool"}
