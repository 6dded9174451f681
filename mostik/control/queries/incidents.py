"""Incidents as a viewer sees them: the list, one of them, its measures, and who is told."""

from dataclasses import dataclass

from django.db.models import QuerySet

from mostik.control.access import visible_incidents
from mostik.control.models import Incident, Measure
from mostik.control.terms import IncidentState
from mostik.core.actors import Actor
from mostik.kernel.refusals import Missing, gettext_noop
from mostik.people.access import User
from mostik.people.queries.actors import actor_of
from mostik.people.queries.people import people, working

LEADS = "control.lead_incidents"


class NoSuchIncident(Missing):
    """The incident is not there, or not within one's reach."""

    message = gettext_noop("This incident does not exist or is not yours to see.")


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """An incident not closed: what was reported, of a confidential one nothing, and who answers for it, if anybody."""

    id: int
    text: str
    owner: str


def incidents(*, viewer: Actor) -> QuerySet[Incident]:
    """Return the incidents within the viewer's reach, people joined."""
    return visible_incidents(viewer).select_related("reporter", "owner", "team")


def open_incidents(*, viewer: Actor, most: int) -> list[OpenIncident]:
    """Return up to so many of those not closed, the ones nobody has taken first."""
    rows = incidents(viewer=viewer).exclude(state=IncidentState.CLOSED).order_by("state", "due_at", "pk")[:most]
    return [
        OpenIncident(row.pk, "" if row.confidential else row.text, row.owner.short_name if row.owner else "")
        for row in rows
    ]


def incident(*, viewer: Actor, incident_id: int) -> Incident:
    """Return one incident; refuses `NoSuchIncident`."""
    found = incidents(viewer=viewer).filter(pk=incident_id).first()
    if found is None:
        raise NoSuchIncident
    return found


def measures(*, viewer: Actor, incident_id: int | None = None) -> QuerySet[Measure]:
    """Return the measures of an incident, or of all within reach, in the order of their days."""
    rows = Measure.objects.filter(incident__in=visible_incidents(viewer).values("pk"))
    rows = rows if incident_id is None else rows.filter(incident=incident_id)
    return rows.select_related("owner", "incident").order_by("due_on", "pk")


def measure(*, viewer: Actor, measure_id: int) -> Measure:
    """Return one measure of an incident within reach; refuses `NoSuchIncident`."""
    found = measures(viewer=viewer).filter(pk=measure_id).first()
    if found is None:
        raise NoSuchIncident
    return found


def leads(found: Incident, viewer: Actor) -> bool:
    """Return whether a viewer decides about an incident: whose it is, and whoever leads incidents."""
    return viewer.may(LEADS) or (found.owner_id is not None and found.owner_id in viewer.selves)


def management(found: Incident, *, viewer: Actor) -> list[User]:
    """Return everybody at work who leads incidents and may read this one."""
    rows = working(people(viewer=viewer), viewer=viewer).select_related("role", "team", "department").order_by("pk")
    leaders = [actor_of(row) for row in rows if LEADS in row.role.rights]
    told = {each.id for each in leaders if visible_incidents(each).filter(pk=found.pk).exists()}
    return [row for row in rows if row.pk in told]


def candidates(found: Incident, *, viewer: Actor) -> list[User]:
    """Return who may be asked to answer for an incident or to do something about it: everybody at work within reach."""
    del found
    return list(working(people(viewer=viewer), viewer=viewer).order_by("last_name", "first_name", "pk"))
