"""The one way a form of this room is asked and answered: in a dialog, refusals at their fields, undo in the toast."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mostik.kernel.refusals import Refusal
from mostik.web.answers import dialog, done

#: What was done in words, and the page to go on to.
Outcome = tuple[str, str]


def ask(
    request: HttpRequest,
    form: forms.Form,
    template: str,
    act: Callable[[], Outcome],
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form, or act on what it brings; what is refused is said at its field and nothing typed is lost."""
    said = {**(context or {}), "form": form}
    if request.method == "GET":
        return dialog(request, template, said)
    outcome = tried(form, act)
    return done(request, outcome[1], outcome[0]) if outcome else dialog(request, template, said, status=422)


def tried(form: forms.Form, act: Callable[[], Outcome]) -> Outcome | None:
    """Act on a valid form; a refusal becomes the form's error, save one about rights or a record not there."""
    if not form.is_valid():
        return None
    try:
        return act()
    except Refusal as refusal:
        if refusal.status in {403, 404}:
            raise
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, refusal.text(_))
    return None


def posted(request: HttpRequest) -> Any:
    """Return what a form was sent with, or nothing when it is only asked for."""
    return request.POST if request.method == "POST" else None


def with_undo(text: str, undo: str, page: str) -> SafeString:
    """Return words for a toast with the way back: one press posts it; without scripts the link opens the page."""
    words = '{} <a href="{}" hx-post="{}" hx-swap="none">{}</a>'
    return format_html(words, text, page, undo, _("Undo"))
