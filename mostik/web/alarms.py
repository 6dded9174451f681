"""Red lines above every screen while something extraordinary holds: rooms declare when, the bell brings them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Alarm:
    """One red line: the words, and where it is dealt with for whoever may."""

    text: str
    href: str = ""
    action: str = ""


ALARMS: list[Callable[[Any], Alarm | None]] = []


def declare(*found: Callable[[Any], Alarm | None]) -> None:
    """Let a room raise an alarm: what it gives for a viewer is shown above every screen."""
    ALARMS.extend(found)


def alarms(viewer: Any) -> list[Alarm]:
    """Return the alarms that hold now."""
    return [alarm for each in ALARMS if (alarm := each(viewer))]
