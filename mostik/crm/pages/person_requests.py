"""Screens of requests about personal data: the list, the request with what is held, the file, the proof."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core import clock
from mostik.crm.commands import person_requests as commands
from mostik.crm.forms.personal import RefuseForm, RequestForm
from mostik.crm.models import PersonRequest
from mostik.crm.pages.asking import ask, sent
from mostik.crm.pages.client_tabs import client_tabs
from mostik.crm.queries.contacts import contact_values, full_name
from mostik.crm.queries.personal import requests as queries
from mostik.crm.queries.words import REQUEST_KINDS, REQUEST_STATES
from mostik.crm.terms import RequestKind
from mostik.kernel.refusals import Conflict
from mostik.web import tables
from mostik.web.answers import done


def _state(row: PersonRequest) -> tables.Badge:
    words, tone = REQUEST_STATES[row.state]
    late = row.state == "open" and row.end_by < clock.today()
    return tables.Badge(_("overdue"), "bad") if late else tables.Badge(words, tone)


TABLE = tables.Table(
    code="person-requests",
    columns=(
        tables.Column(
            key="number",
            title=gettext_lazy("Request"),
            value=lambda row: f"№ {row.pk}",
            main=True,
            sort=("id",),
            url=lambda row: reverse("crm:person_request", args=[row.pk]),
        ),
        tables.Column(key="person", title=gettext_lazy("Who asks"), value=lambda row: row.person or "•••"),
        tables.Column(key="kind", title=gettext_lazy("What is asked"), value=lambda row: REQUEST_KINDS[row.kind]),
        tables.Column(key="state", title=gettext_lazy("State"), value=_state, kind="badge"),
        tables.Column(
            key="received_on",
            title=gettext_lazy("Received"),
            value=lambda row: row.received_on,
            kind="day",
            sort=("received_on",),
        ),
        tables.Column(key="answer_by", title=gettext_lazy("Answer by"), value=lambda row: row.answer_by, kind="day"),
        tables.Column(
            key="end_by",
            title=gettext_lazy("Carry out by"),
            value=lambda row: row.end_by,
            kind="day",
            sort=("end_by",),
        ),
    ),
    filters=(
        tables.choice_filter("kind", gettext_lazy("What is asked"), tuple(REQUEST_KINDS.items())),
        tables.choice_filter("state", gettext_lazy("State"), [(k, words) for k, (words, _t) in REQUEST_STATES.items()]),
        tables.day_range_filter("received", gettext_lazy("Received"), "received_on", more=True),
    ),
    search=tables.text_search("person", "letter"),
    search_words=gettext_lazy("Who asks, letter"),
    default_sort="-number",
    export_needs="crm.handle_requests",
    empty_title=gettext_lazy("No requests about personal data"),
    empty_text=gettext_lazy("When somebody asks what is held about them or to erase it, begin from their card."),
)
VALUES = (
    tables.Column(key="table", title=gettext_lazy("Table"), value=lambda each: each.table),
    tables.Column(key="number", title=gettext_lazy("Record"), value=lambda each: each.number),
    tables.Column(key="column", title=gettext_lazy("Column"), value=lambda each: each.column),
    tables.Column(key="value", title=gettext_lazy("What is held"), value=lambda each: each.value, main=True),
    tables.Column(key="purpose", title=gettext_lazy("What for"), value=lambda each: each.purpose),
    tables.Column(key="basis", title=gettext_lazy("Ground"), value=lambda each: each.basis),
)
LINES = (
    tables.Column(key="table", title=gettext_lazy("Table"), value=lambda line: line.table, main=True),
    tables.Column(key="rows", title=gettext_lazy("Records"), value=lambda line: line.rows, kind="number"),
    tables.Column(
        key="fate",
        title=gettext_lazy("What becomes of it"),
        value=lambda line: tables.Badge(_("stays"), "warn") if line.kept else tables.Badge(_("erased"), "neutral"),
        kind="badge",
    ),
    tables.Column(key="purpose", title=gettext_lazy("What for"), value=lambda line: line.purpose),
    tables.Column(key="basis", title=gettext_lazy("Ground"), value=lambda line: line.basis, hide_on_phone=True),
)


def request_list(request: HttpRequest) -> HttpResponseBase:
    """List the requests within reach."""
    context = {"tabs": client_tabs(request, "crm:person_requests")}
    rows = queries.requests(viewer=request.actor)
    return tables.answer(request, "crm/personal/requests.html", TABLE, rows, context)


def person_request(request: HttpRequest, request_id: int) -> HttpResponse:
    """A request: its days, what is held about whoever asks, or the report of what was done."""
    row = queries.request_of(request_id, viewer=request.actor)
    held = row.state in {"open", "running"} and "held" in request.GET
    lines = queries.held_lines(queries.held(row.contact_id, viewer=request.actor)) if held else []
    context = {
        "row": row,
        "kind": REQUEST_KINDS[row.kind],
        "state": _state(row),
        "erases": row.kind == RequestKind.ERASE,
        "share": row.done / row.total if row.total else 0,
        "held": held,
        "grid": tables.grid(LINES, lines),
        "crumbs": [(_("Requests"), reverse("crm:person_requests")), (f"№ {row.pk}", "")],
    }
    return render(request, "crm/personal/request.html", context)


def receive(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Write down a request of a person."""
    person = contact_values(contact_id, viewer=request.actor)
    form = RequestForm(sent(request), initial={"received_on": clock.today()})
    made: list[int] = []

    def act() -> None:
        said = {**form.cleaned_data, "kind": RequestKind(form.cleaned_data["kind"])}
        made.append(commands.receive_request(by=request.actor, contact_id=contact_id, **said))

    title = _("Request about the data of %(name)s") % {"name": full_name(person)}
    words = {"title": title, "address": request.path, "submit": _("Write it down")}
    return ask(request, form, words, act, lambda: done(request, reverse("crm:person_request", args=[made[0]])))


