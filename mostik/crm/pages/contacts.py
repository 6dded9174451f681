"""Screens of the people at clients: added, changed, removed."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.crm.commands import contacts as commands
from mostik.crm.forms.clients import ContactForm
from mostik.crm.models import Contact
from mostik.crm.pages.asking import ask
from mostik.crm.queries.clients import company_values
from mostik.crm.queries.contacts import contact_values
from mostik.web.answers import done

FORM = "crm/clients/contact.html"


def add(request: HttpRequest, company_id: int) -> HttpResponse:
    """Add somebody at a client."""
    company_values(company_id, viewer=request.actor)
    form = ContactForm(request.POST if request.method == "POST" else None, viewer=request.actor)
    words = {"title": _("New contact"), "address": reverse("crm:contact_add", args=[company_id])}
    return ask(
        request,
        form,
        words,
        lambda: commands.add_contact(by=request.actor, company_id=company_id, fields=form.values),  # type: ignore[arg-type]
        lambda: done(request, reverse("crm:company", args=[company_id]), _("The contact is added")),
        template=FORM,
    )


def edit(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Change a contact."""
    row = contact_values(contact_id, viewer=request.actor)
    form = ContactForm(request.POST if request.method == "POST" else None, viewer=request.actor, row=row)
    words = {"title": _("Change the contact"), "address": reverse("crm:contact_edit", args=[contact_id]), "row": row}

    def change() -> None:
        version = form.cleaned_data["version"]
        commands.edit_contact(by=request.actor, contact_id=contact_id, fields=form.values, version=version)  # type: ignore[arg-type]

    return ask(
        request,
        form,
        words,
        change,
        lambda: done(request, _place(row), _("Saved")),
        fresh=lambda: form.values_of(contact_values(contact_id, viewer=request.actor)),
        template=FORM,
    )


def remove(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Remove a contact and offer to bring them back."""
    row = contact_values(contact_id, viewer=request.actor)
    commands.remove_contact(by=request.actor, contact_id=contact_id)
    return done(request, f"{_place(row)}?contact_removed={contact_id}")


def restore(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Bring a removed contact back."""
    commands.restore_contact(by=request.actor, contact_id=contact_id)
    return done(request, _place(contact_values(contact_id, viewer=request.actor)), _("The contact is back"))


def _place(row: Contact) -> str:
    return reverse("crm:company", args=[row.company_id]) if row.company_id else reverse("crm:company_list")
