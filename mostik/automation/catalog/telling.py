"""How what happens reaches the room: one listener for webhooks and robots alike, so that both are asked for at once."""

from collections.abc import Callable, Sequence
from typing import Any

from mostik.core.journal import Logged, on
from mostik.kernel.events import Event

#: What makes messages and runs of what happened; the catalogue knows no tables.
TELLERS: list[Callable[[Sequence[Logged[Any]]], None]] = []


def hear(*kinds: type[Event]) -> None:
    """Let the room hear of events, in their own transaction."""
    on(*kinds)(_told)


def _told(logged: Sequence[Logged[Any]]) -> None:
    for teller in TELLERS:
        teller(logged)
