"""Surfaces: badge, card, alert, empty state, timeline."""

from collections.abc import Mapping
from typing import Any

from mostik.web.components.registry import component, required
from mostik.web.components.tones import ALERT, BADGE, DOT, TEXT, tones

MARKS = {
    "neutral": "info",
    "good": "check-circle",
    "warn": "alert",
    "bad": "alert",
    "info": "info",
    "accent": "spark",
}


def _alert(props: dict[str, Any]) -> Mapping[str, Any]:
    return {"css": ALERT[props["tone"]], "mark": props["icon"] or MARKS[props["tone"]]}


component(
    "badge",
    props={"text": required, "tone": tones(), "icon": "", "dot": False, "href": "", "title": ""},
    prepare=lambda props: {"css": BADGE[props["tone"]], "dot_css": DOT[props["tone"]]},
    steady=True,
)
component(
    "card",
    props={"title": "", "note": "", "href": "", "icon": "", "id": "", "flush": False},
    slots=("body", "actions", "foot"),
)
component(
    "alert",
    props={"text": "", "title": "", "tone": tones(), "icon": ""},
    slots=("body", "actions"),
    prepare=_alert,
)
component(
    "empty",
    props={
        "title": required,
        "text": "",
        "icon": "compass",
        "action": "",
        "action_href": "",
        "action_dialog": "",
    },
    slots=("actions",),
)
component("timeline", props={"label": ""}, slots=("body",))
component(
    "timeline-item",
    props={
        "what": required,
        "when": required,
        "stamp": "",
        "who": "",
        "text": "",
        "href": "",
        "icon": "info",
        "tone": tones(),
    },
    slots=("body",),
    prepare=lambda props: {"css": TEXT[props["tone"]]},
)
component("sheets", props={"pages": required, "label": required})
component("copy", props={"text": required, "label": required})
