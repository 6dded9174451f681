"""A plan's life: drafted, changed, offered, answered, put in force, replaced."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.money import Money
from mostik.kernel.period import Period
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop
from mostik.people.access import Department
from mostik.planning.commands.rows import amounts_of, bump, tell, told, write_parts
from mostik.planning.events import (
    PlanAnswered,
    PlanChanged,
    PlanDropped,
    PlanMade,
    PlanProposed,
    PlanPutInForce,
    PlanRestored,
)
from mostik.planning.models import Consent, Part, Plan
from mostik.planning.queries.basis import basis_of
from mostik.planning.queries.causes import big_deals
from mostik.planning.queries.changes import unagreed
from mostik.planning.queries.drawing import drawn
from mostik.planning.queries.people import department as department_of
from mostik.planning.queries.rows import Stands, check_state, draft_row, held_row, plan_row, stands
from mostik.planning.queries.targets import check_month, check_target
from mostik.planning.rules.basis import written
from mostik.planning.rules.options import Options, checked, options_written
from mostik.planning.terms import PlanState
from mostik.web import formats

#: States a version can be put in force or dropped from.
UNSETTLED = (PlanState.DRAFT, PlanState.PROPOSED)


class NotAgreed(Invalid):
    """Not everybody agreed; it can be put in force, but they are told why."""

    message = gettext_noop("Not everybody has agreed. Say why it is put in force all the same: they will read it.")


class NoPart(Conflict):
    """Only somebody with a part answers."""

    message = gettext_noop("You have no part in this plan, so there is nothing to answer.")


@command(needs="planning.make_plan")
def make_plan(
    *, by: Actor, department_id: int | None, month: date, target: Money, options: Options | None = None, note: str = ""
) -> Plan:
    """Draft a department's plan for a month from what is measured today, split to people, counts and days.

    Refuses, each at its field: a month gone by, a target that is none or absurd, a department without people, a check
    nobody can measure; `CannotSplit` when the limits leave no way.
    """
    chosen = checked(options or Options())
    period = check_month(month)
    where = department_of(viewer=by, department_id=department_id)
    basis = basis_of(viewer=by, department=where, month=period)
    check_target(target, basis, chosen)
    plan = new_version(where, period, target, note, maker=by)
    return write_draft(plan, Stands(basis, chosen, {}, {}))


@command(needs="planning.make_plan")
def copy_plan(*, by: Actor, plan_id: int) -> Plan:
    """Draft a new version that begins as another one: its target, options and fixed cells, measured anew today."""
    old = plan_row(viewer=by, plan_id=plan_id)
    period = check_month(old.month)
    kept = stands(old)
    basis = basis_of(viewer=by, department=old.department, month=period)
    people = {person.id for person in basis.people}
    again = Stands(
        basis,
        kept.options,
        _still_fixed(kept.fixed, people, old.carried.minor),
        {(person, kpi): count for (person, kpi), count in kept.norms.items() if person in people},
    )
    made = new_version(old.department, period, old.target, old.note, maker=by)
    made.uncovered_minor = old.uncovered_minor
    return write_draft(made, again, copied_from=old.pk)


@command(needs="planning.make_plan")
def change_target(*, by: Actor, plan_id: int, target: Money, version: int | None = None) -> Plan:
    """Give a draft another target; fixed parts stay, the rest is split anew."""
    plan = draft_row(viewer=by, plan_id=plan_id, version=version)
    now = stands(plan)
    check_target(target, now.basis, now.options)
    return split_anew(plan, now, what=formats.money(target), target=target)


@command(needs="planning.make_plan")
def change_options(*, by: Actor, plan_id: int, options: Options, version: int | None = None) -> Plan:
    """Give a draft other options: cap, floor, rates, check, limits of people."""
    plan = draft_row(viewer=by, plan_id=plan_id, version=version)
    now = replace(stands(plan), options=checked(options))
    check_target(plan.target, now.basis, now.options)
    return split_anew(plan, now, what=_("options"))


@command(needs="planning.make_plan")
def measure_anew(*, by: Actor, plan_id: int, version: int | None = None) -> Plan:
    """Measure a draft's basis again: deals, absences and rates as they are today."""
    plan = draft_row(viewer=by, plan_id=plan_id, version=version)
    kept = stands(plan)
    basis = basis_of(viewer=by, department=plan.department, month=check_month(plan.month))
    people = {person.id for person in basis.people}
    fixed = _still_fixed(kept.fixed, people, plan.carried.minor)
    return split_anew(plan, replace(kept, basis=basis, fixed=fixed), what=_("measured anew"))


@command(needs="planning.make_plan")
def propose_plan(*, by: Actor, plan_id: int, version: int | None = None) -> Plan:
    """Offer a draft to its people for agreement; from now on it is not changed."""
    plan = draft_row(viewer=by, plan_id=plan_id, version=version)
    plan.state = PlanState.PROPOSED.value
    bump(plan, "state")
    publish(PlanProposed(**told(plan)))
    tell(plan, amounts_of(plan), gettext_noop("Your part of the plan for {month} is offered: agree, or say why not."))
    return plan


