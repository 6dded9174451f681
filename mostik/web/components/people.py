"""People: a person with initials, the tree of who reports to whom."""

from collections.abc import Mapping
from typing import Any
from zlib import crc32

from mostik.web.components.registry import choice, component, required

AVATARS = ("avatar-0", "avatar-1", "avatar-2", "avatar-3", "avatar-4", "avatar-5")


def initials(name: str) -> str:
    """Return up to two initials: "Анна Королёва" becomes "АК"."""
    words = [word for word in str(name).replace("«", " ").replace('"', " ").split() if word[:1].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "?"


def _person(props: dict[str, Any]) -> Mapping[str, Any]:
    name = str(props["name"])
    return {"initials": initials(name), "css": AVATARS[crc32(name.encode()) % len(AVATARS)]}


component(
    "person",
    props={"name": required, "href": "", "note": "", "size": choice("m", "l"), "only_mark": False, "bare": False},
    prepare=_person,
    steady=True,
)
component("org-tree", props={"nodes": required, "label": ""})
