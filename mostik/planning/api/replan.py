"""Whether a plan holds, its rest split anew, and who agrees: for programs."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import Field

from mostik.kernel.money import Money
from mostik.kernel.refusals import Invalid
from mostik.planning.api.plans import PlanOut, money, router, whole
from mostik.planning.commands.plans import answer_plan
from mostik.planning.commands.replan import propose_split
from mostik.planning.queries.causes import causes_of
from mostik.planning.queries.changes import changes_of
from mostik.planning.queries.drawing import CannotSplit
from mostik.planning.queries.plain import as_dict
from mostik.planning.queries.plans import plan_view
from mostik.planning.queries.replan import lasting, proposal_of
from mostik.planning.queries.rows import WrongState
from mostik.planning.rules.replan import AllDone, holds
from mostik.web.api import Id, Sum, allowed, written
from mostik.web.routes import Policy

MAKE = Policy.needs("planning.make_plan", row="planning.plan")


class PartSplit(Schema):
    """One person of a plan under way: what is in, expected, the most they can bring, the part before and after."""

    person: int
    name: str
    done: Sum
    expected: Sum
    most: Sum
    before: Sum
    after: Sum | None


class ReplanOut(Schema):
    """Whether a plan holds, what happened, and what is left of it split anew; ``after`` is null when all is in."""

    plan: int
    version: int
    target: Sum
    fact: Sum
    expected: Sum
    holds: bool
    uncovered: Sum | None
    leads: int | None
    hands: int | None
    causes: list[dict[str, Any]]
    people: list[PartSplit]


class SplitIn(Schema):
    """A new split to offer: why, and parts set by hand by the person's number."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]
    parts: dict[Id, Sum] = {}
    version: int | None = None


class AnswerIn(Schema):
    """What one says to one's own part."""

    agrees: bool
    note: Annotated[str, Field(max_length=500)] = ""


@router.get("/plans/{plan_id}/replan", response=ReplanOut, summary="Whether a plan holds, and its rest split anew")
@allowed(MAKE)
def show_replan(request: HttpRequest, plan_id: Id) -> dict[str, Any]:
    """Return a plan in force as things stand today."""
    viewer = request.actor  # type: ignore[attr-defined]
    try:
        found = lasting(viewer=viewer, plan_id=plan_id)
    except WrongState:
        raise Invalid(_("This version is not in force: nothing of it is split anew."), field="plan_id") from None
    try:
        proposal = proposal_of(found)
    except (AllDone, CannotSplit):
        proposal = None
    currency = found.plan.currency

    def sum_of(minor: int) -> dict[str, str]:
        return written(Money(minor, currency))

    return {
        "plan": found.plan.pk,
        "version": found.plan.version,
        "target": written(found.plan.target),
        "fact": written(found.view.standing.fact),
        "expected": sum_of(found.expected),
        "holds": holds(found.expected, found.plan.target_minor),
        "uncovered": sum_of(proposal.split.uncovered) if proposal else None,
        "leads": proposal.leads if proposal else None,
        "hands": proposal.hands if proposal else None,
        "causes": [as_dict(each) for each in causes_of(viewer=viewer, plan_id=plan_id)],
        "people": [
            {
                "person": each.person,
                "name": found.names[each.person],
                "done": sum_of(each.done),
                "expected": sum_of(found.forecast[each.person]),
                "most": sum_of(each.most),
                "before": sum_of(each.part),
                "after": sum_of(proposal.of(each.person).after) if proposal else None,
            }
            for each in found.carriers
        ],
    }


@router.post("/plans/{plan_id}/replan", response={201: PlanOut}, summary="Offer a new split of a plan under way")
@allowed(MAKE)
def add_split(request: HttpRequest, plan_id: Id, given: SplitIn) -> Status:
    """Offer a new version and return it."""
    viewer = request.actor  # type: ignore[attr-defined]
    by_hand = {person: money(amount).minor for person, amount in given.parts.items()}
    made = propose_split(by=viewer, plan_id=plan_id, reason=given.reason, by_hand=by_hand, version=given.version)
    return Status(201, whole(plan_view(viewer=viewer, plan_id=made.pk)))


@router.get("/plans/{plan_id}/changes", response=dict[str, Any], summary="What a version changes, and who agreed")
@allowed(Policy.needs("planning.see_plans", row="planning.plan"))
def show_changes(request: HttpRequest, plan_id: Id, beside: Annotated[Id | None, Query()] = None) -> dict[str, Any]:
    """Return a version beside another one, the one it splits anew when none is named; one's own part to its owner."""
    return as_dict(changes_of(viewer=request.actor, plan_id=plan_id, other_id=beside))  # type: ignore[attr-defined]


@router.post("/plans/{plan_id}/answer", response=AnswerIn, summary="Answer one's own part of a plan")
@allowed(Policy.needs("planning.agree_plan", row="planning.plan"))
def add_answer(request: HttpRequest, plan_id: Id, given: AnswerIn) -> dict[str, Any]:
    """Keep what the person the token is of says; the last word counts."""
    made = answer_plan(
        by=request.actor,  # type: ignore[attr-defined]
        plan_id=plan_id,
        agrees=given.agrees,
        note=given.note,
    )
    return {"agrees": made.agrees, "note": made.note}
