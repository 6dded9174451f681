"""What lies over a page: dialog, drawer, toasts, confirmation, long work."""

from collections.abc import Mapping
from typing import Any

from mostik.web import formats
from mostik.web.components.registry import choice, component, required


def _work(props: dict[str, Any]) -> Mapping[str, Any]:
    share = formats.decimal_of(props["share"])
    return {
        "value": "" if share is None else f"{min(max(share, 0), 1):.3f}",
        "words": "" if share is None else formats.percent(share, 0),
    }


component("dialog", props={"title": required, "id": "", "size": choice("m", "l")}, slots=("body", "foot"))
component("drawer", props={"title": required, "id": ""}, slots=("body", "foot"))
component("toasts", props={"messages": ()})
component("confirm")
component(
    "work",
    props={"title": required, "url": "", "share": None, "note": "", "cancel": "", "done": False, "failed": ""},
    slots=("done",),
    prepare=_work,
)
