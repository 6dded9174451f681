"""The load for programs: everybody's beside the norm, what would even it, deals handed over and taken back."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from mostik.control.commands import rebalances as commands
from mostik.control.models import Rebalance
from mostik.control.queries import workload as queries
from mostik.control.queries.workload import HAND_OVER
from mostik.control.rules.workload import Handing
from mostik.control.terms import Burden, Came
from mostik.core.actors import Actor
from mostik.kernel.refusals import Conflict, gettext_noop
from mostik.people.access import clear, shown
from mostik.web import resources
from mostik.web.api import Id, Sum, allowed, written
from mostik.web.resources import Write
from mostik.web.routes import Policy

Resource = partial(resources.Resource, clear=clear, shown=shown)
Department = Annotated[Id | None, Query(description="The viewer's own where none is named.")]


class PersonLoadOut(Schema):
    """Somebody's load: deals beside the norm, steps late and due today, answers waited for, hours; would they take."""

    id: Id
    name: str
    deals: int
    norm: int
    overdue: int
    today: int
    leads: int
    talks: int
    hours_booked: float
    hours: float
    burden: Burden
    takes: bool


class ProposedMoveOut(Schema):
    """A deal that would change hands: from whom to whom, untouched for how many days, whether they know the client."""

    deal: Id
    title: str
    amount: Sum
    giver: Id
    taker: Id
    untouched_days: int
    knows_client: bool


class WorkloadOut(Schema):
    """A department's load and what would even it; ``stay`` of the overloaded's deals are near closing."""

    department: Id
    norm: int
    norm_is_set: bool
    people: list[PersonLoadOut]
    moves: list[ProposedMoveOut]
    stay: int


class MoveIn(Schema):
    """One deal from whoever has it to somebody who takes."""

    deal: Id
    giver: Id
    taker: Id


class RebalanceMoveOut(MoveIn):
    """One deal of a handing over, what came of it and why it stayed."""

    came: Came
    why: str


class NothingHandedOver(Conflict):
    """Every deal stayed where it was."""

    message = gettext_noop("Nothing was handed over. {title}: {why}")


def _hand_over(by: Actor, said: Mapping[str, Any], **_: Any) -> int:
    moves = [Handing(**each.model_dump()) for each in said["moves"]]
    made, outcome = commands.rebalance_deals(by=by, department_id=said["department_id"], moves=moves)
    if made is None:
        first = outcome.refused[0]
        raise NothingHandedOver(params={"title": first.title, "why": first.why})
    return made.pk


REBALANCES = Resource(
    name="rebalances",
    one="rebalance",
    kind="control.rebalance",
    model=Rebalance,
    see=HAND_OVER,
    rows=lambda viewer: queries.handings(viewer=viewer),
    shows="department team made_by made_at state total seen count ended_at undone_at",
    filters="department made_by state",
    create=Write(
        needs=HAND_OVER,
        also={
            "department_id": (Id, ...),
            "moves": (
                Annotated[list[MoveIn], Field(min_length=1, max_length=commands.MOST, description="As proposed.")],
                ...,
            ),
        },
        call=_hand_over,
        says=f"Hand deals over to even the load; more than {commands.AT_ONCE} go in the background",
    ),
    actions={
        "cancel": Write(
            needs=HAND_OVER,
            call=lambda by, pk, **_: commands.cancel_rebalance(by=by, rebalance_id=pk),
            says="Stop it after the deals in hand",
        ),
        "undo": Write(
            needs=HAND_OVER,
            call=lambda by, pk, **_: commands.undo_rebalance(by=by, rebalance_id=pk),
            says="Take it back: deals still with whom they went to return",
        ),
    },
)


def load_at(router: Router) -> None:
    """Give the load and the deals of a handing over their addresses."""

    @router.get(
        "/workload", response=WorkloadOut, tags=["rebalances"], summary="Everybody's load, and what would even it"
    )
    @allowed(Policy.needs(HAND_OVER))
    def read_workload(request: HttpRequest, department: Department = None) -> dict[str, Any]:
        """Return the load of a department."""
        viewer = request.actor  # type: ignore[attr-defined]
        view = queries.workload(viewer=viewer, department_id=department)
        return {
            "department": view.department,
            "norm": view.norm,
            "norm_is_set": view.is_set,
            "people": [_person(each) for each in view.people],
            "moves": [_move(each) for each in view.moves],
            "stay": view.stay,
        }

    @router.get(
        "/rebalances/{rebalance_id}/moves",
        response=list[RebalanceMoveOut],
        tags=["rebalances"],
        summary="The deals of a handing over",
    )
    @allowed(Policy.needs(HAND_OVER, row="control.rebalance"))
    def rebalance_moves(request: HttpRequest, rebalance_id: Id) -> list[dict[str, Any]]:
        """Return each deal of a handing over and what came of it."""
        viewer = request.actor  # type: ignore[attr-defined]
        found = queries.rebalance_of(viewer=viewer, rebalance_id=rebalance_id)
        rows = queries.moves_of(found, viewer=viewer).order_by("pk")
        return [
            {"deal": row.deal_id, "giver": row.giver_id, "taker": row.taker_id, "came": row.came, "why": row.why}
            for row in rows
        ]


def _person(each: queries.PersonLoad) -> dict[str, Any]:
    names = ("id", "name", "deals", "norm", "overdue", "today", "leads", "talks", "hours", "burden", "takes")
    return {name: getattr(each, name) for name in names} | {"hours_booked": each.booked}


def _move(each: queries.Proposed) -> dict[str, Any]:
    told = {name: getattr(each, name) for name in ("deal", "title", "giver", "taker")}
    return told | {"amount": written(each.amount), "untouched_days": each.untouched, "knows_client": each.known}