@command(needs="planning.agree_plan")
def answer_plan(*, by: Actor, plan_id: int, agrees: bool, note: str = "") -> Consent:
    """Say what one thinks of one's own part: agree, or disagree and why. The last word counts."""
    plan = held_row(viewer=by, plan_id=plan_id)
    if by.id is None or not Part.objects.filter(plan=plan, person=by.id).exists():
        raise NoPart()
    check_state(plan, PlanState.PROPOSED, PlanState.ACTIVE)
    if not agrees and not note.strip():
        raise Invalid(gettext_noop("Say what does not suit you: the head will see it."), field="note")
    made = Consent.objects.create(plan=plan, person_id=by.id, agrees=agrees, note=note.strip()[:500], at=clock.now())
    publish(PlanAnswered(**told(plan), person=by.id, agrees=agrees, note=made.note))
    if not agrees and plan.made_by:
        text = gettext_noop("{who} does not agree with the part of the plan for {month}: {note}")
        tell(plan, [plan.made_by], text, key=f"answer-{made.pk}", who=by.name, note=made.note)
    return made


@command(needs="planning.put_in_force")
def put_in_force(*, by: Actor, plan_id: int, version: int | None = None, reason: str = "") -> Plan:
    """Put a draft or an offered version in force from today (or its month's first day); the former one is replaced.

    An offered one that not everybody asked has agreed to needs a ``reason``, which they read; refuses `NotAgreed`.
    """
    plan = held_row(viewer=by, plan_id=plan_id, version=version, states=UNSETTLED)
    check_month(plan.month)
    if unagreed(plan, viewer=by):
        if not reason.strip():
            raise NotAgreed(field="reason")
        plan.forced_why = reason.strip()[:500]
    Department.objects.select_for_update().get(pk=plan.department_id)
    former = Plan.objects.filter(department=plan.department_id, month=plan.month, state=PlanState.ACTIVE.value).first()
    if former:
        former.state = PlanState.SUPERSEDED.value
        bump(former, "state")
    plan.state, plan.in_force_from = PlanState.ACTIVE.value, max(plan.month, clock.today())
    plan.watched = {str(deal): amount for deal, amount in big_deals(plan, viewer=by).items()}
    bump(plan, "state", "in_force_from", "forced_why", "watched")
    replaced = former.pk if former else None
    publish(PlanPutInForce(**told(plan), from_day=plan.in_force_from, replaced=replaced, reason=plan.forced_why))
    tell(plan, amounts_of(plan), gettext_noop("The plan for {month} is in force: your daily numbers go by it."))
    return plan


@command(needs="planning.make_plan")
def drop_draft(*, by: Actor, plan_id: int, version: int | None = None) -> Plan:
    """Drop a draft or an offered version; `restore_draft` is its undo."""
    plan = held_row(viewer=by, plan_id=plan_id, version=version, states=UNSETTLED)
    plan.state = PlanState.DROPPED.value
    bump(plan, "state")
    publish(PlanDropped(**told(plan)))
    return plan


@command(needs="planning.make_plan")
def restore_draft(*, by: Actor, plan_id: int) -> Plan:
    """Bring a dropped version back, as a draft."""
    plan = held_row(viewer=by, plan_id=plan_id, states=[PlanState.DROPPED])
    plan.state = PlanState.DRAFT.value
    bump(plan, "state")
    publish(PlanRestored(**told(plan)))
    return plan


def split_anew(
    plan: Plan, now: Stands, *, what: str, target: Money | None = None, uncovered: int | None = None
) -> Plan:
    """Split a draft again and write it; another target is covered whole unless told; for the room's commands."""
    was, amounts, whole = plan.target_minor, amounts_of(plan), target or plan.target
    known = plan.uncovered_minor if target is None else 0
    plan.target_minor, plan.uncovered_minor = whole.minor, known if uncovered is None else uncovered
    made = drawn(plan.carried, now)
    plan.basis, plan.options = written(now.basis), options_written(now.options)
    bump(plan, "target_minor", "uncovered_minor", "basis", "options")
    write_parts(plan, made, now)
    after = [(each.part.person, amounts.get(each.part.person, 0), each.part.amount) for each in made.people]
    changes = tuple(each for each in after if each[1] != each[2])
    publish(PlanChanged(**told(plan), what=what, was_target=was, changes=changes))
    return plan


def new_version(where: Department, period: Period, target: Money, note: str, *, maker: Actor) -> Plan:
    """Return the next version of a month, not yet saved; for the room's commands."""
    Department.objects.select_for_update().get(pk=where.pk)
    last = Plan.objects.filter(department=where, month=period.first).aggregate(last=Max("number"))["last"] or 0
    return Plan(
        department=where,
        month=period.first,
        number=last + 1,
        target_minor=target.minor,
        currency=target.currency,
        note=note.strip()[:500],
        made_by=maker.id,
        made_at=clock.now(),
    )


def write_draft(plan: Plan, now: Stands, copied_from: int | None = None) -> Plan:
    """Split a new version and write it; for the room's commands."""
    made = drawn(plan.carried, now)
    plan.basis, plan.options = written(now.basis), options_written(now.options)
    plan.save()
    write_parts(plan, made, now)
    parts = tuple((each.part.person, each.part.amount) for each in made.people)
    publish(PlanMade(**told(plan), parts=parts, copied_from=copied_from))
    return plan


def _still_fixed(fixed: Mapping[int, int], people: Collection[int], whole: int) -> dict[int, int]:
    """Return the parts fixed by hand of those still here; none where all are and no longer come to the plan."""
    kept = {person: amount for person, amount in fixed.items() if person in people}
    return kept if len(kept) < len(people) or sum(kept.values()) == whole else {}
