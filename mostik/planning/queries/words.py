"""The room's codes in words for people: states, KPIs, links, sources, and why a number is what it is."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mostik.analysis.terms import Kpi
from mostik.kernel.money import Money
from mostik.planning.rules.atoms import Today
from mostik.planning.rules.basis import Source
from mostik.planning.terms import DueReason, PlanState
from mostik.web import formats

STATES: Mapping[str, object] = {
    PlanState.DRAFT.value: gettext_lazy("draft"),
    PlanState.PROPOSED.value: gettext_lazy("offered for agreement"),
    PlanState.ACTIVE.value: gettext_lazy("in force"),
    PlanState.SUPERSEDED.value: gettext_lazy("replaced"),
    PlanState.DROPPED.value: gettext_lazy("dropped"),
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
SOURCES: Mapping[str, object] = {
    Source.MEASURED.value: gettext_lazy("measured"),
    Source.DEFAULT.value: gettext_lazy("usual figure, not measured yet"),
    Source.HEAD.value: gettext_lazy("set by the head"),
}


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
    values = {"kpi": kpi(code).lower(), "left": formats.number(number.left), "days": days, "due": number.due}
    return _("%(left)s %(kpi)s left, %(days)s, %(due)s today") % values


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
