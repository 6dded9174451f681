"""Screens of the templates of letters and messages."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.crm.commands import letters as commands
from mostik.crm.forms.queue import LetterTemplateForm
from mostik.crm.pages.asking import ask, sent
from mostik.crm.pages.catalogue import named
from mostik.crm.queries import letters as queries
from mostik.crm.rules.letters import FIELDS
from mostik.web.answers import done


def letters(request: HttpRequest) -> HttpResponse:
    """Every template, and the fields one may have."""
    fields = field_words()
    rows = list(queries.letter_templates(viewer=request.actor, archived=True))
    return render(request, "crm/letters/list.html", {"rows": rows, "fields": fields})


def field_words() -> list[tuple[str, str]]:
    """Return every field a template may have as it is written, and what it stands for."""
    return [(f"{{{name}}}", _(words)) for name, words in FIELDS.items()]


def add(request: HttpRequest) -> HttpResponse:
    """Add a template."""
    form = LetterTemplateForm(sent(request))
    return _ask(request, form, _("New template"), reverse("crm:letter_add"), None)


def edit(request: HttpRequest) -> HttpResponse:
    """Change a template."""
    row = queries.letter_template(named(request, "letter"), viewer=request.actor)
    given = {name: getattr(row, name) for name in ("kind", "title", "subject", "text")}
    form = LetterTemplateForm(sent(request), initial=given)
    return _ask(request, form, row.title, f"{reverse('crm:letter_edit')}?letter={row.pk}", row.pk)


def archive(request: HttpRequest) -> HttpResponse:
    """Put a template away."""
    commands.archive_letter_template(by=request.actor, template_id=named(request, "letter"))
    return done(request, reverse("crm:letters"), _("Put away"))


def restore(request: HttpRequest) -> HttpResponse:
    """Bring a template back."""
    commands.archive_letter_template(by=request.actor, template_id=named(request, "letter"), archived=False)
    return done(request, reverse("crm:letters"), _("The template is back"))


def _ask(request: HttpRequest, form: LetterTemplateForm, title: str, address: str, pk: int | None) -> HttpResponse:
    def write() -> None:
        fields = commands.LetterFields(**form.cleaned_data)
        commands.save_letter_template(by=request.actor, fields=fields, template_id=pk)

    words = {"title": title, "address": address, "submit": _("Save"), "fields": field_words()}
    saved = partial(done, request, reverse("crm:letters"), _("Saved"))
    return ask(request, form, words, write, saved, template="crm/letters/ask.html")
