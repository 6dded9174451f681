"""The screen of the data map: every column, what it holds, about whom, what for, on which ground."""

from collections.abc import Iterable

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from mostik.core.privacy import datamap
from mostik.core.privacy.datamap import Line
from mostik.core.privacy.terms import BASES, PURPOSES, TAGS, WHOSE, Tag, Whose
from mostik.web import tables
from mostik.web.tables.page import address_with

COLUMNS = (
    tables.Column(key="table", title=_("Table"), value=lambda line: line.table, main=True),
    tables.Column(key="column", title=_("Column"), value=lambda line: line.column),
    tables.Column(key="title", title=_("In words"), value=lambda line: line.title, hide_on_phone=True),
    tables.Column(key="tag", title=_("What it holds"), value=lambda line: str(TAGS[line.tag])),
    tables.Column(key="whose", title=_("About whom"), value=lambda line: str(WHOSE[line.whose])),
    tables.Column(key="purpose", title=_("What for"), value=lambda line: str(PURPOSES[line.purpose])),
    tables.Column(key="basis", title=_("Ground"), value=lambda line: str(BASES[line.purpose]), hide_on_phone=True),
)

#: The ground is one for each purpose: it stands below the map, and in the file at every line.
SHOWN = COLUMNS[:-1]


class MapForm(forms.Form):
    """What is looked for in the map."""

    q = forms.CharField(label=_("Table or column"), required=False, max_length=100)
    tag = forms.ChoiceField(label=_("What it holds"), required=False, choices=[("", _("all but plain")), *TAGS.items()])
    whose = forms.ChoiceField(label=_("About whom"), required=False, choices=[("", _("anybody")), *WHOSE.items()])


def data_map(request: HttpRequest) -> HttpResponseBase:
    """Show the map, or give it as a file."""
    form = MapForm(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    found = list(_narrowed(said.get("q", ""), said.get("tag", ""), said.get("whose", "")))
    if kind := tables.file_asked(request):
        return tables.file_answer(kind, "data-map", COLUMNS, found)
    query = {name: request.GET.getlist(name) for name in request.GET}
    context = {
        "form": form,
        "grid": tables.grid(SHOWN, found),
        "grounds": [(PURPOSES[each], BASES[each]) for each in PURPOSES],
        "count": len(found),
        "csv": address_with(request.path, query, {"format": "csv"}),
        "xlsx": address_with(request.path, query, {"format": "xlsx"}),
    }
    return render(request, "core/data_map.html", context, status=200 if form.is_valid() else 422)


def _narrowed(words: str, tag: str, whose: str) -> Iterable[Line]:
    for line in datamap.lines():
        if (line.tag != tag) if tag else line.tag is Tag.PLAIN:
            continue
        if whose and line.whose is not Whose(whose):
            continue
        if words.lower() in f"{line.table} {line.column} {line.title}".lower():
            yield line
