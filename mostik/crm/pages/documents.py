"""Screens of papers: on the deal's card, one paper, making and changing it."""

import base64
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.crm.adapters.typst.setting import NotSet
from mostik.crm.commands.documents import drafts, editions, issuing
from mostik.crm.commands.documents.rendering import made
from mostik.crm.forms.documents import DocumentForm
from mostik.crm.models import Document
from mostik.crm.pages.asking import blame, sent
from mostik.crm.queries.deals import deal_values
from mostik.crm.queries.documents.cards import ContactsHidden, document_card, document_values, files_of
from mostik.crm.queries.documents.previews import Preview, draft_preview
from mostik.crm.queries.documents.rows import deal_documents
from mostik.crm.queries.documents.templates import seller_choices, template_choices
from mostik.crm.queries.documents.words import FIRST, KINDS
from mostik.crm.rules.documents.asked import due_day
from mostik.crm.rules.documents.fields import MASKED
from mostik.crm.terms import DocumentKind
from mostik.kernel.refusals import Conflict, Invalid, Missing
from mostik.web.answers import dialog, done

ASK = "crm/documents/ask.html"
MISSING = "crm/documents/missing.html"


def panel(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Show a deal's papers and what may be made."""
    found = deal_documents(deal_id, viewer=request.actor)
    kinds = [(kind, words, reverse("crm:document_add", args=[deal_id, kind.value])) for kind, words in KINDS.items()]
    context = {
        "documents": found,
        "deal_id": deal_id,
        "first": [each for each in kinds if each[0] in FIRST],
        "more": [each for each in kinds if each[0] not in FIRST],
        "removed": request.session.pop("removed_document", None),
    }
    return render(request, "crm/documents/panel.html", context)


def add(request: HttpRequest, deal_id: int, kind: str) -> HttpResponse:
    """Make a paper of a kind: issued at once, or kept as a draft."""
    deal = deal_values(deal_id, viewer=request.actor)
    if kind not in set(DocumentKind):
        raise Missing(_("There is no such kind of document."))
    if lacking := _lacking(request, kind):
        return dialog(request, MISSING, lacking)
    started = {"dated_on": clock.today(), "due_on": due_day(kind, clock.today())}
    form = DocumentForm(sent(request), viewer=request.actor, kind=kind, deal=deal, initial=started)
    made_now: list[int] = []

    def make() -> None:
        deed = drafts.draft_document if request.POST.get("then") == "draft" else issuing.make_document
        made_now.append(deed(by=request.actor, deal_id=deal_id, kind=kind, fields=form.document_fields))

    words = {"title": KINDS[kind], "address": reverse("crm:document_add", args=[deal_id, kind]), "new": True}
    words["deal"] = deal
    return _ask(request, form, words, make, lambda: done(request, _card(made_now[0])))


def document(request: HttpRequest, document_id: int) -> HttpResponse:
    """A paper's card: its pages, what it says, its editions and links, what may be done."""
    card = document_card(document_id, viewer=request.actor)
    crumbs = [(_("Deals"), reverse("crm:deal_list")), (card.row.deal, reverse("crm:deal", args=[card.row.deal_id]))]
    pages = [reverse("crm:document_page", args=[document_id, place]) for place in range(1, _shown(card) + 1)]
    context = {"card": card, "crumbs": [*crumbs, (card.row.title, "")], "pages": pages}
    return render(request, "crm/documents/card.html", context)


def edit(request: HttpRequest, document_id: int) -> HttpResponse:
    """Change a draft."""
    row = document_values(document_id, viewer=request.actor)
    if row.status != "draft":
        raise Conflict(_("The document does not allow this in its present state."))

    def change(form: DocumentForm) -> None:
        version = form.cleaned_data["version"]
        drafts.edit_document(by=request.actor, document_id=document_id, fields=form.document_fields, version=version)

    words = {"title": _("Change the draft"), "address": reverse("crm:document_edit", args=[document_id])}
    return _change(request, row, words, change, _("The draft is changed"))


def remake(request: HttpRequest, document_id: int) -> HttpResponse:
    """Make an issued paper anew from today's data, under its number."""
    row = document_values(document_id, viewer=request.actor)

    def again(form: DocumentForm) -> None:
        version = form.cleaned_data["version"]
        issuing.remake_document(by=request.actor, document_id=document_id, fields=form.document_fields, version=version)

    words = {"title": _("Make it anew"), "submit": _("Make a new edition"), "note": True}
    words |= {"address": reverse("crm:document_remake", args=[document_id])}
    return _change(request, row, words, again, _("A new edition is made"))


def issue(request: HttpRequest, document_id: int) -> HttpResponse:
    """Issue a draft."""
    number = issuing.issue_document(by=request.actor, document_id=document_id)
    return done(request, _card(document_id), _("Issued: %(number)s") % {"number": number})


def remove(request: HttpRequest, document_id: int) -> HttpResponse:
    """Remove a draft; the deal's card offers to bring it back."""
    row = document_values(document_id, viewer=request.actor)
    drafts.remove_document(by=request.actor, document_id=document_id)
    request.session["removed_document"] = document_id
    return done(request, reverse("crm:deal", args=[row.deal_id]), _("The draft is removed"))


def restore(request: HttpRequest, document_id: int) -> HttpResponse:
    """Bring a removed draft back."""
    drafts.restore_document(by=request.actor, document_id=document_id)
    return done(request, _card(document_id), _("The draft is back"))


def again(request: HttpRequest, document_id: int) -> HttpResponse:
    """Try once more to make the files."""
    editions.render_again(by=request.actor, document_id=document_id)
    return done(request, _card(document_id))


def progress(request: HttpRequest, document_id: int) -> HttpResponse:
    """How far the files are; when they are there, the card is asked for anew."""
    files = files_of(document_id, viewer=request.actor)
    if files.state != "waiting":
        return HttpResponse(status=204, headers={"HX-Redirect": _card(document_id)})
    return render(request, "crm/documents/_work.html", {"files": files, "document_id": document_id})


def preview(request: HttpRequest, document_id: int) -> HttpResponse:
    """Show what a draft would look like if it were issued now."""
    row = document_values(document_id, viewer=request.actor)
    return shown(request, draft_preview(row, viewer=request.actor))


def shown(request: HttpRequest, found: Preview) -> HttpResponse:
    """Answer with the page pictures of a preview: nothing of them is kept."""
    if {MASKED[name] for name in found.version.fields if name in MASKED} & request.actor.masked:
        raise ContactsHidden
    try:
        _docx, _pdf, pages = made(found.version, found.values, found.lines, title=found.version.template.title)
    except NotSet:
        return render(request, "crm/documents/_preview.html", {"failed": True})
    pictures = [f"data:image/png;base64,{base64.b64encode(page).decode()}" for page in pages]
    return render(request, "crm/documents/_preview.html", {"pictures": pictures})


def _change(
    request: HttpRequest, row: Document, words: dict[str, Any], act: Callable[[DocumentForm], None], said: str
) -> HttpResponse:
    form = DocumentForm(sent(request), viewer=request.actor, kind=row.kind, deal=row.deal, row=row)
    words["deal"] = row.deal
    return _ask(request, form, words, lambda: act(form), lambda: done(request, _card(row.pk), said))


def _ask(
    request: HttpRequest,
    form: DocumentForm,
    words: dict[str, Any],
    act: Callable[[], None],
    then: Callable[[], HttpResponse],
) -> HttpResponse:
    if form.is_valid():
        try:
            act()
            return then()
        except Invalid as refusal:
            blame(form, refusal)
    status = 422 if form.is_bound else 200
    return dialog(request, ASK, {"form": form, **words}, status=status)


def _lacking(request: HttpRequest, kind: str) -> dict[str, Any]:
    """Return what must be there before a paper can be made, if anything is missing."""
    viewer = request.actor
    lacks = {"seller": not seller_choices(viewer=viewer), "template": not template_choices(kind, viewer=viewer)}
    return {"lacks": lacks, "title": KINDS[kind]} if any(lacks.values()) else {}


def _shown(card: Any) -> int:
    return card.files.pages if card.files and card.files.ready and not card.hidden else 0


def _card(document_id: int) -> str:
    return reverse("crm:document", args=[document_id])
