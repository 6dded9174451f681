"""A way in memory: what went by it, and what it answers next."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from mostik.channels.catalog.ways import WAYS, Field, Way, declare
from mostik.core.ways import Became, Letter, Outcome

CODE = "paper"


@dataclass
class Wire:
    """What went, and the outcomes to come; after them everything is sent."""

    letters: list[Letter] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    def send(self, letter: Letter) -> Outcome:
        """Take a message."""
        if self.outcomes:
            return self.outcomes.pop(0)
        self.letters.append(letter)
        return Outcome(Became.SENT, number=f"out-{len(self.letters)}")

    @property
    def texts(self) -> list[str]:
        """What was said, in order."""
        return [each.text for each in self.letters]


@contextmanager
def paper(**more) -> Iterator[Wire]:
    """The way "paper" is known while the block runs; ``more`` are its other properties."""
    wire = Wire()
    known = {"fields": (Field("line", "Line"),), "longest": 1000, **more}
    declare(Way(code=CODE, words="Paper", icon="mail", channel=lambda _row: wire, **known))
    yield wire
    WAYS.pop(CODE, None)
