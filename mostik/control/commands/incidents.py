"""Incidents: reported in one step, management told at once, taken, acted upon, closed with a conclusion, reopened."""

from datetime import date
from typing import Any, Final

from django.db.models import F

from mostik.control.events import (
    IncidentClosed,
    IncidentRaised,
    IncidentReopened,
    IncidentReported,
    IncidentTaken,
    MeasureDone,
    MeasureSet,
)
from mostik.control.models import Incident, Measure
from mostik.control.queries import incidents as queries
from mostik.control.rules.incidents import is_raised_again, take_by
from mostik.control.terms import IncidentKind, IncidentState, Severity
from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.notifications import notify
from mostik.kernel.refusals import Conflict, Denied, Invalid, gettext_noop
from mostik.people.access import User

RAISE: Final = "control.raise_incident"
REPORT: Final = "control.report_incident"
#: Words of a line under the bell: the rest is read on the incident's own card.
SHORT: Final = 120


class NotYoursToLead(Conflict):
    """Only who answers for it, or management, decides about an incident: today they do not."""

    message = gettext_noop("Only whoever answers for this incident, or management, decides about it.")


class IncidentClosedAlready(Conflict):
    """Nothing more is decided about a closed incident."""

    message = gettext_noop("This incident is closed. Open it again first.")


class IncidentChanged(Conflict):
    """Somebody has written the incident since it was read."""

    message = gettext_noop("Somebody changed this incident meanwhile. Look at it anew.")


class MeasuresOpen(Conflict):
    """What was to be done is not done."""

    message = gettext_noop("Some measures are not done yet. Say what came of each first.")


class NobodysIncident(Conflict):
    """A program answers for nothing."""

    message = gettext_noop("Nobody has taken this incident: let a person answer for it first.")


class OnlyPeopleReport(Denied):
    """Somebody stands behind a report."""

    message = gettext_noop("An incident is reported by a person: name who.")


@command(needs=REPORT)
def report_incident(
    *, by: Actor, kind: IncidentKind, severity: Severity, text: str, key: str, confidential: bool = False
) -> Incident:
    """Report an incident and tell management at once; the same ``key`` is one report. Refuses one without words."""
    words = text.strip()
    if not words:
        raise Invalid(gettext_noop("Say in a few words what happened."), field="text")
    who = User.objects.select_related("department").filter(pk=by.id or 0).first()
    if who is None:
        raise OnlyPeopleReport
    now = clock.now()
    told: dict[str, Any] = {"kind": kind, "severity": severity, "text": words[:2000], "confidential": confidential}
    place = {"team_id": who.team_id, "department_id": who.department_id}
    found, is_new = Incident.objects.get_or_create(
        key=f"{who.pk}:{key}"[:64],
        defaults={**told, **place, "reporter": who, "reported_at": now, "due_at": take_by(severity, now)},
    )
    if is_new:
        publish(IncidentReported(at=now, **_told(found), confidential=confidential))
        _tell(found, gettext_noop("{who} reports an incident: {what}"), "new", {"who": who.short_name})
        _promise(found)
    return found


@command(needs=REPORT)
def take_incident(*, by: Actor, incident_id: int, owner_id: int | None = None) -> Incident:
    """Answer for an incident, or let somebody else; they are told. Whose it is changes as often as needed."""
    found = _open(incident_id, by)
    if not queries.leads(found, by):
        raise NotYoursToLead
    owner = next((each for each in queries.candidates(found, viewer=by) if each.pk == (owner_id or by.id)), None)
    if owner is None:
        raise Invalid(gettext_noop("Choose somebody who works here."), field="owner_id")
    found.owner, found.state = owner, IncidentState.TAKEN
    found.taken_at = found.taken_at or clock.now()
    _save(found)
    publish(IncidentTaken(at=clock.now(), **_told(found), person=owner.pk, person_name=owner.short_name))
    if owner.pk != by.id:
        _notify(found, [owner.pk], gettext_noop("You answer for an incident: {what}"), f"owner-{found.version}", {})
    return found


@command(needs=None)
def raise_incident(*, by: Actor, incident_id: int, count: int) -> bool:
    """Tell management that nobody has taken an incident in its norm time; said once for each time. The worker's own."""
    found = Incident.objects.filter(pk=incident_id, state=IncidentState.NEW, raised=count).first()
    if found is None:
        return False
    now = clock.now()
    found.raised, found.due_at = count + 1, take_by(Severity(found.severity), now)
    _save(found)
    publish(IncidentRaised(at=now, **_told(found), count=found.raised))
    _tell(found, gettext_noop("Nobody has taken an incident: {what}"), f"raised-{found.raised}", {})
    if is_raised_again(found.raised):
        _promise(found)
    return True


@command(needs=REPORT)
def set_measure(*, by: Actor, incident_id: int, text: str, owner_id: int, due_on: date) -> Measure:
    """Say what is to be done about an incident, by whom and by which day; they are told."""
    found = _led(incident_id, by)
    owner = next((each for each in queries.candidates(found, viewer=by) if each.pk == owner_id), None)
    if owner is None:
        raise Invalid(gettext_noop("Choose somebody who works here."), field="owner_id")
    made = Measure.objects.create(incident=found, text=text, owner=owner, due_on=due_on, made_at=clock.now())
    publish(
        MeasureSet(
            at=made.made_at, **_told(found), measure=made.pk, person=owner.pk, due=due_on, note=_said(found, text)
        )
    )
    if owner.pk != by.id:
        words = gettext_noop("A measure about an incident is yours, by {day}: {todo}")
        _notify(found, [owner.pk], words, f"measure-{made.pk}", {"day": due_on, "todo": text[:SHORT]})
    return made


