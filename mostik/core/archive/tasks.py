"""Archives asked for on screen are made by the workers."""

from mostik.core import outbox
from mostik.core.actors import SYSTEM
from mostik.core.archive.commands import MAKE, make_archive


@outbox.effect(MAKE)
def make(archive: int) -> None:
    """Make one."""
    make_archive(by=SYSTEM, archive_id=archive)
