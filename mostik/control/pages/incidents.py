"""Screens of incidents: the report, the list, one incident, who answers, measures, closing, opening again."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mostik.control.commands import incidents as commands
from mostik.control.forms.incidents import IncidentEndForm, MeasureEndForm, MeasureForm, OwnerForm, ReportForm, WhyForm
from mostik.control.models import INCIDENT_KINDS, INCIDENT_STATES, SEVERITIES, Incident
from mostik.control.queries import incidents as queries
from mostik.control.terms import IncidentKind, IncidentState, Severity
from mostik.core import clock
from mostik.core.queries import story
from mostik.core.rights import EXPORT
from mostik.kernel.events import Ref
from mostik.web import tables
from mostik.web.answers import done
from mostik.web.asking import ask, ask_here, sent

TONES = {IncidentState.NEW: "bad", IncidentState.TAKEN: "info", IncidentState.CLOSED: "neutral"}
GRAVE = {Severity.CRITICAL: "bad", Severity.SERIOUS: "warn", Severity.MINOR: "neutral"}
OPEN = "open"
SHORT = 90


def _state(row: Incident) -> tables.Badge:
    late = row.state == IncidentState.NEW and row.raised > 0
    words = _("not taken in time") if late else row.get_state_display()
    return tables.Badge(words, TONES[IncidentState(row.state)])


TABLE = tables.Table(
    code="incidents",
    columns=(
        tables.Column(
            key="text",
            title=pgettext_lazy("of an incident", "What happened"),
            value=lambda row: row.text if len(row.text) <= SHORT else f"{row.text[:SHORT]}…",
            main=True,
            url=lambda row: reverse("control:incident", args=[row.pk]),
        ),
        tables.Column(
            key="severity",
            title=gettext_lazy("How bad it is"),
            value=lambda row: tables.Badge(row.get_severity_display(), GRAVE[Severity(row.severity)]),
            kind="badge",
        ),
        tables.Column(
            key="kind",
            title=gettext_lazy("What is endangered"),
            value=lambda row: row.get_kind_display(),
            hide_on_phone=True,
        ),
        tables.Column(key="state", title=gettext_lazy("State"), value=_state, kind="badge"),
        tables.Column(
            key="owner", title=gettext_lazy("Who answers for it"), value=lambda row: row.owner, kind="person"
        ),
        tables.Column(
            key="reporter",
            title=gettext_lazy("Who reported"),
            value=lambda row: row.reporter,
            kind="person",
            hide_on_phone=True,
        ),
        tables.Column(
            key="reported",
            title=gettext_lazy("Reported"),
            value=lambda row: row.reported_at,
            kind="moment",
            sort=("reported_at",),
        ),
        tables.Column(
            key="closed",
            title=pgettext_lazy("of an incident", "Closed"),
            value=lambda row: row.closed_at,
            kind="moment",
            sort=("closed_at",),
            default_hidden=True,
        ),
    ),
    filters=(
        tables.choice_filter(
            "is",
            gettext_lazy("State"),
            [(OPEN, gettext_lazy("open")), *INCIDENT_STATES],
            apply=lambda rows, value: (
                rows.exclude(state=IncidentState.CLOSED) if value == OPEN else rows.filter(state=value)
            ),
        ),
        tables.choice_filter("severity", gettext_lazy("How bad it is"), SEVERITIES, "severity"),
        tables.choice_filter("kind", gettext_lazy("What is endangered"), INCIDENT_KINDS, "kind"),
        tables.day_range_filter("reported", gettext_lazy("Reported"), "reported_at", more=True),
    ),
    search=tables.text_search(
        "text", "cause", "conclusion", "owner__last_name", "reporter__last_name", "measures__text"
    ),
    search_words=gettext_lazy("What happened, cause, person"),
    default_sort="-reported",
    export_needs=EXPORT,
    empty_title=gettext_lazy("There are no incidents"),
    empty_text=gettext_lazy(
        "Whatever endangers life, health, clients or data is reported in one step, from any screen; management is told "
        "at once and it stays here until it ends with a conclusion."
    ),
)


def incident_list(request: HttpRequest) -> HttpResponseBase:
    """Every incident within reach."""
    return tables.answer(request, "control/incidents/list.html", TABLE, queries.incidents(viewer=request.actor))


def incident_report(request: HttpRequest) -> HttpResponse:
    """Report an incident in one step; it may be read again afterwards, on its card."""
    form, made = ReportForm(sent(request)), list[Incident]()

    def report() -> None:
        said = form.cleaned_data
        made.append(
            commands.report_incident(
                by=request.actor,
                kind=IncidentKind(said["kind"]),
                severity=Severity(said["severity"]),
                text=said["text"],
                confidential=said["confidential"],
                key=said["key"],
            )
        )

    words = {"title": _("Report an incident"), "address": request.path, "submit": _("Report it"), "danger": True}
    return ask(
        request,
        form,
        words,
        report,
        lambda: done(request, _page(made[0].pk), _("Reported. Management is told.")),
    )


def incident(request: HttpRequest, incident_id: int) -> HttpResponse:
    """One incident: what happened, who answers, measures, cause and conclusion, its history."""
    viewer = request.actor
    found = queries.incident(viewer=viewer, incident_id=incident_id)
    is_open, leads = found.state != IncidentState.CLOSED, queries.leads(found, viewer)
    measures = [
        (each, is_open and not each.done_at and (leads or each.owner_id in viewer.selves))
        for each in queries.measures(viewer=viewer, incident_id=incident_id)
    ]
    context = {
        "incident": found,
        "title": f"{_('Incident')} № {found.pk}",
        "badge": _state(found),
        "grave": GRAVE[Severity(found.severity)],
        "late": found.state == IncidentState.NEW and clock.now() > found.due_at,
        "measures": measures,
        "today": clock.today(),
        "story": story(Ref("control.incident", found.pk), viewer=viewer),
        "may_take": is_open and leads and found.owner_id != viewer.id,
        "may_lead": is_open and leads,
        "may_reopen": not is_open and (leads or found.reporter_id in viewer.selves),
        "crumbs": [(_("Incidents"), reverse("control:incidents")), (f"№ {found.pk}", "")],
    }
    return render(request, "control/incidents/card.html", context)


def incident_take(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Answer for an incident oneself."""
    commands.take_incident(by=request.actor, incident_id=incident_id)
    return done(request, _page(incident_id), _("It is yours now."))


