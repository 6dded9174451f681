"""Two plans beside each other and how their difference is settled; a person's own word on a month."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.kernel.money import Money
from mostik.kernel.refusals import Missing
from mostik.planning.commands import sides as commands
from mostik.planning.forms import CommitForm, SettleForm
from mostik.planning.pages import asked
from mostik.planning.queries import words
from mostik.planning.queries.commitments import commitments_of
from mostik.planning.queries.person_plans import person_plan
from mostik.planning.queries.sides import SideLine, SidesView, sides_of
from mostik.planning.queries.targets import check_near
from mostik.planning.rules.sides import Met
from mostik.planning.terms import PlanState, Way
from mostik.web import formats
from mostik.web.answers import dialog, done
from mostik.web.asking import sent, tried


def show(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show a version from both sides."""
    view = sides_of(viewer=request.actor, plan_id=plan_id)
    context = {
        "view": view,
        "whole": _sums(view.whole, view.currency),
        "teams": [
            (team.title, _sums(team.met, view.currency), [_row(line, view) for line in team.people])
            for team in view.teams
        ],
        "plan_href": reverse("planning:plan_version", args=[plan_id]),
        "live": view.state in {PlanState.DRAFT, PlanState.PROPOSED, PlanState.ACTIVE},
        "lower": Way.LOWER.value,
    }
    return render(request, "planning/sides/page.html", context)


def settle(request: HttpRequest, plan_id: int, person_id: int) -> HttpResponse:
    """Ask how somebody's difference is settled, and settle it."""
    view = sides_of(viewer=request.actor, plan_id=plan_id)
    line = view.line(person_id)
    if line is None:
        raise Missing()
    form = SettleForm(sent(request), ways=_ways(line, view), initial={"way": Way.AGAIN.value, "version": view.version})
    whose = {"plan_id": plan_id, "person_id": person_id}
    if tried(form, lambda: commands.settle_gap(by=request.actor, **whose, **form.cleaned_data)):
        return done(request, reverse("planning:plan_sides", args=[plan_id]), _("Settled."))
    context = {"form": form, "line": line, "view": view, "missing": Money(line.met.open_minor, view.currency)}
    return dialog(request, "planning/sides/settle.html", context, status=422 if form.is_bound else 200)


def take_back(request: HttpRequest, plan_id: int, settlement_id: int) -> HttpResponse:
    """Take a step back."""
    commands.take_settlement_back(by=request.actor, plan_id=plan_id, settlement_id=settlement_id)
    return done(request, reverse("planning:plan_sides", args=[plan_id]), _("Taken back: the difference is open again."))


def commit(request: HttpRequest) -> HttpResponse:
    """Show what one said of a month and what is asked, and take a new word."""
    viewer = request.actor
    month = check_near(asked.month_of(request).first)
    who = viewer.id or 0
    said = commitments_of(viewer=viewer, person_id=who, month=month.first)
    last = said[0] if said else None
    form = CommitForm(sent(request), initial={"amount": last.amount, "sales": last.sales} if last else None)
    if tried(form, lambda: commands.commit_month(by=viewer, month=month.first, **form.cleaned_data)):
        return done(request, _commit_href(month.code), _("Your word is kept; the head sees it beside your part."))
    context: dict[str, Any] = {
        "form": form,
        "said": said,
        "last": last,
        "month_words": formats.month(month.first),
        "address": _commit_href(month.code),
        "after": _commit_href(month.next().code),
        "plan": person_plan(viewer=viewer, person_id=who, month=month.first),
        "plan_href": asked.person_href(who, month.first),
    }
    return render(request, "planning/sides/commit.html", context, status=422 if form.errors else 200)


def _commit_href(month: str) -> str:
    return asked.with_query(reverse("planning:commit"), {"month": month})


def _sums(met: Met, currency: str) -> dict[str, Any]:
    return {
        "met": met,
        "above": Money(met.above_minor, currency),
        "below": Money(met.below_minor, currency),
        "gap": Money(met.gap_minor, currency),
        "open": Money(met.open_minor, currency),
        "settled": Money(met.settled_minor, currency),
        "tone": "good" if met.meets else "bad",
    }


def _row(line: SideLine, view: SidesView) -> dict[str, Any]:
    side = line.side

    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, view.currency)

    return {
        **_sums(line.met, view.currency),
        "line": line,
        "fact": money(side.fact_minor),
        "deals": money(side.deals_minor),
        "leads": money(side.leads_minor),
        "fits": money(side.fits_minor),
        "said": money(side.said_minor),
        "href": reverse("planning:person_plan", args=[line.person]),
    }


def _ways(line: SideLine, view: SidesView) -> list[tuple[str, str]]:
    """Return the ways open for a person, each with what it asks for."""
    lower = Money(line.side.part_minor - line.met.open_minor, view.currency)
    said = {Way.AGAIN: words.way(Way.AGAIN)}
    if view.state == PlanState.DRAFT:
        said[Way.LOWER] = f"{words.way(Way.LOWER)}: {formats.money(lower)}"
    if line.leads:
        said[Way.LEADS] = f"{words.way(Way.LEADS)}: {words.counted('lead', line.leads)}"
    if line.hands:
        said[Way.HANDS] = f"{words.way(Way.HANDS)}: {formats.number(line.hands)}"
    return [(way.value, said[way]) for way in Way if way in said]
