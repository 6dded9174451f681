"""Screens of alike records: the list to work through, a found one looked at in place, merging and taking it back."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mostik.core.queries import saved_views
from mostik.core.rights import EXPORT
from mostik.crm.commands import duplicates as commands
from mostik.crm.commands.merging import merge_clients, undo_merge
from mostik.crm.models import Pair
from mostik.crm.pages.asking import number
from mostik.crm.pages.client_tabs import client_tabs
from mostik.crm.queries.clients import company_card, company_rows, company_values, search_companies
from mostik.crm.queries.contacts import contact_rows, contact_values, search_contacts
from mostik.crm.queries.duplicates import pair_of, present_pairs, visible_pairs
from mostik.crm.queries.merging import FIELDS, comparison
from mostik.kernel.refusals import Invalid
from mostik.web import tables
from mostik.web.answers import back, dialog, done
from mostik.web.asked import numbers_in

KINDS = (("company", gettext_lazy("Companies")), ("contact", gettext_lazy("People")))
FOUND = 8
TABLE = tables.Table(
    code="pairs",
    columns=(
        tables.Column(
            key="one",
            title=gettext_lazy("Record"),
            value=lambda row: row.one_title,
            main=True,
            url=lambda row: merge_address(row.kind, row.one, row.two),
        ),
        tables.Column(
            key="two",
            title=gettext_lazy("May be the same as"),
            value=lambda row: row.two_title,
            url=lambda row: merge_address(row.kind, row.one, row.two),
        ),
        tables.Column(key="why", title=gettext_lazy("Why"), value=lambda row: row.said),
        tables.Column(
            key="score",
            title=gettext_lazy("Alike, of 100"),
            value=lambda row: row.score,
            kind="number",
            sort=("score",),
        ),
        tables.Column(
            key="owner", title=gettext_lazy("Owner"), value=lambda row: row.one_owner, kind="person", hide_on_phone=True
        ),
        tables.Column(
            key="other",
            title=gettext_lazy("Owner of the other"),
            value=lambda row: row.two_owner,
            kind="person",
            hide_on_phone=True,
        ),
    ),
    filters=(
        tables.choice_filter("kind", gettext_lazy("What"), KINDS),
        tables.number_range_filter("score", gettext_lazy("Alike"), more=True),
        tables.yes_no_filter("dismissed", gettext_lazy("Said to be different"), "dismissed_at__isnull", more=True),
    ),
    default_sort="-score",
    bulk=(
        tables.BulkAction(
            code="dismiss",
            title=gettext_lazy("Not duplicates"),
            url_name="crm:pairs_dismiss",
            needs="crm.merge_clients",
        ),
    ),
    export_needs=EXPORT,
    empty_title=gettext_lazy("No duplicates found"),
    empty_text=gettext_lazy("Every client added or changed is compared with the others by itself."),
)


def pair_list(request: HttpRequest) -> HttpResponseBase:
    """List the pairs nobody has judged yet, likeliest first."""
    shown = request.GET.get("dismissed") == "yes"
    rows = visible_pairs(request.actor).filter(dismissed_at__isnull=not shown)
    context = {
        "tabs": client_tabs(request, "crm:pairs"),
        "recalled": request.session.pop("dismissed_pairs", ()),
        "query": request.GET.urlencode(),
    }
    views = saved_views(viewer=request.actor, table="pairs", path=request.path, query=request.GET.urlencode())
    return tables.answer(request, "crm/duplicates/list.html", _table(request), rows, context, views=views)


def dismiss(request: HttpRequest) -> HttpResponse:
    """Say that the picked pairs are different clients, and offer to take it back."""
    rows = tables.picked(_table(request), visible_pairs(request.actor), request)
    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    count = commands.dismiss_pairs(by=request.actor, pair_ids=numbers)
    request.session["dismissed_pairs"] = numbers
    words = ngettext("%(count)s pair is different clients", "%(count)s pairs are different clients", count)
    return done(request, back(request, reverse("crm:pairs")), words % {"count": count})


def recall(request: HttpRequest) -> HttpResponse:
    """Let dismissed pairs be looked at again."""
    numbers = numbers_in(request.POST.getlist("pk")[:1000])
    commands.recall_pairs(by=request.actor, pair_ids=numbers)
    return done(request, reverse("crm:pairs"), _("They are in the list again"))


def peek(request: HttpRequest, company_id: int) -> HttpResponse:
    """Show the found client in place, in the form that is being filled in."""
    return render(request, "crm/duplicates/_peek.html", {"card": company_card(company_id, viewer=request.actor)})


def merge_company(request: HttpRequest, company_id: int) -> HttpResponse:
    """Merge another company into this one, field by field."""
    return _merge(request, "company", company_id)


def merge_contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Merge another person into this one, field by field."""
    return _merge(request, "contact", contact_id)