def refuse(request: HttpRequest, request_id: int) -> HttpResponse:
    """Refuse a request, saying why."""
    row = queries.request_of(request_id, viewer=request.actor)
    form = RefuseForm(sent(request))
    words = {"title": _("Refuse the request"), "address": request.path, "submit": _("Refuse")}
    return ask(
        request,
        form,
        words,
        lambda: commands.refuse_request(by=request.actor, request_id=row.pk, why=form.cleaned_data["why"]),
        lambda: done(request, reverse("crm:person_request", args=[row.pk]), _("The request is refused")),
    )


def erase(request: HttpRequest, request_id: int) -> HttpResponse:
    """Begin an erasure."""
    commands.carry_out(by=request.actor, request_id=request_id)
    return done(request, reverse("crm:person_request", args=[request_id]))


def answer(request: HttpRequest, request_id: int) -> HttpResponse:
    """Close a request about what is held."""
    commands.answer_request(by=request.actor, request_id=request_id)
    return done(request, reverse("crm:person_request", args=[request_id]), _("The request is answered"))


def progress(request: HttpRequest, request_id: int) -> HttpResponse:
    """How far an erasure is; when it is done, the page is asked for anew."""
    row = queries.request_of(request_id, viewer=request.actor)
    if row.state != "running":
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("crm:person_request", args=[row.pk])})
    context = {"row": row, "share": row.done / row.total if row.total else 0}
    return render(request, "crm/personal/_progress.html", context)


def file(request: HttpRequest, request_id: int) -> HttpResponseBase:
    """Give everything held about whoever asks as a file; that it was gathered is written down."""
    row = queries.request_of(request_id, viewer=request.actor)
    if row.state == "done":
        raise Conflict(_("This request is carried out: what was held is no longer gathered."))
    found = queries.held(row.contact_id, viewer=request.actor)
    values = queries.held_values(found, viewer=request.actor)
    commands.note_gathered(by=request.actor, request_id=row.pk)
    give = tables.xlsx_answer if request.GET.get("format") == "xlsx" else tables.csv_answer
    return give(f"personal-data-{row.pk}", VALUES, values)


def proof(request: HttpRequest, request_id: int) -> HttpResponse:
    """The act of an erasure as text, with the hashes it is checked by."""
    row = queries.request_of(request_id, viewer=request.actor)
    if row.state != "done":
        raise Conflict(_("There is an act once the request is carried out."))
    context = {"row": row, "kind": REQUEST_KINDS[row.kind], "report": row.report}
    answer = HttpResponse(render_to_string("crm/personal/act.txt", context), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="act-{row.pk}.txt"'
    return answer
