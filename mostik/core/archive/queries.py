"""The archives lying on this machine, as the screen shows them."""

from dataclasses import dataclass
from datetime import datetime

from mostik.core.actors import Actor
from mostik.core.archive.commands import place
from mostik.core.archive.reading import refuse_unless_empty
from mostik.core.models import Archive, ArchiveState
from mostik.kernel.refusals import Denied, Missing, Refusal

TONES = {"done": "good", "failed": "bad", "running": "info", "new": "info"}
MOST_SHOWN = 30


@dataclass(frozen=True, kw_only=True)
class ArchiveLine:
    """One archive."""

    id: int
    made_at: datetime
    by: str
    reason: str
    state: str
    tone: str
    rows: int
    megabytes: float
    digest: str
    error: str
    share: float
    is_under_way: bool
    is_ready: bool

    @classmethod
    def of(cls, row: Archive) -> "ArchiveLine":
        """Return a row as it is shown."""
        return cls(
            id=row.pk,
            made_at=row.made_at,
            by=row.by_name,
            reason=row.reason,
            state=str(ArchiveState(row.state).label),
            tone=TONES[row.state],
            rows=row.done,
            megabytes=row.size / 2**20,
            digest=row.digest[:12],
            error=row.error,
            share=min(row.done / row.total, 1) if row.total else 0,
            is_under_way=row.state in {"new", "running"},
            is_ready=row.state == "done",
        )


def archive_lines(*, viewer: Actor) -> list[ArchiveLine]:
    """Return the latest archives."""
    _refuse_strangers(viewer)
    return [ArchiveLine.of(row) for row in Archive.objects.order_by("-pk")[:MOST_SHOWN]]


def archive_line(*, viewer: Actor, archive_id: int) -> ArchiveLine:
    """Return one archive, ready or not."""
    _refuse_strangers(viewer)
    row = Archive.objects.filter(pk=archive_id).first()
    if row is None:
        raise Missing()
    return ArchiveLine.of(row)


def archive_row(*, viewer: Actor, archive_id: int) -> Archive:
    """Return a ready archive whose file is here."""
    _refuse_strangers(viewer)
    row = Archive.objects.filter(pk=archive_id, state="done").first()
    if row is None or not place(row).is_file():
        raise Missing()
    return row


def is_empty(*, viewer: Actor) -> bool:  # noqa: ARG001 - says only whether anybody works here
    """Return whether an archive may be restored here."""
    try:
        refuse_unless_empty()
    except Refusal:
        return False
    return True


def _refuse_strangers(viewer: Actor) -> None:
    if not viewer.may("core.export_company"):
        raise Denied()
