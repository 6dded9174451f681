"""Small pictures drawn after the change; orphans swept and files carried to the store by the clock."""

import tempfile
from pathlib import Path

from django.conf import settings

from mostik.core import clock, outbox, stores
from mostik.core.actors import SYSTEM
from mostik.core.attachments.commands import PREVIEW, keep_preview, sweep
from mostik.core.attachments.pictures import drawn
from mostik.core.models import File

SWEEP, CARRY = "core.sweep_files", "core.carry_files"


@outbox.effect(PREVIEW)
def preview(*, file: int) -> None:
    """Draw the small picture of a file; one that cannot be drawn has none."""
    row = File.objects.filter(pk=file, preview="").first()
    if row is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in"), Path(folder, "out.webp")
        try:
            stores.copy_to(row.stored, source)
        except FileNotFoundError:
            return
        picture = drawn(row.content_type, source, target)
    if picture:
        keep_preview(by=SYSTEM, file_id=row.pk, picture=picture)


@outbox.effect(SWEEP)
def sweep_files(**_day: str) -> None:
    """Forget what is orphaned."""
    sweep(by=SYSTEM)


@outbox.effect(CARRY)
def carry_files() -> None:
    """Carry to the store what could not be carried at once."""
    stores.carry()


def promise_sweep() -> None:
    """Promise today's sweeping: timers run in a transaction, and the store may be another host."""
    day = clock.today().isoformat()
    outbox.enqueue(SWEEP, key=f"sweep:{day}", payload={"day": day})


def promise_carry() -> None:
    """Promise to carry what still lies on the disk."""
    if settings.S3_BUCKET:
        outbox.enqueue(CARRY, key=f"carry:{clock.now():%Y-%m-%dT%H:%M}", payload={})
