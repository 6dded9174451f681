"""What the figures say about a cause, in words."""

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostik.control.models import Case
from mostik.control.terms import Clue
from mostik.planning.queries.counts import METRICS
from mostik.planning.queries.words import kpi
from mostik.web import formats

Said = Callable[[Mapping[str, float | date], str], str]
CHAIN = tuple(METRICS)


def of_words(fact: int, plan: int) -> str:
    """Return so many of so many."""
    return _("%(fact)s of %(plan)s") % {"fact": formats.number(fact), "plan": formats.number(plan)}


def figure_words(found: Case) -> str:
    """Return the figure as it stood when it was found: so many of so many over so many working days."""
    return f"{of_words(found.fact_then, found.plan_then)} {days_words(found)}"


def days_words(found: Case) -> str:
    """Return over how many working days a figure was found lagging."""
    words = ngettext("in %(days)s working day", "in %(days)s working days", found.days)
    return words % {"days": formats.number(found.days)}


def clue_words(clue: Clue, code: str) -> str:
    """Return one clue about a KPI as a sentence."""
    place = CHAIN.index(code)
    return SAID[clue.code](clue.figures, kpi(CHAIN[place - 1]) if place else "")


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
}
