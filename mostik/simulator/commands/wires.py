"""The far ends of the ways clients are written by: each hands what goes to its virtual client."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol

from mostik.channels.catalog.told import Told
from mostik.channels.catalog.ways import EMAIL, WAYS, Line, declare
from mostik.core.ways import Letter, Outcome
from mostik.simulator.terms import Door

JOINED = (EMAIL, Door.CHAT.value, Door.TELEGRAM.value)


class Post(Protocol):
    """Whoever carries what is sent to virtual clients."""

    def take(self, letter: Letter) -> Outcome:
        """Hand a message over."""
        ...


@dataclass(frozen=True)
class Wire:
    """A way out whose far side is the play."""

    post: Post

    def send(self, letter: Letter) -> Outcome:
        """Hand a message to its client."""
        return self.post.take(letter)


@dataclass(frozen=True)
class Deaf(Line):
    """A connected account whose far side is the play: it reads what was heard as the real one does."""

    real: Line
    post: Post

    def send(self, letter: Letter) -> Outcome:
        """Hand a message to its client."""
        return self.post.take(letter)

    def heard(self, body: str) -> Iterable[Told]:
        """Read as the real line reads."""
        return self.real.heard(body)

    def genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Judge as the real line judges."""
        return self.real.genuine(headers, body)


@contextmanager
def wired(post: Post) -> Iterator[None]:
    """Let everything that is sent go to the virtual clients for the length of the block."""
    before = [WAYS[code] for code in JOINED]

    def wire(_row: Any) -> Wire:
        return Wire(post)

    for way in before:
        line = way.line
        deaf = (lambda account, line=line: Deaf(line(account), post)) if line else None
        declare(replace(way, channel=wire, line=deaf))
    try:
        yield
    finally:
        declare(*before)
