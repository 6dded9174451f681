"""Screens of companies: the list, the card, adding with a look at likely duplicates, changing, removing."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostik.core.queries import saved_views
from mostik.crm.commands import clients as commands
from mostik.crm.forms.activities import HandOverForm
from mostik.crm.forms.clients import CompanyForm, with_hints
from mostik.crm.pages.asking import ask, blame
from mostik.crm.pages.client_table import company_table
from mostik.crm.pages.client_tabs import client_tabs
from mostik.crm.queries.clients import company_card, company_rows, company_values
from mostik.crm.queries.duplicates import pairs_about
from mostik.crm.queries.likely import likely_companies
from mostik.crm.queries.merging import gone_into, merges_of
from mostik.crm.queries.timelines import timeline
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Invalid, Missing
from mostik.people.commands.reads import note_read
from mostik.people.terms import ReadKind
from mostik.web import tables
from mostik.web.answers import back, dialog, done
from mostik.web.asked import number_in
from mostik.web.panels import panels_of

FORM = "crm/clients/form.html"


def company_list(request: HttpRequest) -> HttpResponseBase:
    """List the clients within reach."""
    rows, query = company_rows(viewer=request.actor), request.GET.urlencode()
    context = {
        "removed": number_in(request.GET.get("removed", "")),
        "tabs": client_tabs(request, "crm:company_list"),
        "query": query,
    }
    views = saved_views(viewer=request.actor, table="companies", path=request.path, query=query)
    return tables.answer(request, "crm/clients/list.html", company_table(request), rows, context, views=views)


def company(request: HttpRequest, company_id: int) -> HttpResponse:
    """A client's card: people, deals, one timeline. One that was merged leads to the record it is in now."""
    try:
        card = company_card(company_id, viewer=request.actor)
    except Missing:
        if kept := gone_into("company", company_id, viewer=request.actor):
            return redirect("crm:company", kept)
        raise
    note_read(by=request.actor, what=ReadKind.CARD, kind="crm.company", subjects=[company_id])
    story = timeline(Ref("crm.company", company_id), viewer=request.actor)
    context = {
        "card": card,
        "timeline": story,
        "crumbs": [(_("Clients"), reverse("crm:company_list")), (card.title, "")],
        "alike": pairs_about("company", company_id, viewer=request.actor),
        "merges": merges_of("company", company_id, viewer=request.actor),
        "panels": panels_of("crm.company", company_id, viewer=request.actor),
        "contact_removed": number_in(request.GET.get("contact_removed", "")),
    }
    return render(request, "crm/clients/card.html", context)


def company_timeline(request: HttpRequest, company_id: int) -> HttpResponse:
    """A page of a client's timeline."""
    company_values(company_id, viewer=request.actor)
    before = number_in(request.GET.get("before", "")) or 0
    story = timeline(Ref("crm.company", company_id), viewer=request.actor, before=before)
    return render(request, "crm/clients/_timeline.html", {"company_id": company_id, "timeline": story})


def add(request: HttpRequest) -> HttpResponse:
    """Add a client."""
    form = CompanyForm(request.POST if request.method == "POST" else None, viewer=request.actor)
    made: list[int] = []
    words = {"title": _("New client"), "address": reverse("crm:company_add"), "likely": _likely(request)}
    return ask(
        request,
        with_hints(form, reverse("crm:company_likely")),
        words,
        lambda: made.append(commands.add_company(by=request.actor, fields=form.values)),  # type: ignore[arg-type]
        lambda: done(request, _card(made[0]), _("The client is added")),
        template=FORM,
    )


def edit(request: HttpRequest, company_id: int) -> HttpResponse:
    """Change a client."""
    row = company_values(company_id, viewer=request.actor)
    form = CompanyForm(request.POST if request.method == "POST" else None, viewer=request.actor, row=row)
    words = {"title": _("Change the client"), "address": reverse("crm:company_edit", args=[company_id])}

    def change() -> None:
        version = form.cleaned_data["version"]
        commands.edit_company(by=request.actor, company_id=company_id, fields=form.values, version=version)  # type: ignore[arg-type]

    return ask(
        request,
        with_hints(form, reverse("crm:company_likely")),
        {**words, "besides": row.pk},
        change,
        lambda: done(request, _card(company_id), _("Saved")),
        fresh=lambda: form.values_of(company_values(company_id, viewer=request.actor)),
        template=FORM,
    )


def likely(request: HttpRequest) -> HttpResponse:
    """Show clients that may be the same as the one being typed."""
    return render(request, "crm/clients/_likely.html", {"likely": _likely(request)})


def remove(request: HttpRequest, company_id: int) -> HttpResponse:
    """Remove a client and offer to bring it back."""
    commands.remove_company(by=request.actor, company_id=company_id)
    return done(request, f"{reverse('crm:company_list')}?removed={company_id}")


def restore(request: HttpRequest, company_id: int) -> HttpResponse:
    """Bring a removed client back."""
    commands.restore_company(by=request.actor, company_id=company_id)
    return done(request, reverse("crm:company", args=[company_id]), _("The client is back"))


def remove_many(request: HttpRequest) -> HttpResponse:
    """Remove the picked clients."""
    count = commands.remove_companies(by=request.actor, company_ids=_picked(request))
    return done(request, back(request, reverse("crm:company_list")), _counted(count))


def hand_over_many(request: HttpRequest) -> HttpResponse:
    """Give the picked clients to somebody else."""
    form = HandOverForm(request.POST if request.method == "POST" else None, viewer=request.actor)
    if form.is_valid():
        try:
            count = commands.hand_over_companies(
                by=request.actor, company_ids=_picked(request), owner_id=form.cleaned_data["owner"]
            )
            return done(request, back(request, reverse("crm:company_list")), _counted(count))
        except Invalid as refusal:
            blame(form, refusal)
    address = reverse("crm:companies_hand_over")
    context = {"form": form, "title": _("Hand over"), "address": address, "picked": _picked(request)}
    return dialog(request, "crm/activities/many.html", context, status=422 if form.is_bound else 200)


def _card(company_id: int) -> str:
    return reverse("crm:company", args=[company_id])


def _likely(request: HttpRequest) -> Any:
    sent = request.POST if request.method == "POST" else request.GET
    said = {name: sent.get(name, "")[:500] for name in ("title", "phone", "email", "site", "inn")}
    return likely_companies(said, viewer=request.actor, besides=number_in(sent.get("besides", "")))


def _picked(request: HttpRequest) -> list[int]:
    rows = tables.picked(company_table(request), company_rows(viewer=request.actor), request)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _counted(count: int) -> str:
    return ngettext("%(count)s client", "%(count)s clients", count) % {"count": count}
