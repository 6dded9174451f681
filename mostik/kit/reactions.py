"""What follows from events: a material whose letter is taken back was never sent."""

from collections.abc import Sequence
from typing import Any

from mostik.channels.events import LetterTakenBack
from mostik.core.frame import acting
from mostik.core.journal import Logged, on
from mostik.kit.commands.sharing import unsend_materials


@on(LetterTakenBack)
def on_letter_taken_back(logged: Sequence[Logged[Any]]) -> None:
    """Let a material be unsent with the letter that carries it, wherever that was taken back."""
    unsend_materials(by=acting(), letter_ids=[each.event.letter for each in logged])
