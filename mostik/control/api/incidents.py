"""Incidents for programs: reported, taken, acted upon, closed."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from pydantic import Field

from mostik.control.commands import incidents as commands
from mostik.control.models import Incident
from mostik.control.queries.incidents import incidents
from mostik.control.terms import IncidentKind, Severity
from mostik.core.actors import Actor
from mostik.people.access import clear, shown
from mostik.web import resources, schemas
from mostik.web.api import Id
from mostik.web.resources import Write

REPORT = "control.report_incident"
Resource = partial(resources.Resource, clear=clear, shown=shown)


def _report(by: Actor, said: Mapping[str, Any], **_: Any) -> int:
    return commands.report_incident(
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
            call=lambda by, pk, said, **_: commands.take_incident(by=by, incident_id=pk, owner_id=said.get("owner_id")),
            says="Answer for the incident, or let somebody",
        ),
        "set_measure": Write(
            needs=REPORT,
            also={
                "text": (schemas.text(500, 1), ...),
                "owner_id": (Id, ...),
                "due_on": (schemas.Day, ...),
            },
            call=lambda by, pk, said, **_: commands.set_measure(by=by, incident_id=pk, **said),
            says="Say what is to be done, by whom, by which day",
        ),
        "close": Write(
            needs=REPORT,
            also={"cause": (schemas.text(1000, 1), ...), "conclusion": (schemas.text(1000, 1), ...)},
            call=lambda by, pk, said, **_: commands.close_incident(by=by, incident_id=pk, **said),
            says="Close the incident with its cause and a conclusion",
        ),
        "reopen": Write(
            needs=REPORT,
            also={"why": (schemas.text(500, 1), ...)},
            call=lambda by, pk, said, **_: commands.reopen_incident(by=by, incident_id=pk, **said),
            says="Open a closed incident again, saying why",
        ),
    },
)
