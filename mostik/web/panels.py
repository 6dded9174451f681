"""Panels other rooms show on a record's card: registered by address, fetched when the card comes into sight."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Panel:
    """A panel on the cards of a kind of record, for whoever has the right."""

    about: str
    right: str
    address: Callable[[int], str]


PANELS: list[Panel] = []


def declare(*panels: Panel) -> None:
    """Let cards show panels, in this order."""
    PANELS.extend(panels)


def panels_of(about: str, number: int, *, viewer: Any) -> list[str]:
    """Return the addresses of the panels somebody sees on a record's card."""
    return [each.address(number) for each in PANELS if each.about == about and viewer.may(each.right)]
