"""What is wrong with this installation, and how to mend it."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core import checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from mostik.core import clock, journal, stores
from mostik.core.models import Effect, EffectState, KeptLine, Timer

LEAST_FREE_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True)
class Finding:
    """One thing looked at: well or not, and what to do."""

    well: bool
    what: str
    cure: str = ""

    def __str__(self) -> str:
        return f"{'ok  ' if self.well else 'FAIL'}  {self.what}" + (f"\n      → {self.cure}" if self.cure else "")


def findings() -> list[Finding]:
    """Look at everything that can be wrong and return what was found, in order."""
    found: list[Finding] = []
    for look in LOOKS:
        try:
            found.extend(look())
        except Exception as failure:
            found.append(Finding(well=False, what=f"{look.__doc__} {failure}", cure="See the finding above this one."))
    return found


def data_directory() -> Iterator[Finding]:
    """The data directory."""
    free = shutil.disk_usage(settings.HOME).free
    yield Finding(
        well=free > LEAST_FREE_BYTES,
        what=f"data directory {settings.HOME}, {free // 2**20:,} MB free",
        cure="" if free > LEAST_FREE_BYTES else "Free some disk space or set MOSTIK_HOME to another disk.",
    )


def database() -> Iterator[Finding]:
    """The database answers and its settings keep what was acknowledged."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    yield Finding(well=True, what=f"database: {connection.vendor}")
    if connection.vendor == "sqlite":
        yield from _sqlite_settings()


def _sqlite_settings() -> Iterator[Finding]:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    with connection.cursor() as cursor:
        for pragma, value in wanted.items():
            has = cursor.execute(f"PRAGMA {pragma}").fetchone()[0]
            yield Finding(well=has == value, what=f"sqlite {sqlite3.sqlite_version} {pragma} = {has}")


def tables() -> Iterator[Finding]:
    """The tables."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield Finding(
        well=not waiting,
        what=f"tables: {len(waiting)} changes waiting",
        cure="Run `mostik init`." if waiting else "",
    )


def addresses() -> Iterator[Finding]:
    """The product's own checks."""
    errors = [each for each in checks.run_checks() if each.level >= checks.ERROR]
    for error in errors:
        yield Finding(well=False, what=str(error.msg), cure=error.hint or "")
    yield Finding(well=not errors, what="addresses have policies, templates and models are sound")


def assets() -> Iterator[Finding]:
    """The built front end."""
    built = finders.find("web/built/names.json")
    yield Finding(well=bool(built), what="styles and scripts are built", cure="" if built else "Run `make assets`.")


def journal_chain() -> Iterator[Finding]:
    """The journal's seals."""
    broken = journal.broken_seal()
    yield Finding(
        well=broken is None,
        what="the journal's chain is whole" if broken is None else f"the journal was changed at line {broken}",
        cure="" if broken is None else "Restore the last good backup and find out who had access.",
    )


def files() -> Iterator[Finding]:
    """The store of files."""
    try:
        yield Finding(well=True, what=f"files: {stores.reached()}")
    except (stores.StoreSilent, OSError):
        cure = "Check MOSTIK_S3_… and the network. New files wait on this disk and are carried there by themselves."
        yield Finding(well=False, what=f"files: the store {settings.S3_BUCKET} cannot be reached", cure=cure)


def queue() -> Iterator[Finding]:
    """The outbox and the timers."""
    parked = Effect.objects.filter(state__in=[EffectState.PARKED, EffectState.IN_DOUBT]).count()
    yield Finding(well=not parked, what=f"effects waiting for a person: {parked}")
    late = clock.now() - timedelta(minutes=5)
    stuck = Effect.objects.filter(state=EffectState.NEW, due_at__lt=late).count()
    yield Finding(
        well=not stuck,
        what=f"effects late by over five minutes: {stuck}",
        cure="Start `mostik serve` or `mostik worker`." if stuck else "",
    )
    for timer in Timer.objects.exclude(error=""):
        yield Finding(well=False, what=f"timer {timer.name}: {timer.error}")
    for line in KeptLine.objects.exclude(error=""):
        yield Finding(well=False, what=f"open line, {line.name} {line.line}: {line.error}")


LOOKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    data_directory,
    database,
    tables,
    addresses,
    assets,
    journal_chain,
    files,
    queue,
)
