"""The screen that explains why revenue differs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mostik.analysis.catalog import METRICS
from mostik.analysis.forms import ComparedForm, SpanForm
from mostik.analysis.pages import asked, words
from mostik.analysis.pages.asked import Link, Where
from mostik.analysis.pages.figures import Written
from mostik.analysis.queries.gap import MONEY, Gap, GapRow, currencies, gap_of_spans
from mostik.analysis.rules.gap import Part
from mostik.analysis.terms import GapPart
from mostik.kernel.money import Money
from mostik.kernel.period import Span
from mostik.web import charts, formats
from mostik.web.components.registry import render as piece
from mostik.web.tables import Column, grid

#: Which records a part opens; a conversion opens its own metric.
OPENS: dict[str, str] = {
    GapPart.LEADS: "leads",
    GapPart.ABSENCE: "leads",
    GapPart.LEADS_PER_DAY: "leads",
    GapPart.MIX_PEOPLE: "leads",
    GapPart.MIX_CHANNELS: "leads",
}


#: Stands for all people or channels in the last row.
TOGETHER = -1


@dataclass(frozen=True)
class Shown:
    """A gap with what it was asked for: enough to give every part its address."""

    gap: Gap
    span: Span
    where: Where
    metric: str

    def opens(self, code: str, **more: Any) -> str:
        """Return the address of the records behind a part; without a part, of the whole revenue."""
        if code in {"", GapPart.CHECK}:
            return asked.records_href(self.metric, self.span, self.where, **more)
        return asked.records_href(OPENS.get(code, code), self.span, self.where, **more)

    def money(self, minor: int) -> Money:
        """Return an amount in the gap's currency."""
        return Money(minor, self.gap.currency)


def show_gap(request: HttpRequest) -> HttpResponse:
    """Show why the revenue of one span differs from another's: parts, people, channels."""
    days = asked.span_data(request)
    form = ComparedForm({**days, **asked.base_data(request, SpanForm(days).span)})
    where, viewer = asked.where_of(request), request.actor
    metric, known = _revenue(request, (form.span, form.base))
    currency = request.GET.get("currency") if request.GET.get("currency") in known else (known or [""])[0]
    gap = gap_of_spans(
        viewer=viewer, base=form.base, fact=form.span, metric=metric, currency=currency, where=_narrowing(where)
    )
    context = {
        "form": form,
        "span": form.span,
        "base": form.base,
        "kept": {"money": metric},
        "modes": _modes(request, metric),
        "currencies": _currencies(request, known, currency),
        "quick": asked.quick_spans(request, form.span, money=metric),
        "chips": asked.chips(request, where, viewer),
        "where": where.query,
        "gap": gap,
        **_pieces(Shown(gap, form.span, where, metric)),
    }
    return render(request, "analysis/gap.html", context, status=200 if form.is_valid() else 422)


def _revenue(request: HttpRequest, spans: tuple[Span, Span]) -> tuple[str, list[str]]:
    """Return which revenue is meant and its currencies: payments, or sales where no payments are recorded."""
    asked_for = request.GET.get("money", "")
    for metric in (asked_for,) if asked_for in MONEY else MONEY:
        if known := currencies(viewer=request.actor, spans=spans, metric=metric):
            return metric, known
    return (asked_for if asked_for in MONEY else "revenue"), []


def _narrowing(where: Where) -> dict[str, Any]:
    return {code: value for code, value in where.values.items() if code != "currency"}


def _modes(request: HttpRequest, metric: str) -> list[Link]:
    query = {name: value for name, value in request.GET.items() if name != "money"}
    return [
        Link(str(METRICS[code].title), asked.address(request.path, {**query, "money": code}), current=code == metric)
        for code in MONEY
    ]


def _currencies(request: HttpRequest, known: list[str], now: str | None) -> list[Link]:
    query = {name: value for name, value in request.GET.items() if name != "currency"}
    links = [
        Link(code, asked.address(request.path, {**query, "currency": code}), current=code == now) for code in known
    ]
    return links if len(known) > 1 else []


def _pieces(shown: Shown) -> dict[str, Any]:
    gap = shown.gap
    tables = (("person", _("Person"), gap.by_person), ("channel", _("Channel"), gap.by_channel))
    return {
        "words": words.gap_words(gap),
        "base_words": formats.money(gap.base),
        "fact_words": formats.money(gap.fact),
        "total_words": formats.money(gap.total),
        "fact_href": shown.opens(""),
        "waterfall": _waterfall(shown),
        "parts": grid(_part_columns(shown), _flat(gap.parts), (Part("", gap.total.minor), False)),
        "tables": [
            {"title": title, "grid": grid(_row_columns(shown, code, title), rows, _sum(gap))}
            for code, title, rows in tables
        ],
    }


def _waterfall(shown: Shown) -> charts.Chart:
    parts = [part for part in shown.gap.parts if part.amount]
    return charts.waterfall(
        _("Why revenue differs"),
        (_("Before"), shown.gap.base),
        [(words.part_title(part.code), shown.money(part.amount)) for part in parts],
        (_("Now"), shown.gap.fact),
        unit="₽" if shown.gap.currency == "RUB" else shown.gap.currency,
        links=["", *(shown.opens(part.code) for part in parts), shown.opens("")],
    )


def _flat(parts: tuple[Part, ...]) -> list[tuple[Part, bool]]:
    """Return parts, each followed by its sub-parts where they say more than the part."""
    return [
        each
        for part in parts
        for each in [(part, False), *((inner, True) for inner in part.inside if inner.amount not in {0, part.amount})]
    ]


def _part_columns(shown: Shown) -> list[Column]:
    def name(row: tuple[Part, bool]) -> str:
        title = words.part_title(row[0].code) if row[0].code else _("Gap")
        return f"— {title}" if row[1] else title

    def amount(row: tuple[Part, bool]) -> Any:
        return _signed(shown.money(row[0].amount), formats.money, shown.opens(row[0].code))

    return [
        Column(key="part", title=_("Why"), value=name, main=True),
        Written(key="amount", title=_("How much"), value=amount),
    ]


def _row_columns(shown: Shown, dim: str, title: str) -> list[Column]:
    def part(code: str) -> Column:
        def value(row: GapRow) -> Any:
            narrowed = {dim: row.key} if row.key != TOGETHER else {}
            amount = row.parts.get(code)
            return _signed(amount, formats.money_short, shown.opens(code, **narrowed)) if amount else ""

        return Written(key=code, title=words.part_title(code), value=value, hide_on_phone=True)

    return [
        Column(key="name", title=title, value=lambda row: row.name, main=True),
        Column(key="total", title=_("Gap"), value=lambda row: row.total, kind="money"),
        *(part(each.code) for each in shown.gap.parts if each.amount),
    ]


def _signed(money: Money, how: Callable[[Money], str], href: str) -> Any:
    tone = "bad" if money.minor < 0 else "good" if money.minor else "neutral"
    return piece("link-number", value=how(money), tone=tone, href=href)


def _sum(gap: Gap) -> GapRow:
    parts = {part.code: Money(part.amount, gap.currency) for part in gap.parts}
    return GapRow(TOGETHER, _("Together"), gap.total, parts)
