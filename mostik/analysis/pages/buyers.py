"""Who buys, on screen: audiences with what a lead of each brings, and which are worth marketing's money."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.analysis.forms import ReportForm
from mostik.analysis.pages import asked
from mostik.analysis.pages.asked import Link, Where
from mostik.analysis.pages.figures import Written, linked
from mostik.analysis.queries.buyers import AUDIENCES, BuyerLine, Buyers, Verdict, buyers
from mostik.analysis.queries.dimensions import DIMENSIONS
from mostik.analysis.queries.reports import narrowing
from mostik.analysis.rules.spans import days_of
from mostik.analysis.terms import Days, Report
from mostik.core import clock
from mostik.core.rights import EXPORT
from mostik.kernel.period import Span
from mostik.web import formats
from mostik.web.components.registry import render as piece
from mostik.web.tables import Column, file_answer, file_asked, file_links, grid

VERDICTS = {
    Verdict.MORE: (gettext_lazy("buy more often"), "good"),
    Verdict.LESS: (gettext_lazy("buy less often"), "bad"),
    Verdict.ALIKE: (gettext_lazy("as everybody"), "neutral"),
    Verdict.FEW: (gettext_lazy("too few to say"), "neutral"),
}


def show_buyers(request: HttpRequest) -> HttpResponseBase:
    """Show which audiences buy, of the leads of some days."""
    where, by = asked.where_of(request), _by(request)
    usual = days_of(Days.TWELVE, clock.today())
    form = ReportForm({**asked.span_data(request, usual), **where.query}, usual=usual)
    found = buyers(by, viewer=request.actor, span=form.span, where=where.values)
    columns = _columns(by, form.span, where)
    if kind := file_asked(request, EXPORT):
        return file_answer(kind, "who-buys", _file_columns(by), found.lines)
    form.offer(narrowing(Report(measures=("leads",)), viewer=request.actor, span=form.span))
    context = {
        "form": form,
        "span": form.span,
        "kept": {"by": by[0], "and": by[1] if len(by) > 1 else ""},
        "quick": asked.quick_spans(request, form.span, **where.query, by=by[0]),
        "chips": asked.chips(request, where, request.actor),
        "splits_by": [each for each in asked.splits(request, AUDIENCES, by[0]) if "by=" in each.href],
        "and_by": _seconds(request, by),
        "found": found,
        "hidden": found.found - len(found.lines),
        "aims": _aims(found),
        "grid": grid(columns, found.lines, found.whole),
        "segments": reverse("crm:segment_add") if request.actor.may("crm.edit_segments") else "",
        "exports": file_links(request, EXPORT),
    }
    return render(request, "analysis/buyers.html", context, status=200 if form.is_valid() else 422)


def _by(request: HttpRequest) -> tuple[str, ...]:
    first = request.GET.get("by") if request.GET.get("by") in AUDIENCES else AUDIENCES[0]
    second = request.GET.get("and")
    return (str(first), second) if second in AUDIENCES and second != first else (str(first),)


def _seconds(request: HttpRequest, by: tuple[str, ...]) -> list[Link]:
    query, now = request.GET.dict(), by[1] if len(by) > 1 else ""
    ways = [("", _("By this alone")), *((code, str(DIMENSIONS[code].title)) for code in AUDIENCES if code != by[0])]
    return [Link(title, asked.address(request.path, {**query, "and": code}), code == now) for code, title in ways]


def _aims(found: Buyers) -> list[dict[str, Any]]:
    """Return in words which audiences to aim at and which to leave, the farthest from everybody first."""
    judged = [line for line in found.lines if line.verdict in {Verdict.MORE, Verdict.LESS}]
    ordered = sorted(judged, key=lambda line: -abs(line.rate.value - found.whole.rate.value))[:6]
    said = _("%(share)s buy against %(whole)s of all; %(days)s to a sale, %(check)s a check, %(worth)s for a lead.")
    return [
        {
            "name": " · ".join(name for _key, name in line.keys),
            "good": line.verdict is Verdict.MORE,
            "words": said
            % {
                "share": formats.percent(line.sales / line.leads, 0),
                "whole": formats.percent(found.whole.rate.value, 0),
                "days": _days(line),
                "check": formats.money_short(line.check) if line.check else formats.DASH,
                "worth": formats.money_short(line.worth) if line.worth else formats.DASH,
            },
        }
        for line in ordered
    ]


def _days(line: BuyerLine) -> str:
    return _("%(number)s d") % {"number": formats.number(round(line.days))} if line.days is not None else formats.DASH


def _share(line: BuyerLine) -> str:
    share, low, high = (formats.percent(each, 0) for each in (line.rate.value, line.rate.low, line.rate.high))
    return f"{share} ({low}–{high})"


def _verdict(line: BuyerLine) -> str:
    if not line.keys:
        return ""
    words, tone = VERDICTS[line.verdict]
    return piece("badge", text=words, tone=tone)


def _columns(by: tuple[str, ...], span: Span, where: Where) -> list[Column]:
    def opened(code: str) -> Any:
        return lambda line: asked.records_href(
            code, span, where, **{dim: key for dim, (key, _name) in zip(by, line.keys, strict=False)}
        )

    def check(line: BuyerLine) -> str:
        return formats.money_short(line.check) if line.check else formats.DASH

    def worth(line: BuyerLine) -> Any:
        if line.worth is None or line.against is None:
            return formats.DASH
        opens = piece("link-number", value=formats.money_short(line.worth), href=opened("lead_worth")(line))
        return format_html('{}<br><span class="muted">{}</span>', opens, formats.percent(line.against, 0))

    def decided(line: BuyerLine) -> str:
        return formats.percent(line.decided / 100, 0) if line.decided is not None else formats.DASH

    return [
        *_names(by),
        linked("leads", _("Leads"), lambda line: formats.number(line.leads), opened("leads")),
        linked("sales", _("Sales"), lambda line: formats.number(line.sales), opened("sales_cohort")),
        Written(key="rate", title=_("Share that buys"), value=_share),
        Column(key="verdict", title=_("Beyond chance"), value=_verdict),
        Written(key="days", title=_("Days to a sale"), value=_days),
        linked("check", _("Average check"), check, opened("revenue_cohort")),
        Written(key="worth", title=_("Money for a lead"), value=worth),
        Written(key="decided", title=_("Decided"), value=decided),
    ]


def _names(by: tuple[str, ...]) -> list[Column]:
    def name(at: int) -> Any:
        return lambda line: line.keys[at][1] if line.keys else (_("Total") if at == 0 else "")

    return [
        Column(key=f"name{at}", title=DIMENSIONS[code].title, value=name(at), main=at == 0)
        for at, code in enumerate(by)
    ]


def _file_columns(by: tuple[str, ...]) -> list[Column]:
    return [
        *_names(by),
        Column(key="leads", title=_("Leads"), value=lambda line: line.leads, kind="number"),
        Column(key="sales", title=_("Sales"), value=lambda line: line.sales, kind="number"),
        Column(key="rate", title=_("Share that buys"), value=lambda line: round(line.rate.value, 4), kind="percent"),
        Column(key="low", title=_("At least"), value=lambda line: round(line.rate.low, 4), kind="percent"),
        Column(key="high", title=_("At most"), value=lambda line: round(line.rate.high, 4), kind="percent"),
        Column(key="verdict", title=_("Beyond chance"), value=lambda line: str(VERDICTS[line.verdict][0])),
        Column(key="days", title=_("Days to a sale"), value=lambda line: line.days, kind="number"),
        Column(key="check", title=_("Average check"), value=lambda line: line.check, kind="money"),
        Column(key="worth", title=_("Money for a lead"), value=lambda line: line.worth, kind="money"),
    ]
