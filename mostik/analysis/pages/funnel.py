"""The funnel's screen."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mostik.analysis.catalog import METRICS
from mostik.analysis.forms import ComparedForm, SpanForm
from mostik.analysis.pages import asked
from mostik.analysis.pages.asked import Link, Where
from mostik.analysis.pages.figures import Written, linked
from mostik.analysis.queries.dimensions import DIMENSIONS
from mostik.analysis.queries.funnel import EffortRow, Funnel, LinkRow, SplitRow, StageRow, funnel
from mostik.kernel.period import Span
from mostik.web import charts, formats
from mostik.web.components.registry import render as piece
from mostik.web.tables import Column, grid

SPLITS = ("person", "team", "department", "channel", "product", "pipeline", "sector")
#: The conversion into each link, by the metric that counts the link.
INTO = {
    "qualified": "lead_to_qualified",
    "meetings": "qualified_to_meeting",
    "proposals": "meeting_to_proposal",
    "contracts": "proposal_to_contract",
    "invoices": "contract_to_invoice",
    "payments": "invoice_to_payment",
}
COHORT = "cohort"


def show_funnel(request: HttpRequest) -> HttpResponse:
    """Show the funnel of a period or cohort, with the one before, stage times and what a sale takes."""
    days = asked.span_data(request)
    form = ComparedForm({**days, **asked.base_data(request, SpanForm(days).span)})
    by = request.GET.get("by", "") if request.GET.get("by") in SPLITS else ""
    where, by_cohort = asked.where_of(request), request.GET.get("count") == COHORT
    shown = funnel(
        viewer=request.actor, span=form.span, before=form.base, by=by, where=where.values, by_cohort=by_cohort
    )
    context = {
        "form": form,
        "by_title": DIMENSIONS[by].title if by else "",
        "splits_by": asked.splits(request, SPLITS, by),
        "span": form.span,
        "base": form.base,
        "kept": {"by": by, "count": COHORT if by_cohort else ""},
        "modes": _modes(request, by_cohort=by_cohort),
        "quick": asked.quick_spans(request, form.span, by=by, **({"count": COHORT} if by_cohort else {})),
        "chips": asked.chips(request, where, request.actor),
        "where": where.query,
        "funnel": shown,
        **_pieces(shown, form.span, where, by, by_cohort=by_cohort),
    }
    return render(request, "analysis/funnel.html", context, status=200 if form.is_valid() else 422)


def _modes(request: HttpRequest, *, by_cohort: bool) -> list[Link]:
    query = {name: value for name, value in request.GET.items() if name != "count"}
    return [
        Link(_("By what happened"), asked.address(request.path, query), current=not by_cohort),
        Link(_("By who came"), asked.address(request.path, {**query, "count": COHORT}), current=by_cohort),
    ]


def _pieces(shown: Funnel, span: Span, where: Where, by: str, *, by_cohort: bool) -> dict[str, Any]:
    return {
        "chart": _chart(shown, span, where, by_cohort=by_cohort),
        "links": grid(_link_columns(span, where, by_cohort=by_cohort), shown.links),
        "stages": grid(_stage_columns(), shown.stages),
        "effort": grid(_effort_columns(span, where), shown.effort),
        "splits": grid(_split_columns(span, where, by, by_cohort=by_cohort), shown.split) if by else None,
    }


def _chart(shown: Funnel, span: Span, where: Where, *, by_cohort: bool) -> charts.Chart:
    return charts.funnel(
        _("Funnel"),
        [(str(METRICS[row.metric].title), row.count) for row in shown.links],
        links=[_opened(row.metric, span, where, by_cohort=by_cohort) for row in shown.links],
        notes=[formats.percent(row.share, 1) if row.share is not None else "" for row in shown.links],
        weakest=shown.weakest,
    )


def _link_columns(span: Span, where: Where, *, by_cohort: bool) -> list[Column]:
    def conversion(row: LinkRow) -> Any:
        if row.metric not in INTO:
            return ""
        code = f"{INTO[row.metric]}_cohort" if by_cohort else INTO[row.metric]
        return piece("link-number", value=formats.percent(row.share, 1), href=asked.records_href(code, span, where))

    return [
        Column(key="link", title=_("Link"), value=lambda row: METRICS[row.metric].title, main=True),
        linked("count", _("Deals"), _count, lambda row: _opened(row.metric, span, where, by_cohort=by_cohort)),
        Written(key="amount", title=_("Amount"), value=_amounts, hide_on_phone=True),
        Written(key="share", title=_("From the link before"), value=conversion),
        Written(key="change", title=_("Against before"), value=_change, hide_on_phone=True),
        Column(key="of", title=_("Of the first"), value=lambda row: row.of_first, kind="percent", hide_on_phone=True),
        Column(key="before", title=_("Deals before"), value=lambda row: row.before, kind="number", hide_on_phone=True),
    ]


def _count(row: LinkRow | EffortRow) -> str:
    return formats.number(row.count)


def _amounts(row: LinkRow) -> str:
    return ", ".join(formats.money_short(money) for money in row.amounts)


def _change(row: LinkRow) -> Any:
    if row.share is None or row.share_before is None:
        return ""
    gap = row.share - row.share_before
    return piece("delta", text=formats.points(gap), tone="bad" if gap < 0 else "good" if gap > 0 else "neutral")


def _opened(code: str, span: Span, where: Where, *, by_cohort: bool, **more: Any) -> str:
    """Return the address of a link's records: of those created in the span, or of those that reached it then."""
    return asked.records_href(code, span, where, **more, **({"axis": COHORT} if by_cohort else {}))


