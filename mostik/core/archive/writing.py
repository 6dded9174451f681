"""An archive is written: one look at the whole database at one moment, row after row, never all in memory."""

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings
from django.db import connection, transaction

from mostik.core import clock, stores
from mostik.core.archive import manifest
from mostik.core.archive.manifest import Manifest
from mostik.core.archive.tables import all_models, columns, label, lines

CHUNK: Final = 1 << 20
FOLDER: Final = "archives"
Tick = Callable[[int], object]


def write(target: Path, *, tick: Tick = int) -> Manifest:
    """Write the whole company into a ZIP and return its manifest; ``tick`` hears how many rows are written.

    The file appears under its name only when it is whole.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.partial")
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
            told = manifest.begun(clock.now())
            with one_moment():
                _write_tables(archive, told, tick)
            _write_files(archive, told, partial)
            archive.writestr(manifest.NAME, told.text())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return told


def _write_tables(archive: zipfile.ZipFile, told: Manifest, tick: Tick) -> None:
    written = 0
    for model in all_models():
        count, sums = 0, hashlib.sha256()
        with archive.open(f"tables/{label(model)}.jsonl", "w", force_zip64=True) as member:
            for line in lines(model):
                member.write(line)
                sums.update(line)
                count += 1
                if (written + count) % 5000 == 0:
                    tick(written + count)
        written += count
        names = [field.attname for field in columns(model)]
        told.tables[label(model)] = {"rows": count, "sha256": sums.hexdigest(), "columns": names}
    tick(written)


def _write_files(archive: zipfile.ZipFile, told: Manifest, itself: Path) -> None:
    for name, path in _other_files():
        if path.samefile(itself):  # an archive may be written into the data directory: it does not hold itself
            continue
        with path.open("rb") as source:
            _write_file(archive, told, name, source)
    for stored in sorted({stored for stored, _at in stores.listed()}):
        with stores.opened(stored) as source:
            _write_file(archive, told, f"{stored[:2]}/{stored}", source)


def _write_file(archive: zipfile.ZipFile, told: Manifest, name: str, source: BinaryIO) -> None:
    sums, size = hashlib.sha256(), 0
    with archive.open(f"files/{name}", "w", force_zip64=True) as member:
        for chunk in chunks(source):
            member.write(chunk)
            sums.update(chunk)
            size += len(chunk)
    told.files[name] = {"size": size, "sha256": sums.hexdigest()}


def chunks(source: object) -> Iterator[bytes]:
    """Yield what an open file holds, a piece at a time."""
    while piece := source.read(CHUNK):  # type: ignore[attr-defined]
        yield piece


def _other_files() -> Iterable[tuple[str, Path]]:
    """Yield what lies in the data directory, with its place there, and is neither a stored file nor an archive."""
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        kept = stores.NAME.fullmatch(path.name) and path == stores.place(path.name)
        if not kept and path.is_file() and not path.is_symlink() and not name.startswith(f"{FOLDER}/"):
            yield name, path


@contextmanager
def one_moment() -> Iterator[None]:
    """Let everything read inside be of one moment, without keeping others from writing."""
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")  # a plain atomic block would hold the writers' lock all along
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
