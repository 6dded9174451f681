"""What every page's frame needs: menu, theme, language, who is here, the names of the built files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

import mostik
from mostik.web import menu
from mostik.web.components.icons import ICONS

THEMES = ("system", "light", "dark")
DENSITIES = ("roomy", "compact")
BUILT = Path(__file__).parent / "static" / "web" / "built"


@dataclass(frozen=True)
class Entry:
    """One line of the menu as this person sees it."""

    title: str
    href: str
    icon: str
    current: bool
    badge: str = ""


@dataclass(frozen=True)
class Group:
    """A group of the menu as this person sees it."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Frame:
    """Everything the shell shows around a page; read in templates as `frame`."""

    theme: str
    density: str
    language: str
    version: str
    css: str
    js: str
    search_url: str = ""
    suggest_url: str = ""
    bell_url: str = ""
    report_url: str = ""
    profile_url: str = ""
    sign_out_url: str = ""


@lru_cache(maxsize=1024)
def address(name: str, *arguments: Any) -> str:
    """Return an address by name, or nothing while that room is not there; every page asks for the whole menu's."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def context(request: HttpRequest) -> dict[str, Any]:
    """Give every template its frame and actor."""
    actor = getattr(request, "actor", None)
    return {"actor": actor, "frame": frame_of(request)}


def frame_of(request: HttpRequest) -> Frame:
    """Return the frame of this request."""
    return Frame(
        theme=cookie_word(request, "theme", THEMES),
        density=cookie_word(request, "density", DENSITIES),
        language=get_language() or "en",
        version=getattr(mostik, "__version__", ""),
        css=built("app.css"),
        js=built("app.js"),
        search_url=address("home:search"),
        suggest_url=address("home:suggest"),
        bell_url=address("core:bell"),
        report_url=address("control:incident_report"),
        profile_url=address("people:profile"),
        sign_out_url=address("account_logout"),
    )


def cookie_word(request: HttpRequest, name: str, words: tuple[str, ...]) -> str:
    """Return a choice kept in a cookie; the first word stands for anything unknown."""
    word = request.COOKIES.get(name, "")
    return word if word in words else words[0]


def groups_for(actor: Any, path: str) -> tuple[Group, ...]:
    """Return the menu as far as this actor may see it; empty groups disappear."""
    seen = [
        (group, [(item, href) for item in group.items if (href := address(item.url_name)) and _may(actor, item.needs)])
        for group in menu.MENU
    ]
    more = {group.title: group.more(actor) if group.more else () for group, _items in seen}
    own = [line.href for lines in more.values() for line in lines]
    here = _closest(
        path,
        {
            **{address(name): "" for name in menu.APART},
            **{line: line for line in own},
            **{under: href for _, items in seen for item, href in items for under in _addresses(item, href)},
        },
    )
    found = [
        Group(
            str(group.title),
            (
                *(_entry(item, href, here) for item, href in items),
                *(Entry(line.title, line.href, _icon(line.icon), line.href == here) for line in more[group.title]),
            ),
        )
        for group, items in seen
    ]
    return tuple(group for group in found if group.entries)


def _may(actor: Any, right: str) -> bool:
    return not right or actor.may(right)


def _entry(item: menu.MenuItem, href: str, here: str) -> Entry:
    badge = address(item.badge) if item.badge else ""
    return Entry(str(item.title), href, _icon(item.icon), href == here, badge)


def _icon(name: str) -> str:
    return name if name in ICONS else "compass"


def _addresses(item: menu.MenuItem, href: str) -> list[str]:
    return [href, *filter(None, (address(name) for name in item.also))]


def _closest(path: str, hrefs: Mapping[str, str]) -> str:
    """Return the menu address of the longest known one that begins the path."""
    under = [known for known in hrefs if known and (path == known or (known != "/" and path.startswith(known)))]
    return hrefs[max(under, key=len)] if under else ""


def built(name: str) -> str:
    """Return the address of a built file under its content-hashed name."""
    names = _names(_stamp()) if settings.DEBUG else _names(0)
    return static(f"web/built/{names.get(name, name)}")


def _stamp() -> float:
    place = BUILT / "names.json"
    return place.stat().st_mtime if place.exists() else 0


@lru_cache(maxsize=2)
def _names(_when: float) -> dict[str, str]:
    place = BUILT / "names.json"
    names: dict[str, str] = json.loads(place.read_text()) if place.exists() else {}
    return names
