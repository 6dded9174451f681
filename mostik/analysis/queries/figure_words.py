"""Figures in words: values with their units, how they changed."""

from decimal import Decimal

from django.utils.translation import gettext as _

from mostik.analysis.catalog import Metric, Value
from mostik.analysis.terms import Unit
from mostik.kernel.money import Money
from mostik.web import formats

DIRECTIONS = {1: "up", -1: "down", 0: "none"}


def written(value: Value, unit: Unit, currency: str = "") -> str:
    """Return a metric's value in words, with its unit."""
    if value is None:
        return formats.DASH
    if unit is Unit.PERCENT:
        return formats.percent(Decimal(value) / 100)
    if unit is Unit.MONEY:
        return formats.money(Money.of(value, currency))
    if unit is Unit.DAYS:
        return _("%(number)s d") % {"number": formats.number(value)}
    return formats.number(value)


def shortly(value: Value, unit: Unit, currency: str = "") -> str:
    """Return the same for a headline."""
    if unit is Unit.MONEY and value is not None:
        return formats.money_short(Money.of(value, currency))
    return written(value, unit, currency)


def change(now: Value, before: Value, metric: Metric) -> tuple[str, str, str]:
    """Return how a value changed: its words, tone and direction. Shares change by points, the rest by per cent."""
    if now is None or before is None or now == before:
        return "", "neutral", "none"
    better = (now > before) == metric.higher_is_better
    tone, direction = ("good" if better else "bad"), DIRECTIONS[1 if now > before else -1]
    if metric.unit is Unit.PERCENT:
        return formats.points((Decimal(now) - Decimal(before)) / 100), tone, direction
    return grown(grew(now, before)), tone, direction


def grew(now: Decimal | int, before: Decimal | int) -> Decimal | None:
    """Return by which share a value changed; None where there was nothing before."""
    return (Decimal(now) - Decimal(before)) / abs(Decimal(before)) if before else None


def grown(share: Decimal | None) -> str:
    """Return a change by a share in words."""
    return f"{'+' if share > 0 else ''}{formats.percent(share, 0)}" if share is not None else ""
