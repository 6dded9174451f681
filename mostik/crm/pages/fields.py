"""Screens of own fields: the fields of each kind of record, made, changed, put in order, archived, brought back."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mostik.crm.commands import fields as commands
from mostik.crm.commands.fields.converting import Conversion, conversion
from mostik.crm.forms.fields import FieldForm
from mostik.crm.pages.asking import blame, number, sent
from mostik.crm.queries.fields import TYPES, every_field, own_field
from mostik.crm.queries.pipelines import stages
from mostik.crm.rules.fields.kinds import FieldView
from mostik.crm.terms import FieldType, Holder
from mostik.kernel.refusals import Conflict, Invalid
from mostik.web.answers import dialog, done

HOLDERS = {
    Holder.DEAL: gettext_lazy("Deals"),
    Holder.COMPANY: gettext_lazy("Clients"),
    Holder.CONTACT: gettext_lazy("Contacts"),
    Holder.ACTIVITY: gettext_lazy("Activities"),
}


@dataclass(frozen=True)
class FieldLine:
    """A field as the editor shows it: what it is, and what it is for in words."""

    field: FieldView
    type: str
    marks: tuple[str, ...]


def fields(request: HttpRequest) -> HttpResponse:
    """The own fields of one kind of record."""
    holder = _holder(request)
    tabs = [
        {"text": words, "href": f"{reverse('crm:fields')}?of={each}", "current": each == holder, "count": None}
        for each, words in HOLDERS.items()
    ]
    context = {"tabs": tabs, "holder": holder, **lines_of(request, holder)}
    return render(request, "crm/fields/editor.html", context)


def lines_of(request: HttpRequest, holder: Holder, register: int | None = None) -> dict[str, Any]:
    """Return the fields in use and the archived ones, as the editor shows them."""
    titles = {pk: stage.title for pk, stage in stages(viewer=request.actor).items()} if holder == Holder.DEAL else {}
    found = every_field(viewer=request.actor, holder=holder, register=register)
    return {
        "lines": [_line(each, titles) for each in found if not each.archived],
        "archived": [_line(each, titles) for each in found if each.archived],
        "put_away": request.session.pop("archived_field", None),
    }


def add(request: HttpRequest) -> HttpResponse:
    """Add a field."""
    register = number(request.GET, "register")
    holder = Holder.ROW if register else _holder(request)
    form = FieldForm(sent(request), viewer=request.actor, holder=holder)
    if form.is_valid():
        try:
            commands.add_field(by=request.actor, holder=holder, fields=form.values, register_id=register)
            return done(request, _place(holder, register), _("The field is added"))
        except (Invalid, Conflict) as refusal:
            _blame(form, refusal)
    asked = f"register={register}" if register else f"of={holder}"
    words = {"title": _("New field"), "address": f"{reverse('crm:field_add')}?{asked}"}
    return _dialog(request, form, words)


def edit(request: HttpRequest, field_id: int) -> HttpResponse:
    """Change a field; another type first shows what would be lost."""
    field = own_field(field_id, viewer=request.actor)
    form = FieldForm(sent(request), viewer=request.actor, holder=field.holder, field=field)
    turned = None
    if form.is_valid():
        try:
            turned = _turned(request, form, field)
            if turned is None or form.cleaned_data["seen"] == _seen(form, turned):
                commands.edit_field(
                    by=request.actor,
                    field_id=field_id,
                    fields=form.values,
                    version=form.cleaned_data["version"],
                    losing=turned.lost if turned else None,
                )
                return done(request, _place(field.holder, field.register), _("The field is changed"))
        except (Invalid, Conflict) as refusal:
            _blame(form, refusal)
    words: dict[str, Any] = {"title": field.title, "address": reverse("crm:field_edit", args=[field_id])}
    if turned and form.is_valid():
        words |= {"turned": turned, "seen": _seen(form, turned), "submit": _("Change the type")}
    return _dialog(request, form, words)


def archive(request: HttpRequest, field_id: int) -> HttpResponse:
    """Take a field out of use and offer to bring it back."""
    field = own_field(field_id, viewer=request.actor)
    commands.archive_field(by=request.actor, field_id=field_id)
    request.session["archived_field"] = field_id
    return done(request, _place(field.holder, field.register))


def restore(request: HttpRequest, field_id: int) -> HttpResponse:
    """Bring an archived field back."""
    field = own_field(field_id, viewer=request.actor)
    commands.restore_field(by=request.actor, field_id=field_id)
    return done(request, _place(field.holder, field.register), _("The field is back"))


def order(request: HttpRequest, field_id: int) -> HttpResponse:
    """Take a field one place up or down."""
    field = own_field(field_id, viewer=request.actor)
    commands.order_field(by=request.actor, field_id=field_id, up=request.POST.get("way") == "up")
    return done(request, _place(field.holder, field.register))


def _turned(request: HttpRequest, form: FieldForm, field: FieldView) -> Conversion | None:
    if form.cleaned_data["type"] == field.type:
        return None
    return conversion(field, form.cleaned_data["type"], form.values, viewer=request.actor)


def _seen(form: FieldForm, turned: Conversion) -> str:
    return f"{form.cleaned_data['type']}:{turned.lost}"


def _dialog(request: HttpRequest, form: FieldForm, words: dict[str, Any]) -> HttpResponse:
    return dialog(request, "crm/fields/form.html", {"form": form, **words}, status=422 if form.is_bound else 200)


def _blame(form: FieldForm, refusal: Invalid | Conflict) -> None:
    if isinstance(refusal, Invalid):
        blame(form, refusal)
    else:
        form.add_error(None, refusal.text(_))


def _holder(request: HttpRequest) -> Holder:
    said = request.GET.get("of", "")
    return next((each for each in HOLDERS if each == said), Holder.DEAL)


def _place(holder: Holder, register: int | None) -> str:
    if register:
        return reverse("crm:register_edit", args=[register])
    return f"{reverse('crm:fields')}?of={holder}"


def _line(field: FieldView, titles: dict[int, str]) -> FieldLine:
    said = {
        _("required"): field.required,
        _("from “%(stage)s” on") % {"stage": titles.get(field.from_stage or 0, "")}: field.from_stage in titles,
        _("unique"): field.unique,
        _("in the list"): field.listed,
        _("in the search"): field.searchable,
        _("hidden in part"): field.masked,
    }
    marks = [words for words, is_so in said.items() if is_so]
    if field.type in {FieldType.CHOICE, FieldType.CHOICES}:
        count = sum(each.active for each in field.options)
        marks.append(ngettext("%(count)s choice", "%(count)s choices", count) % {"count": count})
    return FieldLine(field, str(TYPES[field.type]), tuple(marks))
