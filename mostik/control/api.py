"""Deviations and incidents for programs: what lags or endangers, why, what came of it."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from ninja import Router
from pydantic import Field

from mostik.control.commands import cases as commands
from mostik.control.commands import incidents as commands_of_incidents
from mostik.control.models import Case, Incident
from mostik.control.queries.cases import cases
from mostik.control.queries.incidents import incidents
from mostik.control.terms import Cause, IncidentKind, Severity
from mostik.core.actors import Actor
from mostik.people.access import clear, shown
from mostik.web import resources, schemas
from mostik.web.api import Id
from mostik.web.resources import Write, register

SEE, MEND, REPORT = "control.answer_cases", "control.take_action", "control.report_incident"
Resource = partial(resources.Resource, clear=clear, shown=shown)
Why = Annotated[Cause, Field(description="Why the figure lags.")]

DEVIATIONS = Resource(
    name="deviations",
    one="deviation",
    kind="control.case",
    model=Case,
    see=SEE,
    rows=lambda viewer: cases(viewer=viewer),
    shows="department team person owner kind subject title kpi metric days plan_then fact_then worth opened_on state "
    "due_on cause cause_text plan_since fact_since checked_on raised_to raised_on ending outcome ended_at version",
    filters="department person owner kind subject kpi state cause ending opened_on",
    actions={
        "name_cause": Write(
            needs=SEE,
            also={"cause": (Why, ...), "text": (schemas.text(500), "")},
            call=lambda by, pk, said, **_: commands.name_cause(
                by=by, case_id=pk, cause=said["cause"], text=said.get("text", "")
            ),
            says="Say why the figure lags",
        ),
        "close": Write(
            needs=MEND,
            also={"outcome": (schemas.text(500, 1), ...)},
            call=lambda by, pk, said, **_: commands.end_case(by=by, case_id=pk, outcome=said["outcome"]),
            says="Close the deviation by hand, saying what came of it",
        ),
        "reopen": Write(
            needs=MEND,
            call=lambda by, pk, **_: commands.resume_case(by=by, case_id=pk),
            says="Open a deviation closed by hand again",
        ),
    },
)
router = Router()
register(router, DEVIATIONS)


def _report(by: Actor, said: Mapping[str, Any], **_: Any) -> int:
    return commands_of_incidents.report_incident(
        by=by,
        kind=said["kind"],
        severity=said["severity"],
        text=said["text"],
        confidential=said.get("confidential", False),
        key=said["key"],
    ).pk


INCIDENTS = Resource(
    name="incidents",
    one="incident",
    kind="control.incident",
    model=Incident,
    see=REPORT,
    rows=lambda viewer: incidents(viewer=viewer),
    shows="kind severity text confidential reporter team department reported_at state owner due_at raised taken_at "
    "cause conclusion closed_at version",
    filters="kind severity state owner reporter department confidential",
    create=Write(
        needs=REPORT,
        also={
            "kind": (Annotated[IncidentKind, Field(description="What is endangered.")], ...),
            "severity": (Annotated[Severity, Field(description="How bad it is.")], ...),
            "text": (schemas.text(2000, 1), ...),
            "confidential": (bool, False),
            "key": (Annotated[schemas.text(40, 1), Field(description="Of the report: sent twice it is one.")], ...),
        },
        call=_report,
        says="Report an incident: management is told at once; the same key is one report",
    ),
    actions={
        "take": Write(
            needs=REPORT,
            also={"owner_id": (Annotated[Id | None, Field(description="Who answers for it; oneself.")], None)},
            call=lambda by, pk, said, **_: commands_of_incidents.take_incident(
                by=by, incident_id=pk, owner_id=said.get("owner_id")
            ),
            says="Answer for the incident, or let somebody",
        ),
        "set_measure": Write(
            needs=REPORT,
            also={
                "text": (schemas.text(500, 1), ...),
                "owner_id": (Id, ...),
                "due_on": (schemas.Day, ...),
            },
            call=lambda by, pk, said, **_: commands_of_incidents.set_measure(by=by, incident_id=pk, **said),
            says="Say what is to be done, by whom, by which day",
        ),
        "close": Write(
            needs=REPORT,
            also={"cause": (schemas.text(1000, 1), ...), "conclusion": (schemas.text(1000, 1), ...)},
            call=lambda by, pk, said, **_: commands_of_incidents.close_incident(by=by, incident_id=pk, **said),
            says="Close the incident with its cause and a conclusion",
        ),
        "reopen": Write(
            needs=REPORT,
            also={"why": (schemas.text(500, 1), ...)},
            call=lambda by, pk, said, **_: commands_of_incidents.reopen_incident(by=by, incident_id=pk, **said),
            says="Open a closed incident again, saying why",
        ),
    },
)
register(router, INCIDENTS)
