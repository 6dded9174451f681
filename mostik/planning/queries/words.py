"""The room's codes in words for people: states, KPIs, links, sources, and why a number is what it is."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, pgettext_lazy

from mostik.analysis.terms import Kpi
from mostik.kernel.money import Money
from mostik.planning.rules.atoms import Today
from mostik.planning.rules.basis import LINKS as CHAIN_LINKS
from mostik.planning.rules.basis import Figure, Source
from mostik.planning.rules.replan import Changed
from mostik.planning.terms import Bound, DueReason, Ground, Held, PlanState, Scenario, Turn, Way
from mostik.web import formats

STATES: Mapping[str, object] = {
    PlanState.DRAFT.value: gettext_lazy("draft"),
    PlanState.PROPOSED.value: gettext_lazy("offered for agreement"),
    PlanState.ACTIVE.value: gettext_lazy("in force"),
    PlanState.SUPERSEDED.value: gettext_lazy("replaced"),
    PlanState.DROPPED.value: pgettext_lazy("plan", "dropped"),
}
KPIS: Mapping[str, object] = {
    Kpi.CALLS.value: gettext_lazy("Calls"),
    Kpi.TALKS.value: gettext_lazy("Talks"),
    Kpi.MEETINGS.value: gettext_lazy("Meetings"),
    Kpi.PROPOSALS.value: gettext_lazy("Proposals"),
    Kpi.CONTRACTS.value: gettext_lazy("Contracts"),
    Kpi.INVOICES.value: gettext_lazy("Invoices"),
    Kpi.PAYMENTS.value: gettext_lazy("Payments"),
}
LINKS: Mapping[str, object] = {
    "lead": gettext_lazy("Leads"),
    "qualified": gettext_lazy("Qualified leads"),
    "meeting": gettext_lazy("Deals with a meeting"),
    "proposal": gettext_lazy("Proposals"),
    "contract": gettext_lazy("Contracts"),
    "invoice": gettext_lazy("Invoices"),
    "payment": gettext_lazy("Payments"),
}
#: How many of each, for within a sentence.
COUNTED = {
    Kpi.CALLS.value: ngettext_lazy("%(count)s call", "%(count)s calls", "n"),
    Kpi.TALKS.value: ngettext_lazy("%(count)s talk", "%(count)s talks", "n"),
    Kpi.MEETINGS.value: ngettext_lazy("%(count)s meeting", "%(count)s meetings", "n"),
    Kpi.PROPOSALS.value: ngettext_lazy("%(count)s proposal", "%(count)s proposals", "n"),
    Kpi.CONTRACTS.value: ngettext_lazy("%(count)s contract", "%(count)s contracts", "n"),
    Kpi.INVOICES.value: ngettext_lazy("%(count)s invoice", "%(count)s invoices", "n"),
    Kpi.PAYMENTS.value: ngettext_lazy("%(count)s payment", "%(count)s payments", "n"),
    "lead": ngettext_lazy("%(count)s lead", "%(count)s leads", "n"),
    "qualified": ngettext_lazy("%(count)s qualified lead", "%(count)s qualified leads", "n"),
    "meeting": ngettext_lazy("%(count)s deal with a meeting", "%(count)s deals with a meeting", "n"),
    "proposal": ngettext_lazy("%(count)s proposal", "%(count)s proposals", "n"),
    "contract": ngettext_lazy("%(count)s contract", "%(count)s contracts", "n"),
    "invoice": ngettext_lazy("%(count)s invoice", "%(count)s invoices", "n"),
    "payment": ngettext_lazy("%(count)s payment", "%(count)s payments", "n"),
}
SOURCES: Mapping[str, object] = {
    Source.MEASURED.value: gettext_lazy("measured"),
    Source.DEFAULT.value: gettext_lazy("usual figure, not measured yet"),
    Source.HEAD.value: gettext_lazy("set by the head"),
}


def counted(code: str, n: int) -> str:
    """Return so many of a KPI or of a link's entries: "200 calls"."""
    return str(COUNTED[code] % {"n": n, "count": formats.number(n)})


def state(code: str) -> str:
    """Return a state in words."""
    return str(STATES[code])


def kpi(code: str) -> str:
    """Return a KPI in words."""
    return str(KPIS[code])


def link(code: str) -> str:
    """Return a link of the chain in words."""
    return str(LINKS[code])


def source(code: str) -> str:
    """Return where a figure comes from, in words."""
    return str(SOURCES[code])


def due(code: str, number: Today) -> str:
    """Return a day's number with its reason: "200 calls left, 15 working days, 14 today"."""
    said = _number(code, number)
    more = _reason(number)
    return f"{said}. {more}" if more else f"{said}."


def _number(code: str, number: Today) -> str:
    days = ngettext("%(n)s working day", "%(n)s working days", number.days_left) % {"n": number.days_left}
    values = {"left": counted(code, number.left), "days": days, "due": formats.number(number.due)}
    return _("%(left)s left, %(days)s, %(due)s today") % values


