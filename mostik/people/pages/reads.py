"""Who saw what: the journal of reads, and what was seen in a period when something has leaked."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from mostik.core import clock, search
from mostik.people.forms.reads import IncidentForm
from mostik.people.models.reads import READ_KINDS
from mostik.people.queries import reads as queries
from mostik.web import tables

LEAK_COLUMNS = (
    tables.Column(key="person", title=_("Who"), value=lambda row: row.person, main=True),
    tables.Column(key="role", title=_("Role"), value=lambda row: row.role),
    tables.Column(key="looks", title=_("Looked"), value=lambda row: row.looks, kind="number"),
    tables.Column(key="exports", title=_("Exported"), value=lambda row: row.exports, kind="number"),
    tables.Column(key="subjects", title=_("Different records"), value=lambda row: row.subjects, kind="number"),
)


def kind_words(kind: str) -> str:
    """Return a kind of record in words."""
    if kind == "core.archive":
        return str(_("the whole company"))
    return next((str(each.title) for each in search.kinds() if each.kind == kind), kind)


READ_TABLE = tables.Table(
    code="reads",
    columns=(
        tables.Column(key="at", title=_("When"), value=lambda row: row.at, kind="moment", sort=("at",)),
        tables.Column(key="person", title=_("Who"), value=lambda row: row.person, main=True, sort=("person",)),
        tables.Column(key="what", title=_("What they did"), value=lambda row: row.get_what_display()),
        tables.Column(key="kind", title=_("Of what"), value=lambda row: kind_words(row.kind)),
        tables.Column(key="rows", title=_("Records"), value=lambda row: row.rows, kind="number", sort=("rows",)),
        tables.Column(key="reason", title=_("What for"), value=lambda row: row.reason, hide_on_phone=True),
        tables.Column(key="mark", title=_("Mark"), value=lambda row: row.mark, hide_on_phone=True),
        tables.Column(key="address", title=_("Address"), value=lambda row: row.address, default_hidden=True),
    ),
    filters=(
        tables.choice_filter("what", _("What they did"), READ_KINDS, "what"),
        tables.text_filter("mark", _("Mark"), "mark"),
        tables.day_range_filter("at", _("When"), "at__date"),
        tables.number_range_filter("rows", _("Records"), "rows", more=True),
    ),
    search=lambda rows, words: rows.filter(person__icontains=words),
    search_words=_("Who"),
    default_sort="-at",
    export_needs="people.see_reads",
    empty_title=_("Nobody has looked yet"),
    empty_text=_("Opened cards, looked through lists and exports are written here."),
)


def list_reads(request: HttpRequest) -> HttpResponseBase:
    """List who opened, looked through and exported clients' data."""
    return tables.answer(request, "people/reads/list.html", READ_TABLE, queries.reads(viewer=request.actor))


def incident(request: HttpRequest) -> HttpResponseBase:
    """Who saw or took away how much in a period: what is reported within a day of a leak."""
    today = clock.today()
    month = {"first": today - timedelta(days=30), "last": today}
    form = IncidentForm(request.GET if request.GET.get("first") else None, initial=month)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {**month, "subject": None}
    found = queries.leaks(viewer=request.actor, **asked)
    if kind := tables.file_asked(request, files=("csv",)):
        return tables.file_answer(kind, "incident", LEAK_COLUMNS, found)
    context = {"form": form, "grid": tables.grid(LEAK_COLUMNS, found), "found": found, "broken": queries.broken_read()}
    return _page(request, context)


def _page(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    query = request.GET.copy()
    query["format"] = "csv"
    return render(request, "people/reads/incident.html", {**context, "csv": f"{request.path}?{query.urlencode()}"})
