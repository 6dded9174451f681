"""The bridge in words: the sentences a head reads first. Every figure in them is on the screen too."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.analysis.catalog import METRICS
from mostik.analysis.queries.gap import Gap
from mostik.control.queries.course import Course
from mostik.control.queries.slips import SlipView
from mostik.kernel.money import Money
from mostik.web import formats

CAUSES: Mapping[str, object] = {
    "leads": gettext_lazy("Number of leads"),
    "absence": gettext_lazy("Days worked"),
    "leads per day": gettext_lazy("Leads a day"),
    "mix of people": gettext_lazy("Who gets the leads"),
    "mix of channels": gettext_lazy("Where leads come from"),
    "check": gettext_lazy("Average check"),
}
#: A cause smaller than this share of the gap is not worth a headline.
WORTH_SAYING = 0.15


def cause(code: str) -> str:
    """Return a cause of the gap by name: a conversion goes by its metric's title."""
    if code in CAUSES:
        return str(CAUSES[code])
    return str(METRICS[code].title) if code in METRICS else code


def headline(gap: Gap | None) -> str:
    """Return the gap in one sentence: how much, and the two causes that weigh most on its side."""
    if gap is None:
        return _("Nothing is due yet: the month has just begun.")
    total = gap.total
    if not total.minor:
        return _("Exactly on plan.")
    same_side = [part for part in gap.parts if part.amount * total.minor > 0]
    heavy = sorted(same_side, key=lambda part: -abs(part.amount))[:2]
    causes = ", ".join(
        f"{cause(part.code).lower()} {formats.money_short(Money(part.amount, gap.currency))}"
        for part in heavy
        if abs(part.amount) >= WORTH_SAYING * abs(total.minor)
    )
    amount = formats.money_short(abs(total))
    words = _("%(amount)s behind the plan to date") if total.minor < 0 else _("%(amount)s ahead of the plan to date")
    return f"{words % {'amount': amount}}: {causes}" if causes else words % {"amount": amount}


def finish_words(course: Course) -> str:
    """Return the interval of the expected finish in words."""
    return _("80 of 100: from %(low)s to %(high)s") % {
        "low": formats.money_short(course.low),
        "high": formats.money_short(course.high),
    }


def plan_words(course: Course) -> str:
    """Return the plan to date and of the month in words."""
    return _("due by now %(due)s · month %(month)s") % {
        "due": formats.money_short(course.due),
        "month": formats.money_short(course.target),
    }


def suggestion(slip: SlipView) -> str:
    """Return what the head might write about a slipping figure: a start, to be edited."""
    return _("%(title)s: %(done)s of %(due)s. What gets in the way, what will be done by when?") % {
        "title": slip.title,
        "done": formats.number(slip.done),
        "due": formats.number(slip.due),
    }
