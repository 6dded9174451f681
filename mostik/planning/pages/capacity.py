"""Capacity: people by week as a heat table, what fits, and moving what does not."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.kernel.refusals import Denied, Refusal
from mostik.planning.commands import cells as commands
from mostik.planning.forms import MinutesForm
from mostik.planning.pages import asked
from mostik.planning.queries.basis import time_norms
from mostik.planning.queries.capacity import CapacityView, LoadCell, PersonLoad, capacity_of
from mostik.planning.terms import LoadState
from mostik.web import charts, formats
from mostik.web.answers import back, dialog, done

TONES = {LoadState.FITS: "good", LoadState.OVERLOAD: "bad", LoadState.IDLE: "warn"}


@dataclass(frozen=True)
class Heat:
    """One cell: how full, in words, where it leads."""

    text: str
    title: str
    tone: str
    href: str


@dataclass(frozen=True)
class Row:
    """One person: the month and its weeks."""

    load: PersonLoad
    href: str
    month: Heat
    weeks: list[Heat]
    worst: str


def show(request: HttpRequest) -> HttpResponse:
    """Show a month's plan against people's hours."""
    month, where = asked.month_of(request), asked.number_of(request, "department")
    version = asked.number_of(request, "plan")
    found = capacity_of(viewer=request.actor, department_id=where, month=month.first, plan_id=version)
    if found is None:
        return render(request, "planning/capacity/none.html", {"plan_href": asked.plan_href(month=month.first)})
    plan = found.plan
    context = {
        "view": found,
        "plan": plan,
        "rows": [_row(each, found) for each in found.people],
        "month_words": formats.month(plan.month),
        "weeks": found.weeks,
        "overloaded": found.overloaded,
        "overloaded_tone": "bad" if found.overloaded else "good",
        "chart": _chart(found),
        "plan_href": reverse("planning:plan_version", args=[plan.id]),
        "editable": plan.is_draft and plan.whole,
    }
    return render(request, "planning/capacity/page.html", context)


def share(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Move what does not fit to those with hours to spare, in a draft."""
    commands.share_load(by=request.actor, plan_id=plan_id, version=asked.version_of(request))
    href = asked.with_query(reverse("planning:capacity"), {"plan": str(plan_id)})
    return done(request, href, _("Moved. Counts fixed by hand can be freed on each person's page."))


def minutes(request: HttpRequest) -> HttpResponse:
    """Say how long one of each KPI takes."""
    form = MinutesForm(request.POST or None, initial=time_norms())
    if request.method == "POST" and form.is_valid():
        try:
            commands.choose_minutes(by=request.actor, minutes=form.cleaned_data)
        except Denied:
            raise
        except Refusal as refusal:
            asked.at_field(form, refusal)
        else:
            return done(request, back(request, reverse("planning:capacity")), _("Kept for all plans."))
    return dialog(
        request, "planning/capacity/minutes.html", {"form": form}, status=422 if request.method == "POST" else 200
    )


def _row(each: PersonLoad, view: CapacityView) -> Row:
    href = asked.person_href(each.person, view.plan.month, plan=str(view.plan.id))
    over = [day for day in each.days if day.over > 0]
    worst = max(over, key=lambda day: day.over, default=None)
    return Row(
        load=each,
        href=href,
        month=_heat(each.month, href),
        weeks=[_heat(week, href) for week in each.weeks],
        worst=_("%(day)s: %(n)s h over") % {"day": formats.day(worst.first), "n": formats.number(worst.over, 1)}
        if worst
        else "",
    )


def _heat(cell: LoadCell, href: str) -> Heat:
    if not cell.available and not cell.needed:
        return Heat("—", _("No working hours"), "neutral", href)
    said = {"needed": formats.number(cell.needed, 1), "available": formats.number(cell.available, 1)}
    use = formats.percent(cell.use, 0) if cell.use is not None else "∞"
    if cell.state is LoadState.OVERLOAD:
        use = _("%(use)s, +%(over)s h") % {"use": use, "over": formats.number(cell.over, 1)}
    return Heat(use, _("%(needed)s h of work, %(available)s h of time") % said, TONES[cell.state], href)


def _chart(view: CapacityView) -> charts.Chart:
    people = view.people
    return charts.bars(
        _("Hours of the month"),
        [each.name for each in people],
        [
            charts.Series(_("Needed"), [round(each.month.needed, 1) for each in people]),
            charts.Series(_("Available"), [round(each.month.available, 1) for each in people], tone="neutral"),
        ],
        unit=_("h"),
        links=[asked.person_href(each.person, view.plan.month, plan=str(view.plan.id)) for each in people],
    )
