"""The forecast on screen: what to expect of this month, the next and the quarter, and how far that may be believed."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.analysis.catalog import Words
from mostik.analysis.pages.asked import address, records_href
from mostik.analysis.pages.calls import shown_promises
from mostik.analysis.queries.forecast import A_YEAR, By, Expected, Forecast, Foreseen, forecast
from mostik.kernel.period import Span
from mostik.web import charts, formats
from mostik.web.tables import Badge, Column, grid

PERIODS: dict[str, Words] = {
    "month": gettext_lazy("This month"),
    "next": gettext_lazy("Next month"),
    "quarter": gettext_lazy("This quarter"),
}
SHOWN_MONTHS = 24


@dataclass(frozen=True, slots=True)
class _Line:
    """One way's view of one period."""

    period: Foreseen
    way: Expected
    season: int

    @property
    def is_best(self) -> bool:
        return self.period.best is self.way


def show_forecast(request: HttpRequest) -> HttpResponse:
    """Show what revenue is expected within the viewer's reach, with bounds and the misses of the past."""
    found = forecast(viewer=request.actor)
    lines = [_Line(period, way, found.season) for period in found.periods for way in period.ways]
    context = {
        "forecast": found,
        "figures": [_figure(period, found.season) for period in found.periods if period.best],
        "lines": grid(_columns(), lines) if lines else None,
        "course": _course(found),
        "seasonal": found.season == A_YEAR,
        "needed": 2 * A_YEAR + 3,
        **shown_promises(request.actor),
    }
    return render(request, "analysis/forecast.html", context)


def _figure(period: Foreseen, season: int) -> dict[str, Any]:
    best = period.best
    assert best is not None
    plan = [_way_words(best.by, season)]
    if best.low and best.high:
        bounds = {"low": formats.money_short(best.low), "high": formats.money_short(best.high)}
        plan.insert(0, _("4 of 5: %(low)s – %(high)s") % bounds)
    return {
        "label": PERIODS[period.code],
        "value": formats.money_short(best.value),
        "href": address(reverse("crm:deal_list"), {"outcome": "open"}),
        "share": period.fact.minor / best.value.minor if period.fact.minor > 0 else None,
        "plan": " · ".join(map(str, plan)),
    }


def _columns() -> list[Column]:
    return [
        Column(key="period", title=_("Period"), value=lambda line: PERIODS[line.period.code], main=True),
        Column(
            key="way",
            title=_("From what"),
            value=lambda line: Badge(_way_words(line.way.by, line.season), "accent" if line.is_best else "neutral"),
            kind="badge",
        ),
        Column(key="fact", title=_("In already"), value=lambda line: line.period.fact, kind="money", url=_paid),
        Column(key="value", title=_("Expected"), value=lambda line: line.way.value, kind="money", url=_behind),
        Column(key="bounds", title=_("4 of 5"), value=lambda line: _bounds(line.way)),
        Column(key="error", title=_("Missed by, on average"), value=lambda line: line.way.error, kind="money"),
        Column(
            key="judged",
            title=_("Judged on months"),
            value=lambda line: line.way.judged_on,
            kind="number",
            hide_on_phone=True,
        ),
    ]


def _bounds(way: Expected) -> str:
    if not way.low or not way.high:
        return ""
    return f"{formats.money_short(way.low)}{formats.NBSP}–{formats.NBSP}{formats.money_short(way.high)}"


def _paid(line: _Line) -> str:
    """Return the payments of the period."""
    return records_href("revenue", Span(line.period.first, line.period.last))


def _behind(line: _Line) -> str:
    """Return what an expected figure stands on: the open deals, or the months of the past."""
    if line.way.by is By.DEALS:
        return address(reverse("crm:deal_list"), {"outcome": "open"})
    return reverse("analysis:metric", args=["revenue"])


def _way_words(by: By, season: int) -> str:
    if by is By.DEALS:
        return _("from deals")
    if by is By.SERIES:
        return _("from the months before")
    return _("as the same month a year ago") if season == A_YEAR else _("as the last month")


def _course(found: Forecast) -> charts.Chart | None:
    """Return the months so far and what is expected of this one and the next."""
    months = found.months[-SHOWN_MONTHS:]
    ahead = [period for period in found.periods if period.code != "quarter" and period.best]
    if not months or not ahead:
        return None
    names = [formats.month(first) for first, _amount in months] + [formats.month(ahead[-1].first)]
    whole = [amount.major for _first, amount in months]
    said = [None] * (len(whole) - 2) + whole[-2:-1] + [each.best.value.major for each in ahead if each.best]
    low = [None] * (len(whole) - 1) + [each.best.low and each.best.low.major for each in ahead if each.best]
    high = [None] * (len(whole) - 1) + [each.best.high and each.best.high.major for each in ahead if each.best]
    series = [
        charts.Series(_("Fact"), [*whole, None], area=True),
        charts.Series(_("Expected"), said[-len(names) :], tone="accent", dashed=True),
        charts.Series(_("Not less than"), low, tone="neutral", dashed=True),
        charts.Series(_("Not more than"), high, tone="neutral", dashed=True),
    ]
    return charts.line(_("Month by month"), names, series, unit=formats.currency_sign(months[-1][1].currency))
