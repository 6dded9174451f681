"""What the room does by the clock: requests for a decision reminded of, passed on, expired."""

from mostik.core.actors import SYSTEM
from mostik.people.commands.approvals import press_approvals
from mostik.people.commands.reads import seal_reads


def press() -> int:
    """Do what the clock says about requests."""
    return press_approvals(by=SYSTEM)


def seal() -> int:
    """Chain the newest lines of the journal of reads."""
    return seal_reads()
