"""Rows of plans for the room's own writes, fetched within reach, and what a plan is recomputed from."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mostik.core.actors import Actor
from mostik.crm.queries.histories import latest_change
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Conflict, Missing, gettext_noop
from mostik.planning.access import visible_parts, visible_plans
from mostik.planning.models import Norm, Part, Plan
from mostik.planning.queries import words
from mostik.planning.rules.basis import Basis, read
from mostik.planning.rules.options import Options, options_from
from mostik.planning.terms import PlanState


class NoSuchPlan(Missing):
    """There is no such plan within reach."""

    message = gettext_noop("There is no such plan, or it is not within your reach.")


class NotADraft(Conflict):
    """Only drafts are changed; other versions are copied first."""

    message = gettext_noop("Version {number} is no longer a draft. Copy it to a new version and change that one.")


class WrongState(Conflict):
    """The version is not where this can be done."""

    message = gettext_noop("Version {number} is {state}: this cannot be done with it.")


class PlanChangedMeanwhile(Conflict):
    """Somebody changed the draft since it was opened."""

    message = gettext_noop("{who} changed this plan after you opened it ({what}). Look at it again, then repeat.")


@dataclass(frozen=True, slots=True)
class Stands:
    """What a version is computed from: its basis, the head's options, the parts and counts fixed by hand."""

    basis: Basis
    options: Options
    fixed: dict[int, int]
    norms: dict[tuple[int, str], int]


def plan_row(*, viewer: Actor, plan_id: int) -> Plan:
    """Return one version within reach; another's is as good as none."""
    found = visible_plans(viewer).select_related("department").filter(pk=plan_id).first()
    if found is None:
        raise NoSuchPlan()
    return found


def held_row(*, viewer: Actor, plan_id: int, version: int | None = None, states: Collection[PlanState] = ()) -> Plan:
    """Return one version within reach, held until the command ends.

    Refuses a stale version (`PlanChangedMeanwhile`) and a state other than those named (`WrongState`).
    """
    found = plan_row(viewer=viewer, plan_id=plan_id)
    found = Plan.objects.select_for_update(of=("self",)).select_related("department").get(pk=found.pk)
    check_version(found, version, viewer=viewer)
    check_state(found, *states)
    return found


def draft_row(*, viewer: Actor, plan_id: int, version: int | None) -> Plan:
    """Return a draft to change, held; refuses `NotADraft` and a stale version."""
    found = held_row(viewer=viewer, plan_id=plan_id, version=version)
    if found.state != PlanState.DRAFT:
        raise NotADraft(params={"number": found.number})
    return found


def check_state(plan: Plan, *allowed: PlanState) -> None:
    """Refuse a version that is in none of these states; none named allow any."""
    if allowed and plan.state not in allowed:
        raise WrongState(params={"number": plan.number, "state": words.state(plan.state)})


def check_version(plan: Plan, version: int | None, *, viewer: Actor) -> None:
    """Refuse a change made from an older look at the plan, saying who changed it last and how."""
    if version is None or version == plan.version:
        return
    who, what = latest_change(viewer=viewer, about=Ref("planning.plan", plan.pk))
    raise PlanChangedMeanwhile(params={"who": who or _("Somebody"), "what": what})


def part_row(plan: Plan, person_id: int, *, viewer: Actor) -> Part:
    """Return one person's part of a plan, within reach."""
    found = visible_parts(viewer).filter(plan=plan, person=person_id).select_related("person").first()
    if found is None:
        raise Missing(gettext_noop("This person has no part in the plan."), field="person")
    return found


def stands(plan: Plan) -> Stands:
    """Return what a version is computed from, as kept with it."""
    parts = Part.objects.filter(plan=plan, fixed=True).values_list("person", "amount_minor")
    norms = Norm.objects.filter(part__plan=plan, fixed=True).values_list("part__person", "kpi", "count")
    return Stands(
        basis=read(plan.basis),
        options=options_from(plan.options),
        fixed=dict(parts),
        norms={(person, kpi): count for person, kpi, count in norms},
    )
