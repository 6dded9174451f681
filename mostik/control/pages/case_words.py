"""What the figures say about a cause, in words."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mostik.control.models import Case
from mostik.control.queries.cases import whose
from mostik.control.terms import CaseKind, Clue
from mostik.planning.queries.counts import METRICS
from mostik.planning.queries.words import kpi
from mostik.web import formats

TITLES: Mapping[str, Any] = {
    CaseKind.CHANNEL: gettext_lazy("Leads of “%(title)s” found to be ours"),
    CaseKind.STAGE: gettext_lazy("Deals that leave the stage “%(title)s”"),
    CaseKind.REASON: gettext_lazy("Refusals for the reason “%(title)s”"),
    CaseKind.AWAY: gettext_lazy("Planned on days away"),
}
Said = Callable[[Mapping[str, float | date], str], str]
CHAIN = tuple(METRICS)


def of_words(fact: int, plan: int) -> str:
    """Return so many of so many."""
    return _("%(fact)s of %(plan)s") % {"fact": formats.number(fact), "plan": formats.number(plan)}


def figure_title(found: Case) -> str:
    """Return what deviates."""
    return str(TITLES[CaseKind(found.kind)]) % {"title": found.title} if found.kind in TITLES else kpi(found.kpi)


def card_title(found: Case) -> str:
    """Return what deviates and whose it is."""
    what = figure_title(found)
    return what if found.title else f"{whose(found)}: {formats.lowered(what)}"


def amount_words(found: Case, fact: int, plan: int) -> str:
    """Return so many of so many; of what there should be less of, so many instead of so many."""
    if found.kind != CaseKind.REASON:
        return of_words(fact, plan)
    return _("%(fact)s instead of %(plan)s") % {"fact": formats.number(fact), "plan": formats.number(plan)}


def figure_words(found: Case) -> str:
    """Return the figure as it stood when it was found: so many of so many over so many working days."""
    return f"{amount_words(found, found.fact_then, found.plan_then)} {days_words(found)}"


def days_words(found: Case) -> str:
    """Return over how many working days a figure was found lagging."""
    words = ngettext("in %(days)s working day", "in %(days)s working days", found.days)
    return words % {"days": formats.number(found.days)}


def clue_words(clue: Clue, code: str) -> str:
    """Return one clue about a KPI, or about what is none, as a sentence."""
    place = CHAIN.index(code) if code else 0
    return SAID[clue.code](clue.figures, kpi(CHAIN[place - 1]) if place else "")


def _shift(words: Any) -> Said:
    def say(figures: Mapping[str, float | date], _before: str) -> str:
        due = formats.number(round(_number(figures, "due")))
        return str(words) % {"done": formats.number(figures["done"]), "due": due}

    return say


def _elsewhere(words: Any) -> Said:
    def say(figures: Mapping[str, float | date], _before: str) -> str:
        return str(words) % {"share": formats.percent(figures["share"], 0)}

    return say


def _away(figures: Mapping[str, float | date], _before: str) -> str:
    words = ngettext(
        "Had no working hours on %(days)s of %(of)s day.", "Had no working hours on %(days)s of %(of)s days.",
        int(_number(figures, "of")),
    )  # fmt: skip
    return words % {"days": formats.number(figures["days"]), "of": formats.number(figures["of"])}


def _silent(figures: Mapping[str, float | date], _before: str) -> str:
    return _("Nothing at all has been entered since %(day)s.") % {"day": formats.day(figures["since"])}


def _short_before(figures: Mapping[str, float | date], before: str) -> str:
    return _("The step before is short as well: %(before)s, %(done)s of %(due)s.") % _counted(figures, before)


def _wasted(figures: Mapping[str, float | date], before: str) -> str:
    words = _(
        "The step before is done (%(before)s, %(done)s of %(due)s), but fewer go on from it: %(rate)s against the "
        "usual %(usual)s."
    )
    rates = {name: formats.percent(figures[name], 0) for name in ("rate", "usual")}
    return words % {**_counted(figures, before), **rates}


def _others_well(figures: Mapping[str, float | date], _before: str) -> str:
    share = formats.percent(figures["share"], 0)
    return _("The others did %(share)s of theirs: it is not the market.") % {"share": share}


def _others_short(figures: Mapping[str, float | date], _before: str) -> str:
    share = formats.percent(figures["share"], 0)
    return _("The others did only %(share)s of theirs: look for a common cause.") % {"share": share}


def _counted(figures: Mapping[str, float | date], before: str) -> dict[str, str]:
    return {
        "before": before.lower(),
        "done": formats.number(figures["done"]),
        "due": formats.number(round(_number(figures, "due"))),
    }


def _number(figures: Mapping[str, float | date], name: str) -> float:
    found = figures[name]
    assert not isinstance(found, date)
    return found


SAID: Mapping[str, Said] = {
    "away": _away,
    "silent": _silent,
    "short before": _short_before,
    "wasted": _wasted,
    "others well": _others_well,
    "others short": _others_short,
    "channel": _shift(
        gettext_lazy(
            "Of the leads of these days %(done)s were found to be ours; by the channel's own past, in the same hands, "
            "it would be %(due)s."
        )
    ),
    "channel elsewhere": _elsewhere(
        gettext_lazy("Of the other channels' leads the same people found %(share)s of the usual to be ours.")
    ),
    "stage": _shift(
        gettext_lazy(
            "%(done)s deals left the stage; of those that stood there, as long as they did, it is usually %(due)s."
        )
    ),
    "stage elsewhere": _elsewhere(gettext_lazy("From the other stages %(share)s of the usual went on.")),
    "reason": _shift(gettext_lazy("It was given %(done)s times; of as many refusals it was %(due)s before.")),
}
