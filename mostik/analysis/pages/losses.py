"""Why deals are lost, on screen: the tree of reasons, where each comes, what to do where there is most to win back."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from mostik.analysis.catalog import METRICS
from mostik.analysis.forms import ReportForm
from mostik.analysis.pages import asked, report_table, words
from mostik.analysis.pages.asked import Where
from mostik.analysis.pages.figures import Written, linked
from mostik.analysis.queries.losses import COUNT, SUM, Finding, Losses, ReasonGroup, ReasonLine, losses, losses_by
from mostik.analysis.queries.reports import Answer, narrowing
from mostik.analysis.rules.spans import days_of
from mostik.analysis.terms import Days, Report
from mostik.core import clock
from mostik.core.rights import EXPORT
from mostik.kernel.period import Span
from mostik.web import formats
from mostik.web.components.registry import render as piece
from mostik.web.tables import Column, file_answer, file_asked, file_links, grid

SPLITS = ("stage", "person", "channel", "competitor", "product", "month")
HANDS = {
    "person": gettext_lazy("%(name)s loses %(lost)s of %(closed)s deals with it, the others %(share)s."),
    "channel": gettext_lazy("Channel “%(name)s”: %(lost)s of %(closed)s deals are lost with it, elsewhere %(share)s."),
    "product": gettext_lazy("“%(name)s”: %(lost)s of %(closed)s deals are lost with it, other products %(share)s."),
}


def show_losses(request: HttpRequest) -> HttpResponseBase:
    """Show why deals were lost in some days, beside the days before."""
    where = asked.where_of(request)
    usual = days_of(Days.NINETY, clock.today())
    form = ReportForm({**asked.span_data(request, usual), **where.query}, usual=usual)
    by = request.GET.get("by") if request.GET.get("by") in SPLITS else SPLITS[0]
    found = losses(viewer=request.actor, span=form.span, where=where.values)
    if kind := file_asked(request, EXPORT):
        return file_answer(kind, "losses", _file_columns(found), found.lines)
    form.offer(narrowing(Report(measures=(COUNT,)), viewer=request.actor, span=form.span))
    context = {
        "form": form,
        "span": form.span,
        "kept": {"by": by},
        "quick": asked.quick_spans(request, form.span, **where.query, by=by or ""),
        "chips": asked.chips(request, where, request.actor),
        "found": found,
        "figures": _figures(found, form.span, where),
        "findings": [_said(each, form.span, where) for each in found.findings],
        "tree": grid(_columns(found, form.span, where), _branches(found), found),
        "splits_by": [each for each in asked.splits(request, SPLITS, by or "") if "by=" in each.href],
        "heat": _heat(losses_by(by or "", viewer=request.actor, span=form.span, where=where.values), where),
        "book": reverse("crm:pipelines") if request.actor.may("crm.edit_pipelines") else "",
        "exports": file_links(request, EXPORT),
    }
    return render(request, "analysis/losses.html", context, status=200 if form.is_valid() else 422)


def _figures(found: Losses, span: Span, where: Where) -> list[dict[str, Any]]:
    count, tone, _way = words.change(found.lost, found.before, METRICS[COUNT])
    money, money_tone, _way = words.change(found.amount.minor, found.amount_before.minor, METRICS[SUM])
    share = found.preventable.minor / found.amount.minor if found.amount.minor else None
    return [
        {
            "label": _("Deals lost"),
            "value": formats.number(found.lost),
            "href": asked.records_href(COUNT, span, where),
            "delta": count,
            "tone": tone,
            "plan": _("was %(was)s") % {"was": formats.number(found.before)},
        },
        {
            "label": _("Lost amount"),
            "value": formats.money_short(found.amount),
            "href": asked.records_href(SUM, span, where),
            "delta": money,
            "tone": money_tone,
            "plan": _("was %(was)s") % {"was": formats.money_short(found.amount_before)},
        },
        {
            "label": _("Preventable"),
            "value": formats.money_short(found.preventable),
            "plan": _("%(share)s of what was lost") % {"share": formats.percent(share, 0)} if share is not None else "",
        },
    ]


def _said(finding: Finding, span: Span, where: Where) -> dict[str, Any]:
    """Return a finding in words: whose, how much more than elsewhere, what it is worth, what to do."""
    line, cut = finding.line, finding.cut
    told = {
        "name": finding.hand[1],
        "lost": formats.number(cut.hits),
        "closed": formats.number(cut.deals),
        "share": formats.percent(cut.elsewhere, 0),
    }
    return {
        "reason": line.title,
        "words": HANDS[finding.by] % told,
        "worth": ngettext(
            "%(count)s deal and %(worth)s less would be lost with the others' share.",
            "%(count)s deals and %(worth)s less would be lost with the others' share.",
            round(cut.excess),
        )
        % {"count": formats.number(round(cut.excess)), "worth": formats.money_short(finding.worth)},
        "advice": line.advice,
        "href": asked.records_href(COUNT, span, where, reason=line.id, **{finding.by: finding.hand[0]}),
    }


def _branches(found: Losses) -> list[ReasonGroup | ReasonLine]:
    """Return the tree line by line: each branch, then its reasons."""
    return [row for group in found.groups for row in (group, *group.lines)]


def _name(row: Losses | ReasonGroup | ReasonLine) -> Any:
    if isinstance(row, Losses):
        return _("Total")
    if isinstance(row, ReasonGroup):
        return row.title
    badge = piece("badge", text=_("preventable"), tone="info") if row.preventable else ""
    return format_html('<span class="branch">{} {}</span>', row.title, badge)


def _stage(row: Losses | ReasonGroup | ReasonLine) -> str:
    if not isinstance(row, ReasonLine) or row.stage is None:
        return ""
    counts = {"count": formats.number(row.on_stage), "all": formats.number(row.lost)}
    return _("%(stage)s: %(count)s of %(all)s") % {"stage": row.stage[1], **counts}


def _change(row: Losses | ReasonGroup | ReasonLine) -> str:
    text, tone, direction = words.change(row.lost, row.before, METRICS[COUNT])
    return piece("delta", text=text, tone=tone, direction=direction) if text else formats.DASH


def _columns(found: Losses, span: Span, where: Where) -> list[Column]:
    def opened(row: object, code: str) -> str:
        narrowed = {"reason": row.id} if isinstance(row, ReasonLine) else {}
        return "" if isinstance(row, ReasonGroup) else asked.records_href(code, span, where, **narrowed)

    def share(row: Any) -> str:
        return formats.percent(row.lost / found.lost, 0) if found.lost else formats.DASH

    advice = Column(key="advice", title=_("What to do"), value=_advice)
    return [
        Column(key="reason", title=_("Reason"), value=_name, main=True),
        linked("lost", _("Deals"), lambda row: formats.number(row.lost), lambda row: opened(row, COUNT)),
        Written(key="share", title=_("Share"), value=share),
        Column(key="change", title=pgettext("figure", "Change"), value=_change),
        linked("amount", _("Lost amount"), lambda row: formats.money_short(row.amount), lambda row: opened(row, SUM)),
        Column(key="stage", title=_("Mostly on the stage"), value=_stage),
        *([advice] if any(line.advice for line in found.lines) else []),
    ]


def _advice(row: Losses | ReasonGroup | ReasonLine) -> str:
    return row.advice if isinstance(row, ReasonLine) else ""


def _file_columns(found: Losses) -> list[Column]:
    group = {line.id: each.title for each in found.groups for line in each.lines}
    return [
        Column(key="group", title=_("Group"), value=lambda row: group[row.id]),
        Column(key="reason", title=_("Reason"), value=lambda row: row.title),
        Column(key="lost", title=_("Deals"), value=lambda row: row.lost, kind="number"),
        Column(key="before", title=_("Deals, before"), value=lambda row: row.before, kind="number"),
        Column(key="amount", title=_("Lost amount"), value=lambda row: row.amount, kind="money"),
        Column(key="preventable", title=_("Preventable"), value=lambda row: _("yes") if row.preventable else _("no")),
        Column(key="stage", title=_("Mostly on the stage"), value=lambda row: row.stage[1] if row.stage else ""),
        Column(key="advice", title=_("What to do"), value=lambda row: row.advice),
    ]


def _heat(answer: Answer, where: Where) -> dict[str, Any]:
    """Return the reasons across a dimension: the more of a column's losses a reason took, the darker its cell."""
    by, heads = answer.report.columns, [head for head in answer.heads if head.across]
    whole = [int(figure.value or 0) for figure in answer.total.figures]
    rows = []
    for line in answer.lines:
        cells = []
        for at, head in enumerate(heads):
            count, (key, _title) = int(line.figures[at].value or 0), head.across or (None, "")
            span, narrowed = report_table.cut((by,), ((key, ""),), answer.span)
            href = asked.records_href(COUNT, span, where, reason=line.keys[0][0], **narrowed) if count else ""
            share = count / whole[at] if whole[at] else 0
            cells.append({"text": formats.number(count) if count else "", "share": share, "href": href,
                          "title": formats.percent(share, 0)})  # fmt: skip
        rows.append((line.keys[0][1], cells))
    return {"heads": [report_table.key_name(by, head.across or (None, "")) for head in heads], "rows": rows}
