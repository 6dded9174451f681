"""The quality of leads on screen: whose fault it is, what channels cost and brought, the deals behind each figure."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.analysis.forms import QualityForm, last_quarter
from mostik.analysis.pages import asked as asking
from mostik.analysis.pages import lead_quality_table as table
from mostik.analysis.pages.asked import Link
from mostik.analysis.queries.lead_groups import leads_of
from mostik.analysis.queries.lead_quality import quality_choices, quality_deals, quality_of_leads
from mostik.analysis.queries.lead_tally import Asked, Figure, LeadQuality, Split
from mostik.analysis.queries.quality_words import minutes, verdicts
from mostik.core.rights import EXPORT
from mostik.kernel.money import Money
from mostik.web import formats, tables
from mostik.web.asking import number
from mostik.web.tables import file_answer, file_asked, file_links, grid


def show_lead_quality(request: HttpRequest) -> HttpResponseBase:
    """Show the quality of the leads of some days, by channel or campaign, by person and by speed."""
    form = QualityForm({**asking.span_data(request, last_quarter()), **_kept(request)})
    read = leads_of(form.span, viewer=request.actor)
    form.offer(*quality_choices(read, viewer=request.actor))
    asked = _asked(request, form)
    found = quality_of_leads(asked, viewer=request.actor, read=read)
    if kind := file_asked(request, EXPORT):
        return file_answer(kind, "lead-quality", table.file_columns(found, asked), found.lines)
    context = {
        "form": form,
        "span": asked.span,
        "kept": {"by": asked.split.value},
        "quick": asking.quick_spans(request, asked.span, **_kept(request), by=asked.split.value),
        "splits_by": _splits(request, asked.split),
        "found": found,
        "figures": _figures(found, asked),
        "verdicts": verdicts(found, asked.split),
        "by_campaign": asked.split is Split.CAMPAIGN,
        "faults": grid(table.fault_columns(asked), found.lines),
        "path": grid(table.path_columns(asked), found.lines, found.whole),
        "money": grid(table.money_columns(found, asked), found.lines, found.whole),
        "people": grid(table.people_columns(asked), found.people),
        "speeds": grid(table.speed_columns(asked), found.speeds),
        "idle": Money(found.idle, found.currency) if found.idle else None,
        "letters": request.actor.may("analysis.read_quality_letters"),
        "exports": file_links(request, EXPORT),
    }
    return render(request, "analysis/lead_quality.html", context, status=200 if form.is_valid() else 422)


def list_quality_deals(request: HttpRequest) -> HttpResponseBase:
    """List the deals a figure of the page counts."""
    form = QualityForm({**asking.span_data(request, last_quarter()), **_kept(request)})
    form.offer(*quality_choices(leads_of(form.span, viewer=request.actor), viewer=request.actor))
    asked = _asked(request, form)
    chosen = request.GET.get("figure")
    figure = next((each for each in Figure if each.value == chosen), Figure.LEADS)
    rows = quality_deals(
        asked,
        viewer=request.actor,
        key=request.GET.get("key", "")[:300],
        person=number(request.GET, "person"),
        speed=number(request.GET, "speed"),
        figure=figure,
    )
    context = {
        "title": table.FIGURES[figure],
        "span": asked.span,
        "back": asking.address(reverse("analysis:lead_quality"), table.said(asked)),
    }
    shown = rows.select_related("owner", "stage", "channel")
    return tables.answer(request, "analysis/lead_quality_deals.html", table.DEALS, shown, context)


def _kept(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in ("channel", "campaign") if request.GET.get(name)}


def _asked(request: HttpRequest, form: QualityForm) -> Asked:
    split = Split.CAMPAIGN if request.GET.get("by") == Split.CAMPAIGN else Split.CHANNEL
    said = form.cleaned_data if form.is_valid() else {}
    return Asked(span=form.span, split=split, channel=said.get("channel") or "", campaign=said.get("campaign") or "")


def _splits(request: HttpRequest, now: Split) -> list[Link]:
    words = {Split.CHANNEL: _("By channel"), Split.CAMPAIGN: _("By campaign")}
    query = request.GET.dict()
    return [
        Link(text, asking.address(request.path, {**query, "by": split.value}), current=split is now)
        for split, text in words.items()
    ]


def _figures(found: LeadQuality, asked: Asked) -> list[dict[str, Any]]:
    whole, tally = found.whole, found.whole.tally
    shown = [
        {
            "label": _("Leads"),
            "value": formats.number(tally.leads),
            "href": table.deals_href(asked, Figure.LEADS),
            "plan": _("%(share)s decided") % {"share": formats.percent(tally.maturity, 0)},
        },
        {
            "label": _("Qualified"),
            "value": formats.percent(tally.quality, 1),
            "href": table.deals_href(asked, Figure.GOOD),
            "plan": _("%(good)s of %(leads)s, duplicates left out")
            % {"good": formats.number(tally.good), "leads": formats.number(tally.judged)},
        },
        {
            "label": _("First answer"),
            "value": minutes(tally.minutes) or formats.DASH,
            "href": table.deals_href(asked, Figure.ANSWERED),
            "plan": _("half of the leads wait less, in working time; %(count)s wait still")
            % {"count": formats.number(tally.unanswered)},
        },
    ]
    if whole.spend:
        shown.append(
            {
                "label": _("For a sale"),
                "value": formats.money_short(Money(whole.cac or 0, found.currency)) if whole.cac else formats.DASH,
                "href": table.deals_href(asked, Figure.WON),
                "plan": _("%(spend)s spent, %(won)s sales, ROI %(roi)s")
                % {
                    "spend": formats.money_short(Money(whole.spend, found.currency)),
                    "won": formats.number(tally.won),
                    "roi": formats.percent(whole.returns, 0),
                },
            }
        )
    return shown
