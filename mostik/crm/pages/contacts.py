"""Screens of the people at clients: added, changed, removed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.crm.commands import contacts as commands
from mostik.crm.forms.clients import ContactForm
from mostik.crm.models import Contact
from mostik.crm.queries.clients import company_values
from mostik.crm.queries.contacts import contact_values
from mostik.kernel.refusals import Conflict, Invalid
from mostik.web.answers import dialog, done


def add(request: HttpRequest, company_id: int) -> HttpResponse:
    """Add somebody at a client."""
    company_values(company_id, viewer=request.actor)
    form = ContactForm(request.POST if request.method == "POST" else None, viewer=request.actor)
    if form.is_valid():
        try:
            commands.add_contact(by=request.actor, company_id=company_id, fields=form.values)  # type: ignore[arg-type]
            return done(request, reverse("crm:company", args=[company_id]), _("The contact is added"))
        except Invalid as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text(_))
    return _form(request, form, reverse("crm:contact_add", args=[company_id]), _("New contact"))


def edit(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Change a contact."""
    row = contact_values(contact_id, viewer=request.actor)
    form = ContactForm(request.POST if request.method == "POST" else None, viewer=request.actor, row=row)
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            commands.edit_contact(by=request.actor, contact_id=contact_id, fields=form.values, version=version)  # type: ignore[arg-type]
            return done(request, _place(row), _("Saved"))
        except (Invalid, Conflict) as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text(_))
    return _form(request, form, reverse("crm:contact_edit", args=[contact_id]), _("Change the contact"), row=row)


def remove(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Remove a contact and offer to bring them back."""
    row = contact_values(contact_id, viewer=request.actor)
    commands.remove_contact(by=request.actor, contact_id=contact_id)
    return done(request, f"{_place(row)}?contact_removed={contact_id}")


def restore(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Bring a removed contact back."""
    commands.restore_contact(by=request.actor, contact_id=contact_id)
    return done(request, _place(contact_values(contact_id, viewer=request.actor)), _("The contact is back"))


def _form(request: HttpRequest, form: ContactForm, address: str, title: str, **more: Any) -> HttpResponse:
    context = {"form": form, "address": address, "title": title, **more}
    return dialog(request, "crm/clients/contact.html", context, status=422 if form.is_bound else 200)


def _place(row: Contact) -> str:
    return reverse("crm:company", args=[row.company_id]) if row.company_id else reverse("crm:company_list")
