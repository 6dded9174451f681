"""Figures in words: values with their units, changes, parts of a gap."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.analysis.catalog import METRICS, Metric, Value, Words
from mostik.analysis.queries.gap import Gap
from mostik.analysis.rules.gap import Part
from mostik.analysis.terms import GapPart, Unit
from mostik.kernel.money import Money
from mostik.web import formats

UNITS: dict[Unit, Words] = {
    Unit.MONEY: gettext_lazy("money"),
    Unit.COUNT: gettext_lazy("count"),
    Unit.PERCENT: gettext_lazy("per cent"),
    Unit.DAYS: gettext_lazy("days"),
}
PARTS: dict[str, Words] = {
    GapPart.LEADS: gettext_lazy("Number of leads"),
    GapPart.ABSENCE: gettext_lazy("Days worked"),
    GapPart.LEADS_PER_DAY: gettext_lazy("Leads a day"),
    GapPart.MIX_PEOPLE: gettext_lazy("Who gets the leads"),
    GapPart.MIX_CHANNELS: gettext_lazy("Where leads come from"),
    GapPart.CHECK: gettext_lazy("Average check"),
}
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
    if not before:
        return "", tone, direction
    share = (Decimal(now) - Decimal(before)) / abs(Decimal(before))
    sign = "+" if share > 0 else ""
    return f"{sign}{formats.percent(share, 0)}", tone, direction


def part_title(code: str) -> str:
    """Return what a part of a gap is called: a conversion goes by its metric's name."""
    return str(PARTS.get(code) or METRICS[code].title)


def gap_words(gap: Gap) -> str:
    """Return a gap in a sentence: how much, and its three largest causes."""
    total = gap.total
    if not total:
        return (
            _("Revenue is the same.")
            if not any(part.amount for part in gap.parts)
            else _("No gap: %(parts)s.") % {"parts": parts_words(gap.parts, gap.currency)}
        )
    shown = formats.money_short(abs(total))
    said = _("%(amount)s more: %(parts)s.") if total.minor > 0 else _("%(amount)s short: %(parts)s.")
    return said % {"amount": shown, "parts": parts_words(gap.parts, gap.currency)}


def parts_words(parts: tuple[Part, ...], currency: str, most: int = 3) -> str:
    """Return the largest parts with their signs: "meetings −0.8 M, average check −0.5 M"."""
    largest = sorted((part for part in parts if part.amount), key=lambda part: -abs(part.amount))[:most]
    return ", ".join(
        f"{formats.lowered(part_title(part.code))} {signed(Money(part.amount, currency))}" for part in largest
    )


def signed(money: Money) -> str:
    """Return an amount for a headline with its sign."""
    words = formats.money_short(money)
    return f"+{words}" if money.minor > 0 else words