def undo(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Take a merge back."""
    kind, kept, _gone = undo_merge(by=request.actor, merge_id=merge_id)
    return done(request, card_address(kind, kept), _("Two records again, each with its own"))


def merge_address(kind: str, kept: int, gone: int) -> str:
    """Return the address of two records side by side."""
    return f"{reverse(f'crm:{kind}_merge', args=[kept])}?with={gone}"


def card_address(kind: str, pk: int) -> str:
    """Return the address of a client's card."""
    return reverse(f"crm:{kind}", args=[pk])


def _merge(request: HttpRequest, kind: str, kept: int) -> HttpResponse:
    _seen(request, kind, kept)
    sent = request.POST if request.method == "POST" else request.GET
    gone = number(sent, "with")
    if gone is None:
        return _choose(request, kind, kept)
    if sent.get("keep") == str(gone):
        kept, gone = gone, kept
    if request.method == "POST":
        chosen = [name for name in FIELDS[kind] if sent.get(f"take-{name}") == "gone"]
        merge_clients(by=request.actor, kind=kind, kept_id=kept, gone_id=gone, chosen=chosen)
        return done(request, card_address(kind, kept), _("The two are one now. It can be taken back from the card."))
    sides = comparison(kind, kept, gone, viewer=request.actor)
    pair = visible_pairs(request.actor).filter(kind=kind, one_id=min(kept, gone), two_id=max(kept, gone)).first()
    context = {
        "sides": sides,
        "address": reverse(f"crm:{kind}_merge", args=[kept]),
        "swap": merge_address(kind, gone, kept),
        "pair": pair_of(pair.pk, viewer=request.actor) if pair else None,
        "crumbs": [(_("Duplicates"), reverse("crm:pairs")), (_("Merge"), "")],
    }
    return render(request, "crm/duplicates/merge.html", context)


def _seen(request: HttpRequest, kind: str, kept: int) -> Any:
    """Return the record within reach; another's is refused as if there were none."""
    return (company_values if kind == "company" else contact_values)(kept, viewer=request.actor)


def _choose(request: HttpRequest, kind: str, kept: int) -> HttpResponse:
    """Ask which record is the same one."""
    if request.method == "POST":
        raise Invalid(_("Choose the record to merge with."), field="with")
    title = str(_seen(request, kind, kept))
    text = request.GET.get("q", "").strip()[:200]
    found = _found(request, kind, text, kept) if text else []
    context = {"title": title, "q": text, "found": found, "address": reverse(f"crm:{kind}_merge", args=[kept])}
    return dialog(request, "crm/duplicates/choose.html", context)


def _found(request: HttpRequest, kind: str, text: str, kept: int) -> list[tuple[str, str, str]]:
    viewer = request.actor
    if kind == "company":
        rows = search_companies(company_rows(viewer=viewer), text, viewer=viewer)
    else:
        rows = search_contacts(contact_rows(viewer=viewer), text, viewer=viewer)
    listed = rows.exclude(pk=kept).order_by("pk")[:FOUND]
    return [(str(row), row.owner.short_name, merge_address(kind, kept, row.pk)) for row in listed]


def _table(request: HttpRequest) -> tables.Table:
    def present(rows: list[Pair]) -> list[object]:
        return list(present_pairs(rows, viewer=request.actor))

    return replace(TABLE, present=present)
