"""From a click to money on screen: what sources cost and brought; sites, numbers and spend behind it."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.channels.forms.tracking import MODELS, ReportForm, this_month
from mostik.channels.queries import roi as queries
from mostik.channels.queries.roi import Asked, Depth
from mostik.channels.queries.tracking import touches_of
from mostik.channels.rules.attribution import Model
from mostik.channels.rules.origins import DIRECT, LONGEST, NONE
from mostik.channels.rules.roi import Figure, Key, Line
from mostik.core.rights import EXPORT
from mostik.kernel.money import Money
from mostik.web import tables
from mostik.web.tabs import Tab

C = TypeVar("C", Depth, Model, Figure)
Url = Callable[[tuple[Key | None, Line]], str]
FIGURES = {
    Figure.LEADS: gettext_lazy("Leads"),
    Figure.TARGET: gettext_lazy("Qualified"),
    Figure.WON: gettext_lazy("Sales"),
    Figure.PAID: gettext_lazy("Money in"),
}
DEPTHS = {
    Depth.SOURCE: gettext_lazy("Sources"),
    Depth.CAMPAIGN: gettext_lazy("Campaigns"),
    Depth.TERM: gettext_lazy("Advertisements and words"),
}


def tabs(current: str) -> list[Tab]:
    """Return the tabs of the pages of tracking."""
    names = (
        ("channels:roi", _("From click to money")),
        ("channels:spend", _("Spend")),
        ("channels:visits", _("Site visits")),
        ("channels:sites", _("Sites")),
        ("channels:numbers", _("Phone numbers")),
    )
    return [Tab(words, reverse(name), name == current) for name, words in names]


def roi(request: HttpRequest) -> HttpResponseBase:
    """What each source cost and brought, by leads of the days asked for."""
    form = ReportForm({**this_month(), **request.GET.dict()})
    valid = form.is_valid()
    asked = _asked(request, form.cleaned_data if valid else this_month())
    told = queries.report(asked, viewer=request.actor)
    columns = _columns(request, asked, told)
    if kind := tables.file_asked(request, EXPORT, ("csv",)):
        return tables.file_answer(kind, "roi", columns, [*told.lines, ((), told.whole)])
    kept = {"by": asked.depth.value, "model": asked.model.value, "source": asked.source}
    context = {
        "grid": tables.grid(columns, told.lines, (None, told.whole)),
        "empty": not told.lines,
        "form": form,
        "kept": {name: value for name, value in kept.items() if value},
        "asked": asked,
        "depths": _choices(request, "by", DEPTHS, asked.depth),
        "models": _choices(request, "model", MODELS, asked.model),
        "tabs": tabs("channels:roi"),
        "other": told.other_currency,
        "currency": told.currency,
        "whole_href": _address(request, source=""),
        "export": _address(request, format="csv") if request.actor.may(EXPORT) else "",
        "setup": request.actor.may("channels.edit_tracking"),
    }
    return render(request, "channels/tracking/roi.html", context, status=200 if valid else 422)


def roi_deals(request: HttpRequest) -> HttpResponseBase:
    """The deals behind a line of the report."""
    form = ReportForm({**this_month(), **request.GET.dict()})
    asked = _asked(request, form.cleaned_data if form.is_valid() else this_month())
    names = queries.MARKS[asked.depth]
    key: Key | None = ()
    if "at_source" in request.GET:
        key = tuple(request.GET.get(f"at_{name}", "")[:LONGEST] for name in names)
    elif request.GET.get("every") == "1":
        key = None
    figure = _chosen(request, "figure", Figure.LEADS)
    rows = queries.deals_of(asked, key, viewer=request.actor, figure=figure).select_related("owner", "stage")
    title = _name(key) if figure is Figure.LEADS else f"{_name(key)} · {FIGURES[figure]}"
    context = {"title": title, "back": f"{reverse('channels:roi')}?{urlencode(_said(asked))}", "asked": asked}
    return tables.answer(request, "channels/tracking/deals.html", DEALS, rows, context)


def visit_list(request: HttpRequest) -> HttpResponseBase:
    """The visits of our sites: what the figure of visits counts."""
    rows = queries.visits(viewer=request.actor)
    return tables.answer(request, "channels/tracking/visits.html", VISITS, rows, {"tabs": tabs("channels:visits")})


def touches(request: HttpRequest, deal_id: int) -> HttpResponse:
    """What touched the client before the deal: a panel of its card."""
    lines = touches_of(deal_id, viewer=request.actor)
    return render(request, "channels/tracking/_touches.html", {"lines": lines})


DEALS = tables.Table(
    code="traced_deals",
    columns=(
        tables.Column(
            key="title",
            title=gettext_lazy("Deal"),
            value=lambda row: row.title,
            main=True,
            url=lambda row: reverse("crm:deal", args=[row.pk]),
        ),
        tables.Column(key="stage", title=gettext_lazy("Stage"), value=lambda row: row.stage.title),
        tables.Column(
            key="amount",
            title=gettext_lazy("Amount"),
            value=lambda row: Money(row.amount_minor, row.currency),
            kind="money",
            sort=("amount_minor", "id"),
        ),
        tables.Column(key="owner", title=gettext_lazy("Owner"), value=lambda row: row.owner.short_name, kind="person"),
        tables.Column(
            key="created_at",
            title=gettext_lazy("Came"),
            value=lambda row: row.created_at,
            kind="moment",
            sort=("created_at", "id"),
        ),
    ),
    search=tables.text_search("title"),
    search_words=gettext_lazy("Deal"),
    default_sort="-created_at",
    export_needs=EXPORT,
    subjects="deals",
    empty_title=gettext_lazy("No deals here"),
    empty_text=gettext_lazy("Deals whose clients came this way in these days stand here."),
)


MARKS_FILTER = tables.text_filter(
    "marks", gettext_lazy("Source and medium, as yandex|cpc"), apply=queries.of_marks, more=True
)
VISITS = tables.Table(
    code="visits",
    columns=(
        tables.Column(
            key="at", title=gettext_lazy("Came"), value=lambda row: row.at, kind="moment", main=True, sort=("at", "id")
        ),
        tables.Column(
            key="source",
            title=gettext_lazy("Came from"),
            value=lambda row: _name((row.source, row.medium, row.campaign)),
            sort=("source", "id"),
        ),
        tables.Column(key="landing", title=gettext_lazy("First page"), value=lambda row: row.landing),
        tables.Column(
            key="referrer", title=gettext_lazy("From page"), value=lambda row: row.referrer, hide_on_phone=True
        ),
        tables.Column(
            key="pages",
            title=gettext_lazy("Pages seen"),
            value=lambda row: row.pages,
            kind="number",
            sort=("pages", "id"),
        ),
        tables.Column(
            key="site", title=gettext_lazy("Site"), value=lambda row: row.visitor.site.title, hide_on_phone=True
        ),
    ),
    filters=(
        tables.day_range_filter("day", gettext_lazy("Day"), "day"),
        MARKS_FILTER,
    ),
    search=tables.text_search("landing", "referrer"),
    search_words=gettext_lazy("Page"),
    default_sort="-at",
    export_needs=EXPORT,
    empty_title=gettext_lazy("No visits yet"),
    empty_text=gettext_lazy("Put the line of a site into its pages: visits of those who agree are counted here."),
)


def _asked(request: HttpRequest, days: dict[str, Any]) -> Asked:
    return Asked(
        first=days["first"],
        last=days["last"],
        depth=_chosen(request, "by", Depth.SOURCE),
        model=_chosen(request, "model", Model.LAST),
        source=request.GET.get("source", "")[:LONGEST],
    )


def _chosen(request: HttpRequest, name: str, usual: C) -> C:
    """Return the choice an address names, or the usual one."""
    return next((each for each in type(usual) if each.value == request.GET.get(name)), usual)


def _said(asked: Asked) -> dict[str, str]:
    told = {"first": asked.first.isoformat(), "last": asked.last.isoformat()}
    told |= {"by": asked.depth.value, "model": asked.model.value}
    return {**told, **({"source": asked.source} if asked.source else {})}


def _name(key: Key | None) -> str:
    if key is None:
        return _("Total")
    if not key or key[0] == DIRECT:
        return _("Direct or unknown") if key else _("Not traced")
    return " / ".join(each for each in key if each and each != NONE)


def _deals_url(asked: Asked, figure: Figure) -> Url:
    """Return how a figure leads to its deals; nothing where it counts none."""

    def address(row: tuple[Key | None, Line]) -> str:
        key, line = row
        if not getattr(line, figure.value):
            return ""
        at = {f"at_{name}": value for name, value in zip(queries.MARKS[asked.depth], key or (), strict=False)}
        told = {**_said(asked), **(at if key is not None else {"every": "1"}), "figure": figure.value}
        return f"{reverse('channels:roi_deals')}?{urlencode(told)}"

    return address


def _rows_url(asked: Asked, name: str, days: str) -> Url:
    """Return how a figure leads to the days or visits it sums."""

    def address(row: tuple[Key | None, Line]) -> str:
        marks = asked.source if row[0] is None else "|".join(row[0])
        told = {f"{days}_from": asked.first, f"{days}_to": asked.last, **({"marks": marks} if marks else {})}
        return f"{reverse(name)}?{urlencode(told)}"

    return address


def _columns(request: HttpRequest, asked: Asked, told: queries.Report) -> list[tables.Column]:
    money, average = (partial(each, currency=told.currency) for each in (_money, _average))

    deals = partial(_deals_url, asked)
    spent, visited = _rows_url(asked, "channels:spend", "at"), _rows_url(asked, "channels:visits", "day")

    def deeper(row: tuple[Key | None, Line]) -> str:
        key, _line = row
        if not key or asked.depth is Depth.TERM:
            return ""
        by = Depth.CAMPAIGN if asked.depth is Depth.SOURCE else Depth.TERM
        return _address(request, by=by.value, source=key[0])

    def column(key: str, title: str, of: Any, kind: str = "money", **more: Any) -> tables.Column:
        return tables.Column(key=key, title=title, value=lambda row: of(row[1]), kind=kind, **more)

    found = [
        tables.Column(key="name", title=_("Came from"), value=lambda row: _name(row[0]), main=True, url=deeper),
        column("spend", _("Spent"), lambda line: money(line.spend), url=spent),
        column("clicks", _("Clicks"), lambda line: line.clicks or None, "number", hide_on_phone=True),
        column(
            "visits",
            _("Site visits"),
            lambda line: line.visits or None,
            "number",
            hide_on_phone=True,
            url=visited,
        ),
        column("leads", _("Leads"), lambda line: _count(line.leads), "number", url=deals(Figure.LEADS)),
        column("target", _("Qualified"), lambda line: _count(line.target), "number", url=deals(Figure.TARGET)),
        column("won", _("Sales"), lambda line: _count(line.won), "number", url=deals(Figure.WON)),
        column("paid", _("Money in"), lambda line: money(line.paid), url=deals(Figure.PAID)),
        column("lead_cost", _("For a lead"), lambda line: average(line.lead_cost), hide_on_phone=True),
        column("sale_cost", _("For a sale"), lambda line: average(line.sale_cost)),
        column("share", _("Spend of paid"), lambda line: _percent(line.spend_share), "percent", hide_on_phone=True),
        column("maturity", _("Decided"), lambda line: _percent(line.maturity), "percent", hide_on_phone=True),
    ]
    if told.sees_margin:
        tone = lambda row: "neutral" if row[1].romi is None else "good" if row[1].romi > 0 else "bad"  # noqa: E731
        found.append(column("romi", _("ROMI"), lambda line: _percent(line.romi), "percent", tone=tone))
    return found


def _money(minor: int | Fraction | None, *, currency: str) -> Money | None:
    return Money(round(minor), currency) if minor else None


def _average(minor: Fraction | None, *, currency: str) -> Money | None:
    """Return a cost of one in whole units: kopecks of an average say nothing."""
    return Money.of(round(Money(round(minor), currency).major), currency) if minor else None


def _count(share: Fraction) -> float | int | None:
    return None if not share else int(share) if share.denominator == 1 else round(float(share), 1)


def _percent(share: Fraction | None) -> Decimal | None:
    return None if share is None else round(Decimal(share.numerator) / share.denominator, 3)


def _choices(request: HttpRequest, name: str, words: dict[Any, Any], now: Any) -> list[Tab]:
    return [Tab(str(title), _address(request, **{name: code.value}), code is now) for code, title in words.items()]


def _address(request: HttpRequest, **more: str) -> str:
    told = {name: value for name, value in {**request.GET.dict(), **more}.items() if value}
    return f"{reverse('channels:roi')}?{urlencode(told)}"
