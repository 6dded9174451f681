"""The head's own hand in a draft: parts and counts written over, and freed again; the rest takes the difference."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish, publish_all
from mostik.core.models import Setting
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Invalid, Missing, gettext_noop
from mostik.planning.access import MINUTES
from mostik.planning.commands.rows import bump, told, write_parts
from mostik.planning.events import MinutesChosen, NormSet, PartFixed, PartFreed, PlanEvent
from mostik.planning.models import Norm, Part, Plan
from mostik.planning.queries.basis import time_norms
from mostik.planning.queries.capacity import proposal
from mostik.planning.queries.drawing import drawn
from mostik.planning.queries.rows import Stands, draft_row, part_row, stands
from mostik.planning.rules.basis import DEFAULT_MINUTES

MOST_COUNT = 100_000
MOST_MINUTES = 24 * 60


class NotFixed(Conflict):
    """Only what was fixed can be freed."""

    message = gettext_noop("This cell is not fixed: it goes by the person's weight already.")


@command(needs="planning.make_plan")
def fix_part(*, by: Actor, plan_id: int, person_id: int, amount: Money, version: int | None = None) -> Plan:
    """Write somebody's part by hand; the others take the difference by their weights, to the kopeck.

    Refuses `CannotSplit` at the field when the parts fixed so leave no way.
    """
    plan = draft_row(viewer=by, plan_id=plan_id, version=version)
    part = part_row(plan, person_id, viewer=by)
    if amount.currency != plan.currency or amount.minor < 0:
        raise Invalid(gettext_noop("Write an amount from zero up, in the plan's currency."), field="amount")
    now = stands(plan)
    _write(plan, replace(now, fixed={**now.fixed, person_id: amount.minor}))
    publish(_about(PartFixed, plan, part, was=part.amount_minor, amount=amount.minor))
    return plan


@command(needs="planning.make_plan")
def free_part(*, by: Actor, plan_id: int, person_id: int, version: int | None = None) -> Plan:
    """Let somebody's part go by their weight again."""
    plan = draft_row(viewer=by, plan_id=plan_id, version=version)
    part = part_row(plan, person_id, viewer=by)
    if not part.fixed:
        raise NotFixed()
    now = stands(plan)
    _write(plan, replace(now, fixed={who: amount for who, amount in now.fixed.items() if who != person_id}))
    freed = Part.objects.get(plan=plan, person=person_id)
    publish(_about(PartFreed, plan, part, was=part.amount_minor, amount=freed.amount_minor))
    return plan


@command(needs="planning.make_plan")
def set_count(*, by: Actor, plan_id: int, person_id: int, kpi: str, count: int, version: int | None = None) -> Plan:
    """Write how many of a KPI somebody has in the month; the days still to come take the difference."""
    plan = draft_row(viewer=by, plan_id=plan_id, version=version)
    norm = _norm(plan, person_id, kpi, by)
    if not 0 <= count <= MOST_COUNT:
        params = {"most": MOST_COUNT}
        raise Invalid(gettext_noop("Write a whole number from 0 to {most}."), field="count", params=params)
    now = stands(plan)
    _write(plan, replace(now, norms={**now.norms, (person_id, kpi): count}))
    publish(_about(NormSet, plan, norm.part, kpi=kpi, was=norm.count, count=count))
    return plan


@command(needs="planning.make_plan")
def free_count(*, by: Actor, plan_id: int, person_id: int, kpi: str, version: int | None = None) -> Plan:
    """Let a count follow from the chain again."""
    plan = draft_row(viewer=by, plan_id=plan_id, version=version)
    norm = _norm(plan, person_id, kpi, by)
    if not norm.fixed:
        raise NotFixed()
    now = stands(plan)
    _write(plan, replace(now, norms={key: count for key, count in now.norms.items() if key != (person_id, kpi)}))
    count = Norm.objects.get(part__plan=plan, part__person=person_id, kpi=kpi).count
    publish(_about(NormSet, plan, norm.part, kpi=kpi, was=norm.count, count=count, fixed=False))
    return plan


@command(needs="planning.make_plan")
def share_load(*, by: Actor, plan_id: int, version: int | None = None) -> Plan:
    """Move what does not fit people's hours to those with hours to spare: the proposal becomes counts fixed by hand."""
    plan = draft_row(viewer=by, plan_id=plan_id, version=version)
    moves = proposal(plan).moves
    if not moves:
        raise Conflict(gettext_noop("There is nothing to move: everybody fits, or nobody has hours to spare."))
    counts = {(row.part.person_id, row.kpi): row for row in _counts(plan)}
    wanted = {key: row.count for key, row in counts.items()}
    for move in moves:
        wanted[move.giver, move.kpi] -= move.count
        wanted[move.taker, move.kpi] += move.count
    changed = {key: count for key, count in wanted.items() if count != counts[key].count}
    now = stands(plan)
    _write(plan, replace(now, norms={**now.norms, **changed}))
    publish_all(
        _about(NormSet, plan, counts[key].part, kpi=key[1], was=counts[key].count, count=count)
        for key, count in changed.items()
    )
    return plan


@command(needs="planning.make_plan")
def choose_minutes(*, by: Actor, minutes: Mapping[str, int]) -> dict[str, int]:
    """Say how many minutes one of each KPI takes; what is left out stays."""
    for kpi, value in minutes.items():
        if kpi not in DEFAULT_MINUTES:
            raise Missing(gettext_noop("There is no such KPI."), field="kpi")
        if not 0 <= value <= MOST_MINUTES:
            words = gettext_noop("Write whole minutes from 0 to {most}.")
            raise Invalid(words, field=kpi, params={"most": MOST_MINUTES})
    chosen = {**time_norms(), **minutes}
    Setting.objects.update_or_create(code=MINUTES, defaults={"value": chosen})
    publish(MinutesChosen(at=clock.now(), minutes=tuple(sorted(chosen.items()))))
    return chosen


def _write(plan: Plan, now: Stands) -> None:
    made = drawn(plan.carried, now)
    bump(plan)
    write_parts(plan, made, now)


def _counts(plan: Plan) -> list[Norm]:
    return list(Norm.objects.filter(part__plan=plan).select_related("part__person").order_by("part", "pk"))


def _norm(plan: Plan, person_id: int, kpi: str, by: Actor) -> Norm:
    part = part_row(plan, person_id, viewer=by)
    found = Norm.objects.filter(part=part, kpi=kpi).select_related("part__person").first()
    if found is None:
        raise Missing(gettext_noop("There is no such KPI."), field="kpi")
    return found


def _about(kind: type[PlanEvent], plan: Plan, part: Part, **more: Any) -> PlanEvent:
    more |= {"person": part.person_id, "person_name": part.person.short_name}
    return kind(**told(plan), **more)