def _stage_columns() -> list[Column]:
    return [
        Column(key="stage", title=_("Stage"), value=lambda row: row.title, main=True),
        Column(key="pipeline", title=_("Pipeline"), value=lambda row: row.pipeline, hide_on_phone=True),
        Column(key="entered", title=_("Entered"), value=lambda row: row.entered, kind="number"),
        Column(key="open", title=_("Still there"), value=lambda row: row.open, kind="number"),
        Written(key="median", title=_("Half leave within"), value=_median),
        Column(
            key="mean", title=_("Mean, days"), value=lambda row: _tenth(row.mean), kind="number", hide_on_phone=True
        ),
        Column(key="norm", title=_("Norm, days"), value=lambda row: row.norm, kind="number", hide_on_phone=True),
    ]


def _median(row: StageRow) -> Any:
    words = _("%(number)s d") if row.median is not None else _("over %(number)s d")
    days = row.longer_than if row.median is None else row.median
    tone = "bad" if row.norm and days > row.norm else "neutral"
    return piece("link-number", value=words % {"number": formats.number(days)}, tone=tone)


def _effort_columns(span: Span, where: Where) -> list[Column]:
    return [
        Column(key="what", title=_("What"), value=lambda row: METRICS[row.metric].title, main=True),
        linked("count", _("In all"), _count, lambda row: asked.records_href(row.metric, span, where)),
        Column(key="per", title=_("Per sale"), value=lambda row: _tenth(row.per_sale), kind="number"),
    ]


def _split_columns(span: Span, where: Where, by: str, *, by_cohort: bool) -> list[Column]:
    def link(place: int, code: str) -> Column:
        return linked(
            code,
            METRICS[code].title,
            lambda row: formats.number(row.counts[place]),
            lambda row: _opened(code, span, where, by_cohort=by_cohort, **{by: row.key}),
            hide_on_phone=code not in {"leads", "payments"},
        )

    def href(row: SplitRow) -> str:
        code = "lead_to_sale_cohort" if by_cohort else "lead_to_sale"
        return asked.records_href(code, span, where, **{by: row.key})

    return [
        Column(key="name", title=DIMENSIONS[by].title, value=lambda row: row.name, main=True),
        *(link(place, code) for place, code in enumerate(("leads", *INTO))),
        Column(key="sale", title=_("Lead → sale"), value=lambda row: row.to_sale, kind="percent", url=href),
    ]


def _tenth(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