@command(needs=REPORT)
def finish_measure(*, by: Actor, measure_id: int, outcome: str = "") -> Measure:
    """Say that a measure is done and what came of it: whose it is, or whoever leads the incident."""
    made = queries.measure(viewer=by, measure_id=measure_id)
    found = _open(made.incident_id, by)
    if made.owner_id not in by.selves and not queries.leads(found, by):
        raise NotYoursToLead
    if made.done_at is None:
        made.done_at, made.outcome = clock.now(), outcome
        made.save(update_fields=["done_at", "outcome"])
        publish(
            MeasureDone(
                at=made.done_at,
                **_told(found),
                measure=made.pk,
                note=_said(found, made.text),
                outcome=_said(found, outcome),
            )
        )
    return made


@command(needs=REPORT)
def close_incident(*, by: Actor, incident_id: int, cause: str, conclusion: str) -> Incident:
    """Close an incident with why it happened and what is concluded; the reporter is told.

    Refuses either left empty, measures not done, and from a program one that nobody has taken.
    """
    found = _led(incident_id, by)
    for field, said in (("cause", cause), ("conclusion", conclusion)):
        if not said.strip():
            raise Invalid(gettext_noop("An incident is closed with its cause and a conclusion."), field=field)
    if found.measures.filter(done_at__isnull=True).exists():
        raise MeasuresOpen
    found.owner_id = found.owner_id or by.id
    if found.owner_id is None:
        raise NobodysIncident
    found.cause, found.conclusion = cause.strip(), conclusion.strip()
    found.state, found.closed_at = IncidentState.CLOSED, clock.now()
    _save(found)
    publish(
        IncidentClosed(
            at=found.closed_at, **_told(found), cause=_said(found, found.cause), note=_said(found, found.conclusion)
        )
    )
    if found.reporter_id != by.id:
        words = gettext_noop("The incident you reported is closed: {what}")
        _notify(found, [found.reporter_id], words, f"closed-{found.version}", {})
    return found


@command(needs=REPORT)
def reopen_incident(*, by: Actor, incident_id: int, why: str) -> Incident:
    """Open a closed incident again, saying why: whoever leads it, or who reported it. Who answers for it is told."""
    found = queries.incident(viewer=by, incident_id=incident_id)
    if not queries.leads(found, by) and found.reporter_id not in by.selves:
        raise NotYoursToLead
    if not why.strip():
        raise Invalid(gettext_noop("Say why it is not over."), field="why")
    if found.state != IncidentState.CLOSED:
        return found
    found.state, found.closed_at = IncidentState.TAKEN, None
    _save(found)
    publish(IncidentReopened(at=clock.now(), **_told(found), note=_said(found, why.strip())))
    if found.owner_id and found.owner_id != by.id:
        words = gettext_noop("An incident of yours is open again: {what}")
        _notify(found, [found.owner_id], words, f"again-{found.version}", {})
    return found


def _open(incident_id: int, by: Actor) -> Incident:
    found = queries.incident(viewer=by, incident_id=incident_id)
    if found.state == IncidentState.CLOSED:
        raise IncidentClosedAlready
    return found


def _led(incident_id: int, by: Actor) -> Incident:
    found = _open(incident_id, by)
    if not queries.leads(found, by):
        raise NotYoursToLead
    return found


def _save(found: Incident) -> None:
    names = ("state", "owner_id", "taken_at", "raised", "due_at", "cause", "conclusion", "closed_at")
    values = {name: getattr(found, name) for name in names}
    if not Incident.objects.filter(pk=found.pk, version=found.version).update(**values, version=F("version") + 1):
        raise IncidentChanged
    found.version += 1


def _told(found: Incident) -> dict[str, Any]:
    return {"incident": found.pk, "kind": found.kind, "severity": found.severity}


def _said(found: Incident, words: str) -> str:
    """Return what the journal is told of words: of a confidential incident none, they stay on its card."""
    return "" if found.confidential else words[:SHORT]


def _promise(found: Incident) -> None:
    """Promise a look when somebody is to have taken it."""
    outbox.enqueue(
        RAISE,
        key=f"incident:{found.pk}:{found.raised}",
        payload={"incident": found.pk, "count": found.raised},
        delay=found.due_at - clock.now(),
    )


def _tell(found: Incident, words: str, key: str, params: dict[str, Any]) -> None:
    """Tell management, but not whoever reports it themselves."""
    told = [each.pk for each in queries.management(found, viewer=SYSTEM) if each.pk != found.reporter_id]
    _notify(found, told, words, key, params)


def _notify(found: Incident, people: list[int], words: str, key: str, params: dict[str, Any]) -> None:
    notify(
        person_ids=people,
        text=words,
        params={"what": found.text[:SHORT], **params},
        url=f"/control/incidents/{found.pk}/",
        key=f"incident-{found.pk}-{key}",
        kind="incident",
    )
