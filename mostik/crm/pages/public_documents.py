"""What a client with a link sees, in the paper's own language: its pages, its file, a place to accept it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from mostik.core.guests import gone
from mostik.core.links import digest_of
from mostik.crm.commands.documents.links import answer_document, guest, note_view
from mostik.crm.forms.documents import AnswerForm
from mostik.crm.pages.asking import blame
from mostik.crm.pages.document_files import given
from mostik.crm.queries.documents.public import public_document, public_file, public_language
from mostik.kernel.refusals import Invalid, Missing, Refusal
from mostik.web.answers import quiet

Page = Callable[..., HttpResponseBase]


def spoken(page: Page) -> Page:
    """Let a page speak the paper's language, whatever the browser says; a dead link is told plainly."""

    @wraps(page)
    def speaking(request: HttpRequest, token: str, **rest: Any) -> HttpResponseBase:
        try:
            language = public_language(digest_of(token), viewer=guest())
        except Missing:
            return gone(request)
        with override(language):
            return quiet(page(request, token, **rest))

    return speaking


@spoken
def document(request: HttpRequest, token: str) -> HttpResponse:
    """Show a paper to its client."""
    return _shown(request, token)


@spoken
def seen(request: HttpRequest, token: str) -> HttpResponse:
    """Remember that the client looks at the paper: asked by the page itself, so that a link's preview is no view."""
    if request.actor is None:
        note_view(by=guest(), token=token)
    return HttpResponse(status=204)


@spoken
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Take a client's acceptance under a name."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _shown(request, token, form, status=422)
    who = form.cleaned_data["who"]
    try:
        answer_document(by=guest(who), token=token, who=who, edition=form.cleaned_data["edition"])
    except Invalid as refusal:
        blame(form, refusal)
        return _shown(request, token, form, status=422)
    except Refusal as refusal:
        form.add_error(None, refusal.text(_))
        return _shown(request, token, form, status=409)
    return HttpResponseRedirect(reverse("crm:public_document", args=[token]))


@spoken
def page(_request: HttpRequest, token: str, page: int) -> HttpResponseBase:
    """Give a page of a paper as a picture."""
    return given(public_file(digest_of(token), str(page), viewer=guest()), attachment=False)


@spoken
def pdf(_request: HttpRequest, token: str) -> HttpResponseBase:
    """Give a paper as PDF."""
    return given(public_file(digest_of(token), "pdf", viewer=guest()))


def _shown(request: HttpRequest, token: str, form: AnswerForm | None = None, *, status: int = 200) -> HttpResponse:
    found = public_document(digest_of(token), viewer=guest())
    pages = [reverse("crm:public_page", args=[token, place]) for place in range(1, found.pages + 1)]
    form = form or AnswerForm(initial={"edition": found.edition})
    context = {"paper": found, "token": token, "pages": pages, "form": form}
    return render(request, "crm/documents/public.html", context, status=status)
