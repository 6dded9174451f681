"""The whole company exported and restored. The one right for it is the owner's."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connection

from mostik.core import clock, outbox
from mostik.core.actors import Actor
from mostik.core.archive import reading, writing
from mostik.core.archive.events import CompanyExported
from mostik.core.archive.manifest import Manifest
from mostik.core.archive.refusals import NoReason
from mostik.core.archive.tables import all_models
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.models import Archive, Effect
from mostik.kernel.refusals import Conflict, Missing, gettext_noop

MAKE = "core.make_archive"
SHORTEST_REASON = 5
BEAT_SECONDS = 2.0


@command(needs="core.export_company", whole=False)
def export_company(*, by: Actor, path: Path, reason: str) -> Manifest:
    """Write an archive to a path and return its manifest. Refuses an export without a reason."""
    tell(by=by, reason=reason)
    return writing.write(path)


@command(needs="core.export_company")
def tell(*, by: Actor, reason: str, archive: int = 0) -> None:  # noqa: ARG001 - the frame asks who
    """Put into the journal who exports everything and why. Refuses an export without a reason."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise NoReason(field="reason")
    publish(CompanyExported(at=clock.now(), reason=reason.strip()[:300], archive=archive))


@command(needs="core.export_company")
def ask_archive(*, by: Actor, reason: str) -> int:
    """Ask for an archive, made in the background, and return its number. Refuses while one is being made."""
    if Archive.objects.filter(state__in=("new", "running")).exists():
        raise Conflict(gettext_noop("An archive is being made already. Wait until it is ready."))
    row = Archive.objects.create(
        by_id=by.id, by_name=by.name, reason=reason.strip()[:300], made_at=clock.now(), state="new"
    )
    tell(by=by, reason=reason, archive=row.pk)
    outbox.enqueue(MAKE, key=key_of(row.pk), payload={"archive": row.pk})
    return row.pk


@command(needs="core.export_company")
def drop_archive(*, by: Actor, archive_id: int) -> None:  # noqa: ARG001 - the frame asks who
    """Delete an archive from this machine; that it was made stays in the journal."""
    row = Archive.objects.filter(pk=archive_id).first()
    if row is None:
        raise Missing()
    if row.state in {"new", "running"}:
        raise Conflict(gettext_noop("An archive is being made already. Wait until it is ready."))
    place(row).unlink(missing_ok=True)
    row.delete()


@command(needs="core.export_company", whole=False)
def make_archive(*, by: Actor, archive_id: int) -> None:  # noqa: ARG001 - the frame asks who
    """Write an archive that was asked for; made again from the beginning by whoever follows a worker that died."""
    row = Archive.objects.filter(pk=archive_id, state__in=("new", "running")).first()
    if row is None:
        return
    row.stored, row.total = f"{secrets.token_hex(16)}.zip", sum(each._base_manager.count() for each in all_models())  # noqa: SLF001
    row.state = "running"
    row.save(update_fields=["stored", "total", "state"])
    try:
        with _heartbeat(row.pk) as beat:
            told = writing.write(place(row), tick=beat)
    except OSError as wrong:
        row.state, row.error, row.ended_at = "failed", str(wrong)[:500], clock.now()
    else:
        row.state, row.ended_at, row.done = "done", clock.now(), told.rows
        row.size, row.digest, row.total = place(row).stat().st_size, told.digest, told.rows
    row.save()


@command(needs="core.export_company", whole=False)
def restore_company(*, by: Actor, path: Path) -> Manifest:  # noqa: ARG001 - the frame asks who
    """Restore a company into this empty installation and return the archive's manifest.

    Refuses an installation somebody works in, an archive of another version and a damaged one; nothing changes then.
    """
    return reading.restore(path)


def place(row: Archive) -> Path:
    """Return where an archive lies: never built from what people typed."""
    return Path(settings.MEDIA_ROOT) / writing.FOLDER / Path(row.stored).name


def key_of(archive: int) -> str:
    """Return the key of the effect that makes an archive."""
    return f"{MAKE}:{archive}"


class _Beat:
    """How far the writing is, told to whoever looks and to the queue, from a thread with a connection of its own."""

    def __init__(self, archive: int) -> None:
        self.archive, self.rows, self.over = archive, 0, threading.Event()

    def __call__(self, rows: int) -> None:
        self.rows = rows

    def run(self) -> None:
        while not self.over.wait(BEAT_SECONDS):
            try:
                Archive.objects.filter(pk=self.archive, state="running").update(done=self.rows)
                mine = Effect.objects.filter(key=key_of(self.archive), state="running")
                mine.update(lease_until=clock.now() + outbox.LEASE)
            except OperationalError:
                continue  # somebody else writes; the next beat tells it
        connection.close()


@contextmanager
def _heartbeat(archive: int) -> Iterator[_Beat]:
    beat = _Beat(archive)
    thread = threading.Thread(target=beat.run, daemon=True)
    thread.start()
    try:
        yield beat
    finally:
        beat.over.set()
        thread.join(BEAT_SECONDS + 25)
