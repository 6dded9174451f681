"""What is written into the journal of reads by itself: the whole company given away."""

from collections.abc import Sequence
from typing import Any

from mostik.core import journal
from mostik.core.archive.events import CompanyExported
from mostik.core.frame import acting
from mostik.core.journal import Logged
from mostik.people.commands.reads import note_whole


@journal.on(CompanyExported)
def on_company_exported(logged: Sequence[Logged[Any]]) -> None:
    """Write down that everything was exported, and why."""
    for each in logged:
        note_whole(by=acting(), archive=each.event.archive, reason=each.event.reason)
