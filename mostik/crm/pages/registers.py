"""Screens of registers themselves: made, their fields and rights, archived, brought back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.crm.commands import registers as commands
from mostik.crm.forms.registers import RegisterForm
from mostik.crm.pages.asking import blame, sent
from mostik.crm.pages.fields import lines_of
from mostik.crm.queries.registers import every_register, register_row_of
from mostik.crm.terms import Holder
from mostik.kernel.refusals import Conflict, Invalid
from mostik.web.answers import dialog, done


def registers(request: HttpRequest) -> HttpResponse:
    """The registers of the company."""
    context = {
        "registers": every_register(viewer=request.actor),
        "put_away": request.session.pop("archived_register", None),
    }
    return render(request, "crm/registers/editor.html", context)


def add(request: HttpRequest) -> HttpResponse:
    """Make a register."""
    form = RegisterForm(sent(request), viewer=request.actor, initial={"icon": "book"})
    if form.is_valid():
        try:
            made = commands.add_register(by=request.actor, code=form.cleaned_data["code"], values=form.values)
            return done(request, reverse("crm:register_edit", args=[made]), _("The register is made: add its fields"))
        except (Invalid, Conflict) as refusal:
            _blame(form, refusal)
    return _dialog(request, form, {"title": _("New register"), "address": reverse("crm:register_add")})


def edit(request: HttpRequest, register_id: int) -> HttpResponse:
    """A register's fields and settings."""
    row = register_row_of(register_id, viewer=request.actor)
    context = {"register": row, **lines_of(request, Holder.ROW, register_id)}
    return render(request, "crm/registers/register.html", context)


def settings(request: HttpRequest, register_id: int) -> HttpResponse:
    """Change a register's words and rights."""
    row = register_row_of(register_id, viewer=request.actor)
    form = RegisterForm(sent(request), viewer=request.actor, row=row)
    if form.is_valid():
        try:
            version = form.cleaned_data["version"]
            commands.edit_register(by=request.actor, register_id=register_id, values=form.values, version=version)
            return done(request, reverse("crm:register_edit", args=[register_id]), _("The register is changed"))
        except (Invalid, Conflict) as refusal:
            _blame(form, refusal)
    return _dialog(request, form, {"title": row.title, "address": reverse("crm:register_settings", args=[register_id])})


def archive(request: HttpRequest, register_id: int) -> HttpResponse:
    """Take a register out of use and offer to bring it back."""
    commands.archive_register(by=request.actor, register_id=register_id)
    request.session["archived_register"] = register_id
    return done(request, reverse("crm:registers"))


def restore(request: HttpRequest, register_id: int) -> HttpResponse:
    """Bring an archived register back."""
    commands.restore_register(by=request.actor, register_id=register_id)
    return done(request, reverse("crm:registers"), _("The register is back"))


def _dialog(request: HttpRequest, form: RegisterForm, words: dict[str, Any]) -> HttpResponse:
    context = {"form": form, **words}
    return dialog(request, "crm/registers/form.html", context, status=422 if form.is_bound else 200)


def _blame(form: RegisterForm, refusal: Invalid | Conflict) -> None:
    if isinstance(refusal, Invalid):
        blame(form, refusal)
    else:
        form.add_error(None, refusal.text(_))
