"""Requests to other functions for programs: asked, read, answered, delivered, closed."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Schema, Status
from pydantic import Field

from mostik.core import clock
from mostik.planning.access import ANSWER, MAKE
from mostik.planning.api.plans import router
from mostik.planning.commands import demands as commands
from mostik.planning.models import Demand
from mostik.planning.queries import demands as queries
from mostik.planning.rules.demands import delivery, is_late
from mostik.planning.terms import DemandKind, DemandState
from mostik.web.api import Id, allowed
from mostik.web.routes import Policy

ONE = Policy.signed_in(row="planning.demand")
ANSWERS = Policy.needs(ANSWER, row="planning.demand")
MAKES = Policy.needs(MAKE, row="planning.demand")
Count = Annotated[int, Field(ge=1, le=commands.MOST)]
Words = Annotated[str, Field(max_length=500)]


class DemandOut(Schema):
    """A request: what is asked of whom by when, what was promised, what has come."""

    id: int
    kind: DemandKind
    count: int
    what: str
    channel: int | None
    due_on: date
    why: str
    plan: int | None
    to: int | None
    addressee: str
    state: DemandState
    promised: int | None
    promised_on: date | None
    answer: str
    delivered: int
    delivery: str
    late: bool


class DemandIn(Schema):
    """What is asked: of a colleague (``to``) or of an address."""

    kind: DemandKind
    count: Count
    due_on: date
    why: Words
    what: Annotated[str, Field(max_length=200)] = ""
    channel: Id | None = None
    to: Id | None = None
    to_name: Annotated[str, Field(max_length=120)] = ""
    to_email: Annotated[str, Field(max_length=254, pattern=r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$")] = ""
    department: Id | None = None
    plan: Id | None = None


class DemandPromiseIn(Schema):
    """So many by a day."""

    count: Count
    due_on: date
    note: Words = ""


class NoteIn(Schema):
    """Words."""

    note: Annotated[str, Field(min_length=1, max_length=500)]


class DeliveryIn(Schema):
    """So many came."""

    count: Count
    note: Words = ""


@router.get("/demands", response=list[DemandOut], summary="Requests to other functions within reach")
@allowed(Policy.signed_in())
def list_demands(request: HttpRequest, state: Annotated[DemandState | None, Query()] = None) -> list[dict[str, Any]]:
    """Return the newest two hundred requests of one's departments and those asked of oneself."""
    rows = queries.demands(viewer=request.actor)  # type: ignore[attr-defined]
    rows = rows.filter(state=state.value) if state else rows
    return [_shown(row) for row in rows.order_by("-asked_at", "-pk")[:200]]


@router.post("/demands", response={201: DemandOut}, summary="Ask another function for leads, people or materials")
@allowed(Policy.needs(MAKE))
def add_demand(request: HttpRequest, given: DemandIn) -> Status:
    """Ask, and return the request."""
    said = given.dict(exclude={"department", "plan"})
    made = commands.ask_demand(
        by=request.actor,  # type: ignore[attr-defined]
        request=commands.Request(**said),
        department_id=given.department,
        plan_id=given.plan,
    )
    return Status(201, _one(request, made.pk))


@router.get("/demands/{demand_id}", response=DemandOut, summary="One request")
@allowed(ONE)
def show_demand(request: HttpRequest, demand_id: Id) -> dict[str, Any]:
    """Return one request within reach."""
    return _one(request, demand_id)


@router.post("/demands/{demand_id}/accept", response=DemandOut, summary="Promise so many by a day")
@allowed(ANSWERS)
def accept(request: HttpRequest, demand_id: Id, given: DemandPromiseIn) -> dict[str, Any]:
    """Promise, as whoever is asked."""
    commands.accept_demand(by=request.actor, demand_id=demand_id, **given.dict())  # type: ignore[attr-defined]
    return _one(request, demand_id)


@router.post("/demands/{demand_id}/refuse", response=DemandOut, summary="Refuse a request with words")
@allowed(ANSWERS)
def refuse(request: HttpRequest, demand_id: Id, given: NoteIn) -> dict[str, Any]:
    """Refuse, as whoever is asked."""
    commands.refuse_demand(by=request.actor, demand_id=demand_id, note=given.note)  # type: ignore[attr-defined]
    return _one(request, demand_id)


@router.post("/demands/{demand_id}/deliver", response=DemandOut, summary="Write down by hand what came")
@allowed(ANSWERS)
def deliver(request: HttpRequest, demand_id: Id, given: DeliveryIn) -> dict[str, Any]:
    """Add to what has come."""
    commands.deliver_demand(by=request.actor, demand_id=demand_id, **given.dict())  # type: ignore[attr-defined]
    return _one(request, demand_id)


@router.post("/demands/{demand_id}/close", response=DemandOut, summary="Close a request")
@allowed(MAKES)
def close(request: HttpRequest, demand_id: Id, given: NoteIn) -> dict[str, Any]:
    """End a request and say how it ended."""
    commands.close_demand(by=request.actor, demand_id=demand_id, reason=given.note)  # type: ignore[attr-defined]
    return _one(request, demand_id)


def _one(request: HttpRequest, demand_id: int) -> dict[str, Any]:
    return _shown(queries.demand_row(viewer=request.actor, demand_id=demand_id))  # type: ignore[attr-defined]


def _shown(row: Demand) -> dict[str, Any]:
    asked = queries.asked(row)
    return {
        "id": row.pk,
        "kind": row.kind,
        "count": row.count,
        "what": row.what,
        "channel": row.channel,
        "due_on": row.due_on,
        "why": row.why,
        "plan": row.plan_id,
        "to": row.to_id,
        "addressee": row.addressee,
        "state": row.state,
        "promised": row.promised,
        "promised_on": row.promised_on,
        "answer": row.answer,
        "delivered": row.delivered,
        "delivery": delivery(asked).value,
        "late": is_late(asked, clock.today()),
    }
