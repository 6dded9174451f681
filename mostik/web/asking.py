"""How a dialog asks: the form, the deed, the refusal at its field, and what a request names."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from mostik.kernel.refusals import Invalid, Refusal
from mostik.kernel.versions import FieldsChanged
from mostik.web.answers import dialog, done
from mostik.web.asked import number_in

R = TypeVar("R")
ASK = "web/ask.html"


def ask(
    request: HttpRequest,
    form: Any,
    words: Mapping[str, Any],
    act: Callable[[], object],
    then: Callable[[], HttpResponse],
    *,
    fresh: Callable[[], Mapping[str, Any]] | None = None,
    template: str = ASK,
) -> HttpResponse:
    """Show a dialog's form; when it is filled in, act; with a refusal show it again as it was typed.

    ``fresh`` gives the record's newest values where others may have changed the same ones meanwhile.
    """
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            act()
            return then()
        except Invalid as refusal:
            blame(form, refusal)
        except FieldsChanged as clash:
            if fresh is None:
                raise
            form.face(clash, fresh())
            status = clash.status
    return dialog(request, template, {"form": form, **words}, status=status)


def ask_here(
    request: HttpRequest, form: Any, words: Mapping[str, Any], act: Callable[[], object], page: str
) -> HttpResponse:
    """Ask in a dialog posted to its own address; once done go to a page and say there what the words call ``said``."""
    then = partial(done, request, page, str(words["said"]))
    return ask(request, form, {**words, "address": request.path}, act, then)


def tried(form: forms.Form, act: Callable[[], R]) -> R | None:
    """Act on a valid form; a refusal becomes the form's error, save one about rights or a record not there."""
    if not form.is_valid():
        return None
    try:
        return act()
    except Refusal as refusal:
        if refusal.status in {403, 404}:
            raise
        blame(form, refusal)
    return None


def blame(form: forms.Form, refusal: Refusal) -> None:
    """Put a refusal at the fields it names, else above the form."""
    names = [name for name in getattr(refusal, "missing", (refusal.field,)) if name in form.fields]
    for name in names or [None]:
        form.add_error(name, refusal.text(_))


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what was posted; nothing when the form is only looked at."""
    return request.POST if request.method == "POST" else None


def number(sent: Mapping[str, str], name: str) -> int | None:
    """Return a record's number from a request; nothing when it is none."""
    return number_in(sent.get(name, ""))
