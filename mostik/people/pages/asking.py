"""The one way a form of this room is asked and answered: in a dialog, then on to a page with what was done said."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from mostik.web.answers import dialog, done
from mostik.web.asking import tried

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