def incident_give(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Let somebody answer for an incident."""
    found = queries.incident(viewer=request.actor, incident_id=incident_id)
    people = queries.candidates(found, viewer=request.actor)
    form = OwnerForm(sent(request), people=people, initial={"owner_id": found.owner_id})
    return ask_here(
        request,
        form,
        {"title": _("Who answers for it"), "submit": _("Give"), "said": _("They are told.")},
        lambda: commands.take_incident(
            by=request.actor, incident_id=incident_id, owner_id=form.cleaned_data["owner_id"]
        ),
        _page(incident_id),
    )


def measure_add(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Say what is to be done about an incident."""
    found = queries.incident(viewer=request.actor, incident_id=incident_id)
    people = queries.candidates(found, viewer=request.actor)
    form = MeasureForm(
        sent(request), people=people, initial={"due_on": clock.today(), "owner_id": found.owner_id or request.actor.id}
    )
    return ask_here(
        request,
        form,
        {"title": _("A measure"), "submit": _("Set it"), "said": _("Written down."), "columns": "2"},
        lambda: commands.set_measure(by=request.actor, incident_id=incident_id, **form.cleaned_data),
        _page(incident_id),
    )


def measure_end(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Say what came of a measure."""
    made = queries.measure(viewer=request.actor, measure_id=measure_id)
    form = MeasureEndForm(sent(request))
    return ask_here(
        request,
        form,
        {"title": _("The measure is done"), "note": made.text, "submit": _("Done"), "said": _("Written down.")},
        lambda: commands.finish_measure(by=request.actor, measure_id=measure_id, **form.cleaned_data),
        _page(made.incident_id),
    )


def incident_close(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Close an incident with its cause and a conclusion."""
    found = queries.incident(viewer=request.actor, incident_id=incident_id)
    form = IncidentEndForm(sent(request), initial={"cause": found.cause, "conclusion": found.conclusion})
    return ask_here(
        request,
        form,
        {"title": _("Close the incident"), "submit": _("Close"), "said": _("Closed.")},
        lambda: commands.close_incident(by=request.actor, incident_id=incident_id, **form.cleaned_data),
        _page(incident_id),
    )


def incident_reopen(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Open a closed incident again."""
    queries.incident(viewer=request.actor, incident_id=incident_id)
    form = WhyForm(sent(request))
    return ask_here(
        request,
        form,
        {"title": _("Open the incident again"), "submit": _("Open again"), "said": _("Open again.")},
        lambda: commands.reopen_incident(by=request.actor, incident_id=incident_id, **form.cleaned_data),
        _page(incident_id),
    )


def _page(incident_id: int) -> str:
    return reverse("control:incident", args=[incident_id])
