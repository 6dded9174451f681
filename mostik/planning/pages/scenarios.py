"""What a month may bring: three figures, the chance of any other, what would raise it most."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.kernel.period import Period
from mostik.kernel.refusals import Denied, Refusal
from mostik.planning.commands import scenarios as commands
from mostik.planning.forms import ChanceForm, LevelsForm
from mostik.planning.pages import asked
from mostik.planning.pages.plans import department_choice
from mostik.planning.queries import words
from mostik.planning.queries.people import department, sellers
from mostik.planning.queries.scenario_view import ScenarioView
from mostik.planning.queries.scenarios import levels, scenario_of
from mostik.planning.terms import Scenario
from mostik.web import charts, formats
from mostik.web.answers import back, dialog, done
from mostik.web.asking import sent, tried
from mostik.web.shell import address

TONES = {Scenario.MINIMUM: "neutral", Scenario.STANDARD: "accent", Scenario.MAXIMUM: "neutral"}


def show(request: HttpRequest) -> HttpResponse:
    """Show what a month may bring, and how likely a figure is."""
    month, where = asked.month_of(request), asked.number_of(request, "department")
    chosen = department(viewer=request.actor, department_id=where)
    form = ChanceForm(request.GET if "target" in request.GET else None)
    context = {
        "month_words": formats.month(month.first),
        "title_of": chosen.title,
        "before": _href(month.previous(), chosen.pk) if month.previous().last >= clock.today() else "",
        "after": _href(month.next(), chosen.pk),
        "departments": department_choice(request.actor, chosen.pk, lambda each: _href(month, each)),
        "form": form,
        "month": month.code,
        "department": chosen.pk,
        "over": month.last < clock.today(),
        "nobody": not sellers(viewer=request.actor, department_id=chosen.pk, span=month.span),
        "structure_href": address("people:structure"),
        "now_href": _href(Period.parse(clock.today().isoformat()[:7]), chosen.pk),
    }
    status = 200
    if not context["over"] and not context["nobody"]:
        target = form.cleaned_data["target"] if form.is_bound and form.is_valid() else None
        status = 422 if form.is_bound and form.errors else 200
        found = scenario_of(
            viewer=request.actor,
            department_id=chosen.pk,
            month=month.first,
            target=target,
            anew="anew" in request.GET,
        )
        context |= _shown(found, month)
    return render(request, "planning/scenarios/page.html", context, status=status)


def figures(request: HttpRequest) -> HttpResponse:
    """Show the three figures as buttons of a plan's form; nothing where they cannot be told."""
    month, where = asked.month_of(request), asked.number_of(request, "department")
    try:
        found = scenario_of(viewer=request.actor, department_id=where, month=month.first)
    except Denied:
        raise
    except Refusal:
        return HttpResponse()
    context = {"figures": _figures(found), "href": _href(month, found.department)}
    return render(request, "planning/scenarios/_choice.html", context)


def choose_levels(request: HttpRequest) -> HttpResponse:
    """Say how sure the three figures are."""
    form = LevelsForm(sent(request), initial=levels())

    def choose() -> bool:
        commands.choose_levels(by=request.actor, shares=form.cleaned_data)
        return True

    if tried(form, choose):
        return done(request, back(request, reverse("planning:scenarios")), _("Kept for all plans."))
    return dialog(request, "planning/scenarios/levels.html", {"form": form}, status=422 if form.is_bound else 200)


def _shown(found: ScenarioView, month: Period) -> dict[str, Any]:
    deals = reverse("crm:deal_list")
    return {
        "view": found,
        "anew_href": _href(month, found.department, {"anew": "1"}) if found.as_of else "",
        "figures": _figures(found),
        "chart": _chart(found),
        "chance_words": formats.percent(found.chance, 0),
        "chance_tone": _tone(found.chance),
        "people": [
            (
                each,
                asked.person_href(each.person, month.first),
                asked.with_query(deals, {"outcome": "open", "owner": str(each.person)}),
                formats.number(each.leads, 0),
            )
            for each in found.people
        ],
        "leads_words": formats.number(found.leads, 0),
        "deals_href": asked.with_query(deals, {"outcome": "open"}),
        "fact_href": asked.records_href(found.metric, month.span) if found.fact else "",
        "leads_href": asked.with_query(reverse("planning:plan"), {"month": month.code}),
    }


def _figures(found: ScenarioView) -> list[dict[str, Any]]:
    """Return each figure with its words, how likely it is, and where a plan of it is made."""
    made = []
    for each in Scenario:
        amount = found.figures[each]
        chance = formats.percent((100 - found.levels[each]) / 100, 0)
        query = {
            "month": Period.parse(found.month.isoformat()[:7]).code,
            "department": str(found.department),
            "target": str(amount.major),
        }
        made.append(
            {
                "title": words.scenario(each),
                "amount": amount,
                "typed": str(amount.major),
                "chance": _("reached with a chance of %(share)s") % {"share": chance},
                "tone": TONES[each],
                "href": asked.with_query(reverse("planning:plan_new"), query),
            }
        )
    return made


def _tone(chance: float | None) -> str:
    if chance is None:
        return "neutral"
    return "good" if chance >= 0.5 else "warn" if chance >= 0.1 else "bad"


def _chart(found: ScenarioView) -> charts.Chart:
    """Return the spread of runs; those under the minimum and over the maximum stand apart."""
    low, high = found.figures[Scenario.MINIMUM], found.figures[Scenario.MAXIMUM]
    inside = [low <= each.high and each.low <= high for each in found.bars]
    shares = [round(each.share, 4) for each in found.bars]
    return charts.stacked(
        _("Share of runs by what they bring"),
        [formats.money_short(each.low) for each in found.bars],
        [
            charts.Series(_("From minimum to maximum"), _only(shares, inside)),
            charts.Series(_("Less likely"), _only(shares, [not each for each in inside]), tone="neutral"),
        ],
        unit="%",
    )


def _only(values: list[float], kept: list[bool]) -> list[float]:
    return [value if keep else 0 for value, keep in zip(values, kept, strict=True)]


def _href(month: Period, where: int, more: Mapping[str, str] | None = None) -> str:
    query = {"month": month.code, "department": str(where), **(more or {})}
    return asked.with_query(reverse("planning:scenarios"), query)
