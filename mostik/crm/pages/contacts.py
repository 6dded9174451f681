"""Screens of the people at clients: the list, the card, added, changed, removed."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.core.queries import saved_views
from mostik.crm.commands import contacts as commands
from mostik.crm.forms.clients import ContactForm, with_hints
from mostik.crm.models import Contact
from mostik.crm.pages.asking import ask, number
from mostik.crm.pages.client_tabs import client_tabs
from mostik.crm.pages.contact_table import contact_table
from mostik.crm.queries.clients import client_deals, company_values
from mostik.crm.queries.contacts import contact_card, contact_rows, contact_values
from mostik.crm.queries.duplicates import pairs_about
from mostik.crm.queries.likely import likely_people
from mostik.crm.queries.merging import gone_into, merges_of
from mostik.crm.queries.personal.consents import consents_of
from mostik.crm.queries.timelines import timeline
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Missing
from mostik.people.commands.reads import note_read
from mostik.people.terms import ReadKind
from mostik.web import tables
from mostik.web.answers import done
from mostik.web.asked import numbers_in

FORM = "crm/clients/contact.html"


def contact_list(request: HttpRequest) -> HttpResponseBase:
    """List the people within reach."""
    query = request.GET.urlencode()
    context = {
        "tabs": client_tabs(request, "crm:contact_list"),
        "removed": request.session.pop("removed_people", ()),
        "query": query,
    }
    views = saved_views(viewer=request.actor, table="contacts", path=request.path, query=query)
    rows = contact_rows(viewer=request.actor)
    return tables.answer(request, "crm/contacts/list.html", contact_table(request), rows, context, views=views)


def contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """A person's card: how to reach them, their deals, one timeline. One that was merged leads to where they are."""
    try:
        card = contact_card(contact_id, viewer=request.actor)
    except Missing:
        if kept := gone_into("contact", contact_id, viewer=request.actor):
            return redirect("crm:contact", kept)
        raise
    note_read(by=request.actor, what=ReadKind.CARD, kind="crm.contact", subjects=[contact_id])
    context = {
        "card": {"person": card.person, "deals": client_deals(viewer=request.actor, contact=contact_id)}
        | {"company": card.company, "owner": card.owner, "created_at": card.created_at},
        "timeline": timeline(Ref("crm.contact", contact_id), viewer=request.actor),
        "timeline_url": reverse("crm:contact_timeline", args=[contact_id]),
        "alike": pairs_about("contact", contact_id, viewer=request.actor),
        "consents": consents_of(contact_id, viewer=request.actor),
        "merges": merges_of("contact", contact_id, viewer=request.actor),
        "crumbs": [(_("People"), reverse("crm:contact_list")), (card.person.name, "")],
    }
    return render(request, "crm/contacts/card.html", context)


def contact_timeline(request: HttpRequest, contact_id: int) -> HttpResponse:
    """A page of a person's timeline."""
    contact_values(contact_id, viewer=request.actor)
    story = timeline(Ref("crm.contact", contact_id), viewer=request.actor, before=number(request.GET, "before") or 0)
    address = reverse("crm:contact_timeline", args=[contact_id])
    return render(request, "crm/clients/_lines.html", {"timeline": story, "more_url": address})


def new(request: HttpRequest) -> HttpResponse:
    """Add somebody who belongs to no client yet."""
    form = ContactForm(request.POST if request.method == "POST" else None, viewer=request.actor)
    made: list[int] = []
    return ask(
        request,
        with_hints(form, reverse("crm:contact_likely")),
        {"title": _("New contact"), "address": reverse("crm:contact_new"), "likely": _likely(request), "people": True},
        lambda: made.append(commands.add_contact(by=request.actor, fields=form.values)),  # type: ignore[arg-type]
        lambda: done(request, reverse("crm:contact", args=[made[0]]), _("The contact is added")),
        template=FORM,
    )


def likely(request: HttpRequest) -> HttpResponse:
    """Show people that may be the same as the one being typed."""
    return render(request, "crm/clients/_likely.html", {"likely": _likely(request), "people": True})


def remove_many(request: HttpRequest) -> HttpResponse:
    """Remove the picked people and offer to bring them back."""
    rows = tables.picked(contact_table(request), contact_rows(viewer=request.actor), request)
    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    commands.remove_contacts(by=request.actor, contact_ids=numbers)
    request.session["removed_people"] = numbers
    return done(request, reverse("crm:contact_list"))


def restore_many(request: HttpRequest) -> HttpResponse:
    """Bring removed people back."""
    numbers = numbers_in(request.POST.getlist("pk")[:1000])
    commands.restore_contacts(by=request.actor, contact_ids=numbers)
    return done(request, reverse("crm:contact_list"), _("They are back"))


def add(request: HttpRequest, company_id: int) -> HttpResponse:
    """Add somebody at a client."""
    company_values(company_id, viewer=request.actor)
    form = ContactForm(request.POST if request.method == "POST" else None, viewer=request.actor)
    address, hints = reverse("crm:contact_add", args=[company_id]), reverse("crm:contact_likely")
    words = {"title": _("New contact"), "address": address, "likely": _likely(request), "people": True}
    return ask(
        request,
        with_hints(form, f"{hints}?company={company_id}"),
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
        with_hints(form, reverse("crm:contact_likely")),
        {**words, "besides": row.pk, "people": True},
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
    return reverse("crm:company", args=[row.company_id]) if row.company_id else reverse("crm:contact_list")


def _likely(request: HttpRequest) -> Any:
    sent = request.POST if request.method == "POST" else request.GET
    said = {name: sent.get(name, "")[:500] for name in ("first_name", "last_name", "phone", "email")}
    company, besides = number(request.GET, "company"), number(sent, "besides")
    return likely_people(said, viewer=request.actor, company=company, besides=besides)
