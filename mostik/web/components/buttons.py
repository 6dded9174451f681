"""Things to press: icon, button, number that is a link, menu, keyboard hint."""

from collections.abc import Mapping
from typing import Any

from django.forms.utils import flatatt
from django.template import TemplateSyntaxError
from django.utils.safestring import SafeString, mark_safe

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
    address = props["href"] or props["dialog"] or props["drawer"]
    own = _link_attrs(props, address) if address and not props["post"] else _press_attrs(props)
    hint = props["title"] or (props["text"] if props["icon_only"] else "")
    label = props["text"] if props["icon_only"] else ""
    return {"address": address, "attrs": _attrs({"class": _look(props), **own, "title": hint, "aria-label": label})}


def _menu(props: dict[str, Any]) -> Mapping[str, Any]:
    label = props["text"] if props["icon_only"] else ""
    return {"attrs": _attrs({"class": _look(props), "aria-label": label, "title": label})}


def _menu_item(props: dict[str, Any]) -> Mapping[str, Any]:
    css = "menu-item text-bad" if props["danger"] else "menu-item"
    current = {"aria-current": "true" if props["current"] else ""}
    if props["post"]:
        pressed = {**props, "tone": "danger" if props["danger"] else ""}
        return {"attrs": _attrs({"class": css, **_press_attrs(pressed), **current})}
    link = _link_attrs({**props, "go": "", "drawer": "", "download": False}, props["dialog"] or props["href"] or "#")
    return {"attrs": _attrs({"class": css, **link, **current})}


def _look(props: dict[str, Any]) -> str:
    css = ["btn", BUTTONS[props["tone"]]]
    css += ["btn-sm"] if props["size"] == "s" else []
    css += ["btn-icon"] if props["icon_only"] else []
    return " ".join(css)


def _link_attrs(props: dict[str, Any], address: str) -> dict[str, Any]:
    return {
        "href": address,
        "data-dialog": bool(props["dialog"]),
        "data-drawer": bool(props["drawer"]),
        "data-go": props["go"],
        "data-key": props.get("key", ""),
        "download": bool(props["download"]),
    }


def _press_attrs(props: dict[str, Any]) -> dict[str, Any]:
    swaps = {f"hx-{word}": props.get(f"hx_{word}", "") for word in ("get", "target", "swap")}
    return {
        "name": props["name"],
        "value": props["value"] if props["name"] else "",
        "form": props.get("form", ""),
        "formaction": props.get("action", ""),
        "data-confirm": props["confirm"],
        "data-confirm-tone": "danger" if props["confirm"] and props["tone"] == "danger" else "",
        "disabled": bool(props.get("disabled")),
        "autofocus": bool(props.get("autofocus")),
        "data-key": props.get("key", ""),
        "data-print": bool(props.get("print")),
        **(swaps if swaps["hx-get"] else {}),
    }


def _attrs(given: dict[str, Any]) -> SafeString:
    """Return attributes as markup, escaped; empty ones are left out, true ones stand bare."""
    return flatatt({name: value for name, value in given.items() if value not in {"", None} and value is not False})


component("icon", props={"name": required, "size": choice("m", "s", "l"), "label": ""}, prepare=_icon, steady=True)
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
        "key": "",
        "download": False,
        "print": False,
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
    prepare=_menu,
    steady=True,
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
    prepare=_menu_item,
)
component("kbd", props={"keys": required}, prepare=lambda props: {"parts": str(props["keys"]).split()}, steady=True)
