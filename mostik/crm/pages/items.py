"""The panel of what a deal sells: lines changed in place, sums counted by the server as they are typed."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.crm.commands.items import set_items
from mostik.crm.forms.items import ItemsForm, LineForm, LineForms, typed
from mostik.crm.queries.deals import deal_values
from mostik.crm.queries.items import Items, deal_items
from mostik.crm.queries.products import benefits_now, product_names
from mostik.crm.rules.items import ItemSaid, saved, sums
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Invalid, Missing, Refusal
from mostik.web.answers import back, done, is_fragment, toast

PANEL = "crm/items/panel.html"
CHANGED = {"timelineChanged": True, "amountChanged": True}


def items(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Show what a deal sells."""
    return _panel(request, deal_items(deal_id, viewer=request.actor))


def names(request: HttpRequest) -> HttpResponse:
    """Suggest products while a line is typed."""
    text = next((value for name, value in request.GET.items() if name.endswith("title")), "")
    found = product_names(text[:100], viewer=request.actor) if text else []
    return render(request, "crm/items/_names.html", {"names": found})


def save(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Write the lines; what is above the limit is asked for."""
    found = deal_items(deal_id, viewer=request.actor)
    form, lines = _forms(request, found, request.POST)
    if not _valid(form, lines):
        return _panel(request, found, form, lines, status=422)
    said = _said(form, lines)
    try:
        set_items(by=request.actor, deal_id=deal_id, items=said, version=form.cleaned_data["version"])
    except (Invalid, Missing, Conflict) as refusal:
        _blame(lines, refusal)
        return _panel(request, found, form, lines, status=422)
    now = deal_items(deal_id, viewer=request.actor)
    words = _("Saved. The discount is asked for and counts when it is approved.") if now.is_asked else _("Saved")
    if not is_fragment(request):
        return done(request, back(request, reverse("crm:deal", args=[deal_id])), words)
    answer = _panel(request, now)
    answer.headers["HX-Trigger"] = json.dumps(CHANGED)
    return toast(answer, words)


def count(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Say what the lines come to as they are typed, and offer one more line."""
    found = deal_items(deal_id, viewer=request.actor)
    form, lines = _forms(request, found, request.POST)
    valid = _valid(form, lines)
    if "more" in request.POST:
        return _panel(request, found, form, _longer(request, found), status=200 if valid else 422)
    return render(request, "crm/items/_sums.html", _counted(form, lines, found.currency) if valid else {})


def _forms(request: HttpRequest, found: Items, posted: Any = None) -> tuple[ItemsForm, Any]:
    vat = "top" if any(not row.vat_included for row in found.rows) else "in"
    form = ItemsForm(posted, initial={"version": found.version, "vat": vat}, prefix="items")
    deal = deal_values(found.deal_id, viewer=request.actor)
    told = {"viewer": request.actor, "deal": deal, "benefits": benefits_now(viewer=request.actor)}
    initial = [typed(row) for row in found.rows]
    return form, LineForms(posted, prefix="line", initial=None if posted else initial, form_kwargs=told)


def _longer(request: HttpRequest, found: Items) -> Any:
    posted = request.POST.copy()
    total = posted.get("line-TOTAL_FORMS", "")
    posted["line-TOTAL_FORMS"] = str(int(total) + 1) if total.isdecimal() and len(total) < 5 else "1"
    return _forms(request, found, posted)[1]


def _valid(form: ItemsForm, lines: Any) -> bool:
    both = [form.is_valid(), lines.is_valid()]
    return all(both)


def _said(form: ItemsForm, lines: Any) -> list[ItemSaid]:
    included = form.cleaned_data["vat"] == "in"
    return [line.said(vat_included=included) for line in _full(lines)]


def _full(lines: Any) -> list[LineForm]:
    return [line for line in lines if not line.is_empty]


def _blame(lines: Any, refusal: Refusal) -> None:
    """Put a refusal at the field and line it names, else above the lines."""
    name, _dash, number = (refusal.field or "").rpartition("-")
    field = {"vat": "vat_rate"}.get(name, name)
    full = _full(lines)
    if number.isdecimal() and int(number) < len(full) and field in full[int(number)].fields:
        full[int(number)].add_error(field, refusal.text(_))
    else:
        lines.non_form_errors().append(refusal.text(_))


def _counted(form: ItemsForm, lines: Any, currency: str) -> dict[str, Any]:
    said = _said(form, lines)
    found = sums([each.line for each in said])
    places = [at for at, line in enumerate(lines) if not line.is_empty]
    return {
        "lines": [(at, Money(each.total, currency)) for at, each in zip(places, found, strict=True)],
        "total": Money(sum(each.total for each in found), currency),
        "vat": Money(sum(each.vat for each in found), currency),
        "saved": Money(saved(each.line for each in said), currency),
    }


def _panel(
    request: HttpRequest, found: Items, form: ItemsForm | None = None, lines: Any = None, *, status: int = 200
) -> HttpResponse:
    fresh = _forms(request, found)
    form, lines = form or fresh[0], lines or fresh[1]
    rows = [(line, found.rows[at] if at < len(found.rows) else None) for at, line in enumerate(lines)]
    context = {"items": found, "form": form, "lines": lines, "rows": rows}
    return render(request, PANEL, context, status=status)
