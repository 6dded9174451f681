"""What the workers do: a play begun in a process of its own, once."""

from mostik.core.actors import SYSTEM
from mostik.core.outbox import effect
from mostik.simulator.commands.plays import PLAY, sandbox
from mostik.simulator.queries.plays import TOLD, asked, place_of


@effect(PLAY)
def begin(*, number: str) -> None:
    """Begin a play; it speaks into its folder and is left to itself."""
    place = place_of(number, viewer=SYSTEM)
    if (place / TOLD).exists():
        return
    with (place / TOLD).open("w") as told:
        sandbox(asked(place), place, to=told.fileno())
