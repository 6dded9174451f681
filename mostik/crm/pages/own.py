"""Own fields on a card, changed in place: one value, one small form, Enter keeps, Escape leaves."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mostik.crm.commands.clients import edit_company
from mostik.crm.commands.deals import edit_deal
from mostik.crm.commands.fields.files import keep_file
from mostik.crm.forms.own import add_own
from mostik.crm.queries.clients import company_values
from mostik.crm.queries.deals import deal_values
from mostik.crm.queries.fields import own_fields, own_panel
from mostik.crm.rules.fields.kinds import FieldView, Kept
from mostik.crm.terms import FieldType, Holder
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Conflict, Invalid, Missing
from mostik.people.access import clear
from mostik.web.answers import toast

Write = Callable[[Mapping[int, Kept], int | None], object]


class PlaceForm(forms.Form):
    """One value changed in place, from the version it was seen at."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def deal_own(request: HttpRequest, deal_id: int, field_id: int) -> HttpResponse:
    """A deal's own value, changed in place."""
    row = deal_values(deal_id, viewer=request.actor)

    def write(own: Mapping[int, Kept], version: int | None) -> None:
        edit_deal(by=request.actor, deal_id=deal_id, fields={"own": own}, version=version)

    return in_place(request, row, Ref("crm.deal", deal_id), field_of(request, Holder.DEAL, field_id), write)


def company_own(request: HttpRequest, company_id: int, field_id: int) -> HttpResponse:
    """A client's own value, changed in place."""
    row = company_values(company_id, viewer=request.actor)

    def write(own: Mapping[int, Kept], version: int | None) -> None:
        edit_company(by=request.actor, company_id=company_id, fields={"own": own}, version=version)

    return in_place(request, row, Ref("crm.company", company_id), field_of(request, Holder.COMPANY, field_id), write)


def in_place(request: HttpRequest, row: Any, about: Ref, field: FieldView, write: Write) -> HttpResponse:
    """Show a value's small form, keep what it says, or show the value again."""
    if request.method == "GET" and request.GET.get("shown"):
        return _shown(request, row, field)
    form = _form(request, row, field)
    if form.is_valid():
        try:
            write({field.id: _value(request, form, field, about)}, form.cleaned_data["version"])
        except (Invalid, Conflict) as refusal:
            form.add_error(field.name, refusal.text(_))
        else:
            row.refresh_from_db(fields=["own", "version"])
            return toast(_shown(request, row, field), _("Saved"))
    context = {"form": form, "field": field, "address": request.path, "filled": row.own.get(field.slot)}
    return render(request, "crm/own/_edit.html", context, status=422 if form.is_bound else 200)


def _form(request: HttpRequest, row: Any, field: FieldView) -> PlaceForm:
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PlaceForm(*posted, initial={"version": row.version})
    add_own(form, [field], row.own, viewer=request.actor)
    return form


def _value(request: HttpRequest, form: PlaceForm, field: FieldView, about: Ref) -> Kept:
    value: Any = form.cleaned_data[field.name]
    if field.type is not FieldType.FILE or request.POST.get("clear"):
        return None if field.type is FieldType.FILE else value
    if value is None:
        raise Invalid(_("Choose a file."), field=field.name)
    return keep_file(by=request.actor, about=about, title=value.name, content=value.read())


def _shown(request: HttpRequest, row: Any, field: FieldView) -> HttpResponse:
    (values,) = own_panel(row.own, [field], viewer=request.actor).values()
    base = request.path.removesuffix(f"own/{field.id}/")
    return render(request, "crm/own/_value.html", {"value": values[0], "base": base, "editable": True})


def field_of(request: HttpRequest, holder: Holder, field_id: int, register: int | None = None) -> FieldView:
    """Return one of the record's own fields, if this viewer sees it in full."""
    for each in own_fields(holder, viewer=request.actor, register=register):
        if each.id == field_id and (not each.masked or clear(each.masked, request.actor)):
            return each
    raise Missing(_("There is no such field."))
