"""Screens of what becomes of a paper: sent, linked, signed, cancelled, brought back; one and many."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostik.core.queries import saved_views
from mostik.crm.commands import payments
from mostik.crm.commands.documents import links, outcomes
from mostik.crm.forms.documents import CancelForm, LinkForm, SignForm
from mostik.crm.pages.asking import ask, blame, sent
from mostik.crm.pages.document_table import document_table
from mostik.crm.queries.documents.cards import document_values
from mostik.crm.queries.documents.rows import document_rows
from mostik.crm.queries.documents.words import title_of
from mostik.kernel.refusals import Invalid, Refusal
from mostik.web import tables
from mostik.web.answers import back, dialog, done

AT_ONCE = 500


def document_list(request: HttpRequest) -> HttpResponseBase:
    """List the papers within reach."""
    query = request.GET.urlencode()
    views = saved_views(viewer=request.actor, table="documents", path=request.path, query=query)
    rows = document_rows(viewer=request.actor)
    return tables.answer(
        request, "crm/documents/list.html", document_table(request), rows, {"query": query}, views=views
    )


def link(request: HttpRequest, document_id: int) -> HttpResponse:
    """Make a link for the client and show it this once."""
    row = document_values(document_id, viewer=request.actor)
    form = LinkForm(sent(request))
    if form.is_valid():
        try:
            token = links.make_link(by=request.actor, document_id=document_id, days=form.cleaned_data["days"])
        except Invalid as refusal:
            blame(form, refusal)
        else:
            address = request.build_absolute_uri(reverse("crm:public_document", args=[token]))
            context = {"address": address, "title": title_of(row.kind, row.number), "document_id": document_id}
            answer = dialog(request, "crm/documents/linked.html", context)
            answer.headers["Cache-Control"] = "no-store"
            return answer
    words = {"title": _("Link for the client"), "submit": _("Make the link"), "form": form}
    words |= {"address": reverse("crm:document_link", args=[document_id])}
    return dialog(request, "crm/documents/link.html", words, status=422 if form.is_bound else 200)


def revoke(request: HttpRequest, link_id: int) -> HttpResponse:
    """Take a link back."""
    document_id = links.revoke_link(by=request.actor, link_id=link_id)
    return done(request, _card(document_id), _("The link opens nothing any more"))


def send(request: HttpRequest, document_id: int) -> HttpResponse:
    """Say that a paper was sent in another way."""
    outcomes.send_document(by=request.actor, document_id=document_id)
    return done(request, _card(document_id), _("Marked as sent"))


def sign(request: HttpRequest, document_id: int) -> HttpResponse:
    """Say that the client signed a paper."""
    document_values(document_id, viewer=request.actor)
    form = SignForm(sent(request))

    def act() -> None:
        outcomes.sign_document(by=request.actor, document_id=document_id, who=form.cleaned_data["who"])

    words = {"title": _("Signed by the client"), "submit": _("Mark as signed")}
    words |= {"address": reverse("crm:document_sign", args=[document_id])}
    return ask(request, form, words, act, lambda: done(request, _card(document_id), _("Marked as signed")))


def settle(request: HttpRequest, document_id: int) -> HttpResponse:
    """Say that an invoice is paid in full."""
    payments.settle_document(by=request.actor, document_id=document_id)
    return done(request, _card(document_id), _("Marked as paid"))


def unsettle(request: HttpRequest, document_id: int) -> HttpResponse:
    """Say that an invoice taken for paid is not."""
    payments.unsettle_document(by=request.actor, document_id=document_id)
    return done(request, _card(document_id), _("Marked as not paid"))


def cancel(request: HttpRequest, document_id: int) -> HttpResponse:
    """Cancel a paper; its number stays."""
    document_values(document_id, viewer=request.actor)
    form = CancelForm(sent(request))

    def act() -> None:
        outcomes.cancel_document(by=request.actor, document_id=document_id, why=form.cleaned_data["why"])

    words = {"title": _("Cancel the document"), "submit": _("Cancel the document"), "danger": True}
    words |= {"address": reverse("crm:document_cancel", args=[document_id])}
    return ask(request, form, words, act, lambda: done(request, _card(document_id), _("The document is cancelled")))


def reinstate(request: HttpRequest, document_id: int) -> HttpResponse:
    """Let a cancelled paper count again."""
    outcomes.reinstate_document(by=request.actor, document_id=document_id)
    return done(request, _card(document_id), _("The document is in force again"))


def send_many(request: HttpRequest) -> HttpResponse:
    """Mark the picked papers as sent."""
    return _many(request, lambda pk: outcomes.send_document(by=request.actor, document_id=pk))


def cancel_many(request: HttpRequest) -> HttpResponse:
    """Cancel the picked papers."""
    return _many(request, lambda pk: outcomes.cancel_document(by=request.actor, document_id=pk))


def _many(request: HttpRequest, deed: Callable[[int], None]) -> HttpResponse:
    """Do a deed to each of the picked papers; say how many stayed as they were."""
    rows = tables.picked(document_table(request), document_rows(viewer=request.actor), request)
    made = refused = 0
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        try:
            deed(pk)
            made += 1
        except Refusal:
            refused += 1
    said = ngettext("%(count)s document done", "%(count)s documents done", made) % {"count": made}
    if refused:
        words = ngettext("%(count)s stayed as it was", "%(count)s stayed as they were", refused) % {"count": refused}
        said = f"{said}; {words}"
    return done(request, back(request, reverse("crm:document_list")), said)


def _card(document_id: int) -> str:
    return reverse("crm:document", args=[document_id])
