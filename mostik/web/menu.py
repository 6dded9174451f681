"""The menu as the plates declare it: groups by the head's functions, each item a screen and the right it needs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class MenuItem:
    """One screen: its words, address name, icon, the right that shows it; ``badge`` names what counts its news.

    ``also`` names the screens that belong to it though their addresses do not begin with its own.
    """

    title: str | Promise
    url_name: str
    icon: str
    needs: str = ""
    badge: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class MenuLine:
    """A screen a company made itself: its words, address and icon, for whoever may see it."""

    title: str
    href: str
    icon: str


@dataclass(frozen=True)
class MenuGroup:
    """Screens of one function; ``more`` gives those the company made itself, as far as somebody may see them."""

    title: str | Promise
    items: Sequence[MenuItem]
    more: Callable[[Any], Sequence[MenuLine]] | None = None


MENU: list[MenuGroup] = []
#: Screens of one's own that belong to no line of the menu.
APART: list[str] = []


def declare(groups: Sequence[MenuGroup], apart: Sequence[str] = ()) -> None:
    """Put the menu up; the last declaration counts."""
    MENU[:] = groups
    APART[:] = apart
