"""Things to press: icon, button, number that is a link, menu, keyboard hint."""

from collections.abc import Mapping
from typing import Any

from django.template import TemplateSyntaxError
from django.utils.safestring import mark_safe

from mostik.web.components.icons import ICONS
from mostik.web.components.registry import choice, component, required
from mostik.web.components.tones import TEXT, tones

ICON_SIZES = {"m": "", "s": "icon-s", "l": "icon-l"}
BUTTONS = {"plain": "btn-quiet", "primary": "btn-primary", "bare": "btn-bare", "danger": "btn-danger"}


def _icon(props: dict[str, Any]) -> Mapping[str, Any]:
    if props["name"] not in ICONS:
        raise TemplateSyntaxError(f"There is no icon '{props['name']}'. /ui/ shows those there are.")
    return {
        "strokes": mark_safe(ICONS[props["name"]]),  # noqa: S308 – our own constant markup
        "css": ICON_SIZES[props["size"]],
    }


def _button(props: dict[str, Any]) -> Mapping[str, Any]:
    css = ["btn", BUTTONS[props["tone"]]]
    css += ["btn-sm"] if props["size"] == "s" else []
    css += ["btn-icon"] if props["icon_only"] else []
    return {"css": " ".join(css), "address": props["href"] or props["dialog"] or props["drawer"]}


component("icon", props={"name": required, "size": choice("m", "s", "l"), "label": ""}, prepare=_icon)
component(
    "button",
    props={
        "text": required,
        "href": "",
        "post": "",
        "dialog": "",
        "drawer": "",
        "tone": choice("plain", "primary", "bare", "danger"),
        "size": choice("m", "s"),
        "icon": "",
        "icon_only": False,
        "type": choice("button", "submit"),
        "name": "",
        "value": "",
        "form": "",
        "action": "",
        "hx_get": "",
        "hx_target": "",
        "hx_swap": "",
        "confirm": "",
        "disabled": False,
        "title": "",
        "go": "",
        "download": False,
        "autofocus": False,
    },
    prepare=_button,
)
component(
    "link-number",
    props={"value": required, "href": "", "tone": tones(), "title": ""},
    prepare=lambda props: {"css": "" if props["tone"] == "neutral" else TEXT[props["tone"]]},
)
component(
    "menu",
    props={
        "text": required,
        "icon": "",
        "icon_only": False,
        "tone": choice("plain", "primary", "bare", "danger"),
        "size": choice("m", "s"),
        "side": choice("end", "start"),
    },
    slots=("body",),
    prepare=lambda props: _button({**props, "href": "", "dialog": "", "drawer": ""}),
)
component(
    "menu-item",
    props={
        "text": required,
        "href": "",
        "post": "",
        "dialog": "",
        "icon": "",
        "danger": False,
        "current": False,
        "confirm": "",
        "name": "",
        "value": "",
        "keys": "",
    },
)
component("kbd", props={"keys": required}, prepare=lambda props: {"parts": str(props["keys"]).split()})
