"""What a screen of figures was asked for by its address, and addresses of the same kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from mostik.analysis.forms import this_month
from mostik.analysis.queries.dimensions import DIMENSIONS, Key
from mostik.analysis.queries.narrowed import EVERY, NARROWED, Where, address_word, narrowed_by, narrowed_name
from mostik.analysis.rules.spans import span_before
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.events import Ref
from mostik.kernel.period import Period, PeriodKind, Span

__all__ = ["EVERY", "NARROWED", "Where", "narrowed_by"]
CARDS = {"crm.deal": "crm:deal", "crm.company": "crm:company"}


@dataclass(frozen=True)
class Chip:
    """One thing figures are narrowed by, and the address without it."""

    title: str
    value: str
    href: str


@dataclass(frozen=True)
class Link:
    """A choice that is an address."""

    text: str
    href: str
    current: bool = False


def where_of(request: HttpRequest) -> Where:
    """Return what the address narrows figures by; what cannot be a value is left out."""
    return narrowed_by(request.GET)


def span_data(request: HttpRequest, span: Span | None = None) -> dict[str, str]:
    """Return the days asked for, as a form takes them; this month to date unless said otherwise."""
    default = span or this_month()
    return {
        "first": request.GET.get("first", default.first.isoformat()),
        "last": request.GET.get("last", default.last.isoformat()),
    }


def base_data(request: HttpRequest, span: Span) -> dict[str, str]:
    """Return the days to compare with, as a form takes them; the span before unless said otherwise."""
    before = span_before(span)
    return {
        "base_first": request.GET.get("base_first") or before.first.isoformat(),
        "base_last": request.GET.get("base_last") or before.last.isoformat(),
    }


def quick_spans(request: HttpRequest, now: Span, **kept: str) -> list[Link]:
    """Return the spans people ask for most, as addresses of this page."""
    today = clock.today()
    month, quarter = Period.of(PeriodKind.MONTH, today), Period.of(PeriodKind.QUARTER, today)
    spans = (
        (_("This month"), this_month()),
        (_("Last month"), month.previous().span),
        (_("Quarter"), Span(quarter.first, today)),
        (_("Year"), Span(Period.of(PeriodKind.YEAR, today).first, today)),
    )
    return [Link(text, address(request.path, {**_days(span), **kept}), current=span == now) for text, span in spans]


def splits(request: HttpRequest, codes: tuple[str, ...], now: str) -> list[Link]:
    """Return the ways to split this page's figures, as addresses of it."""
    kept = {name: value for name, value in request.GET.items() if name != "by"}
    whole = Link(_("As a whole"), address(request.path, kept), current=not now)
    ways = [
        Link(str(DIMENSIONS[code].title), address(request.path, {**kept, "by": code}), current=code == now)
        for code in codes
    ]
    return [whole, *ways]


def chips(request: HttpRequest, where: Where, viewer: Actor, *, itself: bool = False) -> list[Chip]:
    """Return what figures are narrowed by, each with the address without it.

    ``itself``: the page narrows them by itself, so its address has to say what is left, and "every" where nothing is.
    """
    return [
        Chip(
            str(DIMENSIONS[code].title),
            narrowed_name(code, value, viewer),
            _without(request, where, code, itself=itself),
        )
        for code, value in where.values.items()
    ]


def records_href(code: str, span: Span, where: Where | None = None, *, base: bool = False, **more: Key) -> str:
    """Return the address of the records behind a metric's figure."""
    narrowed = {dim: address_word(key) for dim, key in more.items()}
    query = {"metric": code, **_days(span), **(where.query if where else {}), **narrowed}
    return address(reverse("analysis:records"), {**query, **({"base": "1"} if base else {})})


def metric_href(code: str, span: Span, **more: str) -> str:
    """Return the address of a metric's page."""
    return address(reverse("analysis:metric", args=[code]), {**_days(span), **more})


def card_href(ref: Ref | None) -> str:
    """Return the address of a record's card, or nothing for a record without one."""
    try:
        return reverse(CARDS[ref.kind], args=[ref.id]) if ref and ref.kind in CARDS else ""
    except NoReverseMatch:
        return ""


def address(path: str, query: Mapping[str, Any]) -> str:
    """Return an address with its words."""
    return f"{path}?{urlencode(query)}" if query else path


def _without(request: HttpRequest, where: Where, code: str, *, itself: bool) -> str:
    rest = {name: value for name, value in request.GET.items() if name not in {*NARROWED, EVERY}}
    left = {name: value for name, value in where.query.items() if name != code}
    return address(request.path, {**rest, **left, **({EVERY: "1"} if itself and not left else {})})


def _days(span: Span) -> dict[str, str]:
    return {"first": span.first.isoformat(), "last": span.last.isoformat()}
