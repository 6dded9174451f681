"""A gap in words: how much, and what it is made of."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.analysis.catalog import METRICS, Words
from mostik.analysis.queries.gap import Gap
from mostik.analysis.rules.gap import Part
from mostik.analysis.terms import GapPart
from mostik.kernel.money import Money
from mostik.web import formats

PARTS: dict[str, Words] = {
    GapPart.LEADS: gettext_lazy("Number of leads"),
    GapPart.ABSENCE: gettext_lazy("Days worked"),
    GapPart.LEADS_PER_DAY: gettext_lazy("Leads a day"),
    GapPart.MIX_PEOPLE: gettext_lazy("Who gets the leads"),
    GapPart.MIX_CHANNELS: gettext_lazy("Where leads come from"),
    GapPart.CHECK: gettext_lazy("Average check"),
}


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
