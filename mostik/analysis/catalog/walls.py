"""The register of what may hang on a wall: each room adds the pieces it has figures for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from mostik.analysis.terms import FaceLook, Piece
from mostik.core.actors import Actor

Words: TypeAlias = object  # a lazily translated string
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: whose, its value in words, its share of the longest or of what is asked; ``tick`` is where to be."""

    name: str
    value: str
    share: float
    tick: float | None = None
    tone: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a list."""

    title: str
    value: str
    note: str = ""
    tone: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What a piece shows now. ``href`` opens the records behind it where somebody is signed in."""

    title: str
    value: str = ""
    note: str = ""
    tone: str = ""
    change: str = ""
    share: float | None = None
    tick: float | None = None
    bars: tuple[Bar, ...] = ()
    lines: tuple[Line, ...] = ()
    trend: tuple[float, ...] = ()
    href: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """One look at a wall: for whom, and ``open`` where everybody in the room sees it and clients are not named.

    What several pieces need is read ``once`` a look.
    """

    viewer: Actor
    open: bool = False
    read: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, key: str, reading: Callable[[], T]) -> T:
        """Return what a reading gives, done the first time it is asked for under its key."""
        if key not in self.read:
            self.read[key] = reading()
        found: T = self.read[key]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget:
    """A kind of piece: what it is called and shows, what it asks (metric, days, text), how it is drawn and read."""

    code: str
    title: Words
    words: Words
    look: FaceLook
    read: Callable[[Showing, Piece], Face]
    asks: frozenset[str] = frozenset()
    wide: bool = False


WIDGETS: dict[str, Widget] = {}


def hang(*widgets: Widget) -> None:
    """Let pieces of these kinds hang on walls."""
    WIDGETS.update({each.code: each for each in widgets})
