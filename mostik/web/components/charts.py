"""Charts: a picture with its table behind it."""

from collections.abc import Mapping
from typing import Any

from mostik.web.components.registry import choice, component, required


def _chart(props: dict[str, Any]) -> Mapping[str, Any]:
    chart = props["chart"]
    return {"options": chart.options(), "css": {"m": "", "s": "chart-s", "l": "chart-l"}[props["size"]]}


component("chart", props={"chart": required, "id": required, "size": choice("m", "s", "l")}, prepare=_chart)
