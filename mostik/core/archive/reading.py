"""An archive is restored into an empty installation: all of it in one transaction, equal by hash, or nothing."""

import hashlib
import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction

from mostik.core import search, stores
from mostik.core.archive import manifest
from mostik.core.archive.manifest import Manifest
from mostik.core.archive.refusals import NotAnArchive, NotEmpty
from mostik.core.archive.tables import all_models, digest_of, label, row_of
from mostik.core.archive.writing import FOLDER, Tick, chunks
from mostik.core.models import Entry, SearchRow
from mostik.kernel.refusals import Missing, gettext_noop

BATCH: Final = 500
LONGEST_LINE: Final = 64 << 20
_SAFE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*){0,8}", re.ASCII)


def restore(source: Path, *, tick: Tick = int) -> Manifest:
    """Restore a company and return the manifest of its archive.

    Refuses `NotEmpty`, `AnotherVersion` and, whatever is wrong inside, `NotAnArchive`; then nothing has changed.
    """
    refuse_unless_empty()
    if not source.is_file():
        raise Missing(gettext_noop("There is no file {file}."), params={"file": str(source)})
    try:
        with zipfile.ZipFile(source) as archive:
            told = manifest.read(_member(archive, manifest.NAME), file=source.name)
            _check_members(archive, told, source.name)
            with transaction.atomic(), _without_triggers():
                _empty()
                _fill(archive, told, source.name, tick)
                _judge(told, source.name)
            _put_files(archive, told, source.name)
            stores.carry()
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as wrong:
        raise NotAnArchive(params={"file": source.name, "what": type(wrong).__name__}) from None
    except DatabaseError as wrong:
        raise NotAnArchive(params={"file": source.name, "what": str(wrong).splitlines()[0][:200]}) from None
    ContentType.objects.clear_cache()
    SearchRow.objects.all().delete()
    for _kind, done in search.rebuild():
        tick(done)
    return told


def refuse_unless_empty() -> None:
    """Refuse an installation where somebody works: more than the first owner, or a person in the journal."""
    users = apps.get_model(settings.AUTH_USER_MODEL)
    if users._base_manager.count() > 1 or Entry.objects.filter(actor_kind="person").exists():  # noqa: SLF001
        raise NotEmpty()


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        info = archive.getinfo(name)
    except KeyError:
        raise zipfile.BadZipFile(name) from None
    if info.file_size > LONGEST_LINE:
        raise zipfile.BadZipFile(name)
    return archive.read(info)


def _check_members(archive: zipfile.ZipFile, told: Manifest, file: str) -> None:
    """Refuse what the manifest does not speak of, what it speaks of and is not there, names that leave their folder."""
    wanted = {f"tables/{name}.jsonl" for name in told.tables} | {f"files/{name}" for name in told.files}
    there = archive.namelist()
    odd = sorted({*there} ^ {*wanted, manifest.NAME}) or [name for name in there if there.count(name) > 1][:1]
    odd += [name for name in told.files if not _SAFE.fullmatch(name) or name.startswith(f"{FOLDER}/")]
    odd += sorted(set(told.tables) ^ set(map(label, all_models())))
    if odd:
        raise NotAnArchive(params={"file": file, "what": odd[0][:100]})


def _empty() -> None:
    with connection.cursor() as cursor:
        for model in all_models():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608, SLF001 - names of our own tables


def _fill(archive: zipfile.ZipFile, told: Manifest, file: str, tick: Tick) -> None:
    done = 0
    for model in all_models():
        batch: list[models.Model] = []
        for line in _lines(archive, f"tables/{label(model)}.jsonl"):
            try:
                batch.append(row_of(model, line))
            except (ValueError, KeyError, TypeError, AttributeError):
                raise NotAnArchive(params={"file": file, "what": label(model)}) from None
            if len(batch) == BATCH:
                done += _written(model, batch)
                tick(done)
        done += _written(model, batch)
    tick(told.rows)
    _reset_numbers()


def _written(model: type[models.Model], batch: list[models.Model]) -> int:
    count = len(batch)
    model._base_manager.bulk_create(batch, batch_size=BATCH)  # noqa: SLF001
    batch.clear()
    return count


def _lines(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(name) as member:
        while line := member.readline(LONGEST_LINE):
            yield line


def _reset_numbers() -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), all_models()):
            cursor.execute(statement)


def _judge(told: Manifest, file: str) -> None:
    """Refuse unless every table now holds exactly what the archive says, read back from the database itself."""
    connection.check_constraints()
    for model in all_models():
        said = told.tables[label(model)]
        if digest_of(model) != (said["rows"], said["sha256"]):
            raise NotAnArchive(params={"file": file, "what": label(model)})


def _put_files(archive: zipfile.ZipFile, told: Manifest, file: str) -> None:
    root = Path(settings.MEDIA_ROOT)
    for name, said in told.files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        sums = hashlib.sha256()
        with archive.open(f"files/{name}") as member, path.open("wb") as target:
            for piece in chunks(member):
                sums.update(piece)
                target.write(piece)
        if sums.hexdigest() != said["sha256"]:
            path.unlink()
            raise NotAnArchive(params={"file": file, "what": name})
    shutil.rmtree(root / FOLDER / "scratch", ignore_errors=True)


@contextmanager
def _without_triggers() -> Iterator[None]:
    """Let append-only tables be filled; afterwards the database guards them as before."""
    with connection.cursor() as cursor:
        guards = _sqlite_triggers(cursor) if connection.vendor == "sqlite" else _postgres_triggers(cursor)
        for down, _up in guards:
            cursor.execute(down)
        yield
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for _down, up in guards:
            cursor.execute(up)


def _sqlite_triggers(cursor: Any) -> list[tuple[str, str]]:
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    return [(f"DROP TRIGGER {connection.ops.quote_name(name)}", sql) for name, sql in cursor.fetchall()]


def _postgres_triggers(cursor: Any) -> list[tuple[str, str]]:
    cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1")
    tables = [name for (name,) in cursor.fetchall()]
    return [(f"ALTER TABLE {name} DISABLE TRIGGER USER", f"ALTER TABLE {name} ENABLE TRIGGER USER") for name in tables]
