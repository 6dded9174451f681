"""Figures: a value against its plan, pace, change, course and heat."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from mostik.web import formats
from mostik.web.components.registry import choice, component, required
from mostik.web.components.tones import BAR, TEXT, tones

HEAT = tuple(f"heat-{step}" for step in range(11))
HEAT_TONES = {"good": "heat-good", "warn": "heat-warn", "bad": "heat-bad"}
SPARK_WIDTH, SPARK_HEIGHT = 64, 24


def _share(value: Any) -> Decimal | None:
    amount = formats.decimal_of(value)
    return None if amount is None else min(max(amount, Decimal(0)), Decimal(1))


def _progress(props: dict[str, Any]) -> Mapping[str, Any]:
    share, tick = _share(props["share"]), _share(props["tick"])
    words = (
        f"{props['label']}: {formats.percent(props['share'], 1)}"
        if props["label"]
        else formats.percent(props["share"], 1)
    )
    if tick is not None:
        words += _(", plan to date %(share)s") % {"share": formats.percent(props["tick"], 1)}
    return {
        "width": f"{share * 100:.1f}" if share else "",
        "tick_at": f"{min(tick, Decimal('0.994')) * 100:.1f}" if tick is not None else "",
        "css": BAR[props["tone"]],
        "words": words,
    }


def _delta(props: dict[str, Any]) -> Mapping[str, Any]:
    arrow = {"up": "arrow-up", "down": "arrow-down", "none": ""}[props["direction"]]
    return {"css": TEXT[props["tone"]], "arrow": arrow}


def _points(values: Sequence[Any]) -> list[tuple[float, float]]:
    numbers = [float(value) for value in values if value is not None]
    if len(numbers) < 2:
        return []
    low, high = min(numbers), max(numbers)
    spread = (high - low) or 1.0
    step = (SPARK_WIDTH - 4) / (len(numbers) - 1)
    return [
        (round(2 + i * step, 1), round(SPARK_HEIGHT - 3 - (value - low) / spread * (SPARK_HEIGHT - 6), 1))
        for i, value in enumerate(numbers)
    ]


def _sparkline(props: dict[str, Any]) -> Mapping[str, Any]:
    points = _points(props["values"] or ())
    line = " ".join(f"{x},{y}" for x, y in points)
    if not points:
        return {"line": ""}
    return {
        "line": line,
        "area": f"{points[0][0]},{SPARK_HEIGHT} {line} {points[-1][0]},{SPARK_HEIGHT}",
        "end_x": points[-1][0],
        "end_y": points[-1][1],
        "width": SPARK_WIDTH,
        "height": SPARK_HEIGHT,
    }


def _heat(props: dict[str, Any]) -> Mapping[str, Any]:
    if props["tone"] in HEAT_TONES:
        return {"css": HEAT_TONES[props["tone"]]}
    share = _share(props["share"]) or Decimal(0)
    return {"css": HEAT[int(share * 10)]}


component(
    "figure",
    props={
        "label": required,
        "value": required,
        "unit": "",
        "href": "",
        "label_href": "",
        "share": None,
        "tick": None,
        "tone": tones(),
        "delta": "",
        "delta_title": "",
        "plan": "",
        "why": "",
        "why_href": "",
        "spark": None,
        "spark_label": "",
        "size": choice("m", "s"),
    },
)
component("progress", props={"share": required, "tick": None, "tone": tones(), "label": ""}, prepare=_progress)
component(
    "pace",
    props={"share": required, "text": "", "href": "", "tick": None, "tone": tones(), "label": ""},
    prepare=lambda props: {
        "text": props["text"] or formats.percent(props["share"], 0),
        "text_tone": props["tone"] if props["tone"] == "bad" else "neutral",
    },
)
component(
    "delta",
    props={"text": required, "tone": tones(), "direction": choice("none", "up", "down"), "title": ""},
    prepare=_delta,
)
component("sparkline", props={"values": required, "label": ""}, prepare=_sparkline)
component("heat", props={"text": required, "share": 0, "tone": tones(), "href": "", "title": ""}, prepare=_heat)
