"""Boards: columns of cards moved by mouse, finger or keyboard, and by a menu on each card."""

from collections.abc import Mapping
from typing import Any

from mostik.web.components.registry import component, required
from mostik.web.components.tones import DOT, tones

EDGES = {"good": "is-good", "warn": "is-warn", "bad": "is-bad"}


def _column(props: dict[str, Any]) -> Mapping[str, Any]:
    return {"css": DOT[props["tone"]]}


def _card(props: dict[str, Any]) -> Mapping[str, Any]:
    return {"css": EDGES.get(props["tone"], ""), "badge_tone": props["badge_tone"] or "neutral"}


component("board", props={"label": required, "move_url": "", "columns": ()}, slots=("body",))
component(
    "board-column",
    props={
        "id": required,
        "title": required,
        "count": "",
        "sum": "",
        "href": "",
        "tone": tones(),
        "more": "",
        "empty": "",
        "closed": False,
    },
    slots=("body", "actions"),
    prepare=_column,
)
component(
    "board-card",
    props={
        "id": required,
        "title": required,
        "href": "",
        "note": "",
        "amount": "",
        "person": "",
        "badge": "",
        "badge_tone": "neutral",
        "tone": tones(),
        "version": "",
        "fixed": False,
        "move_to": (),
    },
    slots=("body",),
    prepare=_card,
)
