"""Money of the department on screen: the statement beside the days before, by month, by person, one client's worth."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.analysis.forms import SpanForm
from mostik.analysis.pages import asked
from mostik.analysis.pages.asked import Link
from mostik.analysis.pages.figures import Written, linked
from mostik.analysis.queries.costs import KINDS
from mostik.analysis.queries.figure_words import grew, grown
from mostik.analysis.queries.profit import PersonLine, Profit, profit
from mostik.analysis.rules.profit import Statement
from mostik.analysis.rules.spans import span_before
from mostik.analysis.terms import CostKind
from mostik.core.rights import EXPORT
from mostik.kernel.money import Money
from mostik.kernel.period import Period, Span
from mostik.people.access import sees_all
from mostik.people.queries.actors import narrowed_to
from mostik.people.queries.structure import departments
from mostik.web import charts, formats
from mostik.web.asking import number
from mostik.web.tables import Column, file_answer, file_asked, file_links, grid

Amount = int | None
#: A change by less is neither good nor bad.
NOTICED = 0.05


def show_profit(request: HttpRequest) -> HttpResponseBase:
    """Show what the department earns over some days, and why so much or so little."""
    form = SpanForm(asked.span_data(request))
    place, places = _place(request)
    viewer = narrowed_to(request.actor, place) if place else request.actor
    found = profit(viewer=viewer, span=form.span, before=span_before(form.span))
    if kind := file_asked(request, EXPORT):
        return file_answer(kind, "money", _lines_columns(found, plain=True), _lines(found))
    kept = {"department": str(place)} if place else {}
    lines = _lines(found)
    context = {
        "form": form,
        "span": form.span,
        "kept": kept,
        "quick": asked.quick_spans(request, form.span, **kept),
        "places": places,
        "found": found,
        "empty": not (found.now.paid or found.now.spent or found.before.paid),
        "unknown": _unknown(found.now),
        "figures": _figures(found),
        "fall": _fall(found) if found.now.net is not None and found.now.paid else None,
        "lines": grid(_lines_columns(found), lines),
        "client": _client(found),
        "months": _months(found),
        "people": grid(_people_columns(form.span, found.currency), found.people) if found.people else None,
        "may_edit": request.actor.may("analysis.edit_costs"),
        "exports": file_links(request, EXPORT),
    }
    return render(request, "analysis/profit.html", context, status=200 if form.is_valid() else 422)


def _place(request: HttpRequest) -> tuple[int | None, list[Link]]:
    """Return the department asked for, by whoever sees all of them, and the choices."""
    if not sees_all(request.actor):
        return None, []
    known, now = departments(viewer=request.actor), number(request.GET, "department")
    now = now if now in dict(known) else None
    rest = {name: value for name, value in request.GET.items() if name not in {"department", "format"}}
    whole = Link(_("The whole company"), asked.address(request.path, rest), now is None)
    ways = [
        Link(title.strip("\u2003"), asked.address(request.path, {**rest, "department": pk}), pk == now)
        for pk, title in known
    ]
    return now, [whole, *ways]


def _money(amount: Amount, currency: str) -> str:
    return formats.money(Money(amount, currency)) if amount is not None else formats.DASH


def _short(amount: Amount, currency: str) -> str:
    return formats.money_short(Money(amount, currency)) if amount is not None else formats.DASH


def _unknown(now: Statement) -> str:
    """Return how much of what is paid has goods without a cost, in words."""
    if not now.paid or now.known == now.paid:
        return ""
    share = formats.percent((now.paid - now.known) / now.paid, 0)
    if not now.known:
        return _("Goods sold have no cost, so what is earned is not known. Give products their cost in the catalogue.")
    return _("%(share)s of what is paid is for goods without a cost: it is taken to earn as much as the rest.") % {
        "share": share
    }


def _figures(found: Profit) -> list[dict[str, Any]]:
    now, before = found.now, found.before
    share = formats.percent(now.net / now.paid, 1) if now.net is not None and now.paid else ""
    even = now.break_even
    reached = even is not None and now.paid >= even
    return [
        _figure(_("Money paid"), now.paid, before.paid, found, href=asked.records_href("revenue", found.span)),
        _figure(_("Earned on it"), now.earned, before.earned, found, plan=_share_words(now.earned_share)),
        _figure(_("Spent"), now.spent, before.spent, found, worse=True, href=reverse("analysis:costs")),
        _figure(
            _("Left in the end"),
            now.net,
            before.net,
            found,
            plan=_("%(share)s of what is paid") % {"share": share} if share else "",
        ),
        {
            "label": _("Everything comes back at"),
            "value": _short(even, found.currency),
            "delta": "",
            "tone": "good" if reached else "warn" if even is not None else "neutral",
            "plan": ""
            if even is None
            else _("reached")
            if reached
            else _("%(money)s to go") % {"money": _short(even - now.paid, found.currency)},
            "href": "",
        },
    ]


def _figure(
    label: str, now: Amount, before: Amount, found: Profit, *, worse: bool = False, plan: str = "", href: str = ""
) -> dict[str, Any]:
    share, tone = grew(now, before) if now is not None and before is not None else None, "neutral"
    if share is not None and abs(share) >= NOTICED:
        tone = "good" if (share > 0) is not worse else "bad"
    return {
        "label": label,
        "value": _short(now, found.currency),
        "delta": grown(share),
        "tone": tone,
        "plan": plan,
        "href": href,
    }


def _share_words(share: float | None) -> str:
    return _("%(share)s of what is paid") % {"share": formats.percent(share, 1)} if share is not None else ""


def _lines(found: Profit) -> list[tuple[str, Amount, Amount, str]]:
    """Return the lines of the statement: what, now, before, where it opens."""
    now, before = found.now, found.before
    costs = reverse("analysis:costs")
    kinds = [kind for kind in CostKind if now.costs.get(kind) or before.costs.get(kind)]
    return [
        (_("Money paid"), now.paid, before.paid, asked.records_href("revenue", found.span)),
        (_("VAT and goods"), _off(now.goods), _off(before.goods), ""),
        (_("Earned"), now.earned, before.earned, ""),
        (_("Leads"), -now.leads, -before.leads, reverse("channels:roi")),
        *(
            (str(KINDS[kind]), -now.costs.get(kind, 0), -before.costs.get(kind, 0), f"{costs}?kind={kind}")
            for kind in kinds
        ),
        (_("Left in the end"), now.net, before.net, ""),
    ]


def _off(amount: Amount) -> Amount:
    return None if amount is None else -amount


def _lines_columns(found: Profit, *, plain: bool = False) -> list[Column]:
    paid, currency = found.now.paid, found.currency

    def share(line: Any) -> str:
        return formats.percent(line[1] / paid, 1) if paid and line[1] is not None else formats.DASH

    if plain:
        return [
            Column(key="what", title=_("What"), value=lambda line: line[0], main=True),
            Column(key="now", title=_("These days"), value=lambda line: _value(line[1], currency), kind="money"),
            Column(
                key="before", title=_("The days before"), value=lambda line: _value(line[2], currency), kind="money"
            ),
        ]
    return [
        Column(key="what", title=_("What"), value=lambda line: line[0], main=True),
        linked("now", _("These days"), lambda line: _money(line[1], currency), lambda line: line[3]),
        Written(key="share", title=_("Of what is paid"), value=share),
        Written(key="before", title=_("The days before"), value=lambda line: _money(line[2], currency)),
    ]


def _value(amount: Amount, currency: str) -> Money | None:
    return None if amount is None else Money(amount, currency)


def _fall(found: Profit) -> charts.Chart:
    now, currency = found.now, found.currency
    parts = [(_("VAT and goods"), _off(now.goods)), (_("Leads"), -now.leads)]
    parts += [(str(KINDS[kind]), -amount) for kind, amount in now.costs.items()]
    told = [(name, Money(amount, currency)) for name, amount in parts if amount]
    return charts.waterfall(
        _("From what is paid to what is left"),
        (_("Money paid"), Money(now.paid, currency)),
        told,
        (_("Left in the end"), Money(now.net or 0, currency)),
        unit=formats.currency_sign(currency),
    )


def _client(found: Profit) -> list[tuple[str, str, str]]:
    """Return what one client costs and brings: what it is, how much, how it is reckoned."""
    one, currency = found.client, found.currency
    months = (
        _("%(number)s months") % {"number": formats.number(one.months, 1)} if one.months is not None else formats.DASH
    )
    times = _("%(number)s times") % {"number": formats.number(one.back, 1)} if one.back is not None else formats.DASH
    return [
        (_("A lead costs"), _short(one.lead, currency), _("spend on leads ÷ leads that came")),
        (
            _("A new client costs"),
            _short(one.cost, currency),
            _("everything spent ÷ clients who bought for the first time"),
        ),
        (_("A sale earns"), _short(one.sale, currency), _("earned ÷ deals won")),
        (
            _("A client earns us in a year"),
            _short(one.year, currency),
            _("earned in twelve months ÷ clients who paid in them"),
        ),
        (_("It comes back"), times, _("what a client earns in a year ÷ what a new one costs; below three is little")),
        (_("Pays back in"), months, _("months until a new client has paid for themselves, at the pace of the year")),
    ]


def _months(found: Profit) -> charts.Chart:
    def major(amount: Amount) -> float | None:
        return None if amount is None else float(Money(amount, found.currency).major)

    rows = found.months
    return charts.bars(
        _("Month by month"),
        [_month(period) for period, _stated in rows],
        [
            charts.Series(_("Money paid"), [major(each.paid) for _period, each in rows]),
            charts.Series(_("Earned"), [major(each.earned) for _period, each in rows]),
            charts.Series(_("Left in the end"), [major(each.net) for _period, each in rows], tone="good"),
        ],
        unit=formats.currency_sign(found.currency),
        links=[asked.records_href("revenue", period.span) for period, _stated in rows],
    )


def _month(period: Period) -> str:
    return formats.month(period.first)


def _people_columns(span: Span, currency: str) -> list[Column]:
    def href(line: PersonLine) -> str:
        return asked.records_href("revenue", span, person=line.id)

    return [
        Column(key="name", title=_("Person"), value=lambda line: line.name, main=True),
        linked("paid", _("Money paid"), lambda line: _money(line.found.paid, currency), href),
        Written(key="earned", title=_("Earned"), value=lambda line: _money(line.found.earned, currency)),
        Written(key="cost", title=_("Is paid"), value=lambda line: _money(line.cost, currency)),
        Written(key="brings", title=_("Brings"), value=lambda line: _money(line.brings, currency)),
    ]