def _reason(number: Today) -> str:
    return {
        DueReason.BASE: "",
        DueReason.CATCH_UP: _("Behind the plan: the shortage is spread over all days left"),
        DueReason.CAPPED: _("The day is full: %(out)s will not fit into the month") % {"out": number.unreachable},
        DueReason.AHEAD: _("Ahead of the plan"),
        DueReason.DONE: _("The month's plan is done"),
        DueReason.DAY_OFF: _("A day off: nothing is due"),
        DueReason.NO_DAYS_LEFT: _("No working days are left: %(out)s remain undone") % {"out": number.left},
        DueReason.NO_PLAN: _("Nothing is planned"),
    }[number.reason]


def money(minor: int, currency: str) -> str:
    """Return money as people read it."""
    return formats.money(Money(minor, currency))


def rate(figure: Figure) -> str:
    """Return a conversion with what it stands on."""
    share = formats.percent(figure.value, 1)
    if figure.source is Source.DEFAULT:
        return _("%(share)s go on: a usual figure, nothing measured yet") % {"share": share}
    if figure.source is Source.HEAD:
        return _("%(share)s go on: set by the head") % {"share": share}
    values = {"share": share, "n": formats.number(round(figure.n))}
    values |= {"low": formats.number((figure.low or 0) * 100, 0), "high": formats.percent(figure.high, 0)}
    return _("%(share)s go on (%(low)s–%(high)s), measured on %(n)s") % values


def effort(figure: Figure, of: str) -> str:
    """Return how much work one entry of a link takes, with what it stands on."""
    values = {"count": formats.number(figure.value, 1), "link": link(of).lower(), "n": formats.number(round(figure.n))}
    if figure.source is Source.DEFAULT:
        return _("%(count)s each (%(link)s): a usual figure, nothing measured yet") % values
    if figure.source is Source.HEAD:
        return _("%(count)s each (%(link)s): set by the head") % values
    return _("%(count)s each (%(link)s), measured on %(n)s") % values


def check(figure: Figure) -> str:
    """Return what the average check stands on."""
    if figure.source is Source.HEAD:
        return _("set by the head")
    n = round(figure.n)
    return ngettext("mean of %(n)s sale", "mean of %(n)s sales", n) % {"n": formats.number(n)}


def lever(code: str, sooner: int) -> str:
    """Return what could be better and by how much: a tenth more leads, a point of a conversion."""
    if code == "leads":
        return _("10% more leads")
    if code == "check":
        return _("A check 10% higher")
    if code == "speed":
        return ngettext("Payment %(n)s working day sooner", "Payment %(n)s working days sooner", sooner) % {"n": sooner}
    following = LINKS[CHAIN_LINKS[CHAIN_LINKS.index(code) + 1]]
    return _("%(first)s → %(then)s: a point more") % {"first": link(code), "then": str(following).lower()}


def scenario(code: str) -> str:
    """Return one of the three figures in words."""
    return {
        Scenario.MINIMUM.value: _("Minimum"),
        Scenario.STANDARD.value: _("Standard"),
        Scenario.MAXIMUM.value: _("Maximum"),
    }[code]


def ground(code: str) -> str:
    """Return what a side from below stands on, in words."""
    return {
        Ground.SAID.value: _("the person's own word"),
        Ground.RECKONED.value: _("fact, open deals and leads to come"),
        Ground.HOURS.value: _("what fits the hours"),
    }[code]


def way(code: str) -> str:
    """Return how a difference is settled, in words."""
    return {
        Way.LOWER.value: _("accept the lower"),
        Way.LEADS.value: _("ask for more leads"),
        Way.HANDS.value: _("ask for hands"),
        Way.AGAIN.value: _("ask to commit anew"),
    }[code]


def not_agreed(left: int, asked: int) -> str:
    """Return how many of those asked have not agreed, in words; nothing when all have."""
    if not left:
        return ""
    words = ngettext(
        "%(n)s of %(asked)s asked has not agreed. They will read why it is put in force all the same.",
        "%(n)s of %(asked)s asked have not agreed. They will read why it is put in force all the same.",
        left,
    )
    return words % {"n": left, "asked": asked}


def turn(change: Changed, bound: Bound, handed: int, currency: str) -> str:
    """Return why a part is what it is after a new split."""
    said = {
        Turn.STAYS: _("stays as it is"),
        Turn.TAKES: _("takes what others cannot bring"),
        Turn.GIVES: _("others brought more than their parts"),
        Turn.DONE: _("brought more than the part already"),
        Turn.HELD: binding(bound),
        Turn.SET: _("set by hand"),
    }[change.turn]
    if not handed:
        return said
    return _("%(why)s; takes over open deals: %(money)s") % {"why": said, "money": money(handed, currency)}


def binding(bound: Bound) -> str:
    """Return what holds how much somebody can bring."""
    return {
        Bound.GONE: _("does not work here any more: what is done stays"),
        Bound.HOURS: _("more does not fit the working hours left"),
        Bound.TIME: _("more cannot be paid before the month ends"),
    }[bound]


def held(code: str) -> str:
    """Return what decided a part, in words."""
    return {
        Held.WEIGHT.value: _("by hours, history and ramp"),
        Held.FIXED.value: _("fixed by the head"),
        Held.FLOOR.value: _("held at the least"),
        Held.CEILING.value: _("held at the most"),
    }[code]


def typed(minor: int | None) -> Money | None:
    """Return an amount as a form shows it for typing over."""
    return None if minor is None else Money(minor, settings.CURRENCY)
