"""Decisions about slipping figures: taken, ended, resumed; the norms of order."""

from collections.abc import Mapping
from datetime import date

from django.db.models import F

from mostik.control.commands.case_moves import act_upon, still_open
from mostik.control.events import ActionEnded, ActionResumed, ActionTaken, OrderNormsSet
from mostik.control.models import Action, ActionKind, ActionState, OrderNorm
from mostik.control.queries import actions as queries
from mostik.control.queries.order import Disorder
from mostik.control.queries.order import norms as order_norms
from mostik.core import clock, company, notifications
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.refusals import Conflict, Denied, Invalid, gettext_noop
from mostik.people.queries.people import person

#: A working week: nobody promises a later first answer.
MOST_MINUTES = 2400


class AlreadyEnded(Conflict):
    """Somebody else has ended the action meanwhile."""

    message = gettext_noop("This action has already been ended: {outcome}")


class DueInThePast(Invalid):
    """An action is due today at the earliest."""

    message = gettext_noop("The day has passed. Choose today or a later day.")


class NotYours(Denied):
    """Only who does it or who decided it may end an action."""

    message = gettext_noop("Only {owner} or a head can end this action.")


@command(needs="control.take_action")
def take_action(
    *,
    by: Actor,
    kind: ActionKind,
    metric: str,
    text: str,
    due_on: date,
    owner_id: int,
    person_id: int | None = None,
    plan: int = 0,
    fact: int = 0,
    case_id: int | None = None,
) -> Action:
    """Decide what to do about a figure: who does what by when; the figure of the moment is kept to be checked against.

    ``owner_id`` and ``person_id`` are people within one's reach. A case acted upon is judged again after that day.
    Refuses a day gone by, and a case closed meanwhile.
    """
    if due_on < clock.today():
        raise DueInThePast(field="due_on")
    owner = person(viewer=by, person_id=owner_id)
    whose = person(viewer=by, person_id=person_id) if person_id else None
    case = still_open(case_id, viewer=by) if case_id else None
    made = Action.objects.create(
        kind=kind,
        case=case,
        metric=metric,
        text=text,
        due_on=due_on,
        owner_id=owner.pk,
        person_id=whose.pk if whose else None,
        team_id=(whose or owner).team_id,
        department_id=(whose or owner).department_id,
        plan_then=plan,
        fact_then=fact,
        made_at=clock.now(),
        made_by=by.name,
    )
    publish(
        ActionTaken(
            at=made.made_at,
            action=made.pk,
            kind=kind,
            metric=metric,
            person=made.person_id,
            text=text,
            owner=owner.pk,
            due=due_on,
            plan=plan,
            fact=fact,
        )
    )
    if case:
        act_upon(case, due_on)
    _tell(made, by)
    return made


@command(needs="control.close_action")
def end_action(*, by: Actor, action_id: int, state: ActionState, outcome: str = "") -> Action:
    """End an action as done or dropped with what came of it; refuses one already ended."""
    found = _mine(by, action_id)
    if found.state != ActionState.OPEN:
        raise AlreadyEnded(params={"outcome": found.outcome or found.get_state_display()})
    found.state, found.outcome, found.ended_at = state, outcome, clock.now()
    _save(found)
    publish(
        ActionEnded(
            at=found.ended_at,
            action=found.pk,
            kind=found.kind,
            metric=found.metric,
            person=found.person_id,
            text=found.text,
            state=state,
            outcome=outcome,
        )
    )
    return found


@command(needs="control.close_action")
def resume_action(*, by: Actor, action_id: int) -> Action:
    """Open an ended action again: the undo of ending it."""
    found = _mine(by, action_id)
    if found.state == ActionState.OPEN:
        return found
    found.state, found.outcome, found.ended_at = ActionState.OPEN, "", None
    _save(found)
    publish(
        ActionResumed(
            at=clock.now(),
            action=found.pk,
            kind=found.kind,
            metric=found.metric,
            person=found.person_id,
            text=found.text,
        )
    )
    return found


@command(needs="control.set_norms")
def set_order_norms(*, by: Actor, percents: Mapping[Disorder, int], minutes: int) -> None:
    """Set how many per cent may be out of order in each way, and within how many working minutes a lead is answered.

    Refuses shares beyond 0 to 100 and answers later than a working week.
    """
    if any(not 0 <= percent <= 100 for percent in percents.values()):
        raise Invalid(gettext_noop("A norm is from 0 to 100 per cent."), field="no_step")
    if not 1 <= minutes <= MOST_MINUTES:
        raise Invalid(gettext_noop("From a minute up to a working week."), field="minutes")
    before = order_norms(viewer=by)
    for kind, percent in percents.items():
        OrderNorm.objects.update_or_create(kind=kind.value, defaults={"percent": percent})
    company.choose(by=SYSTEM, code="answer_minutes", value=minutes)
    pairs = [(kind.value, str(before.percents[kind]), str(percent)) for kind, percent in percents.items()]
    changes = tuple(each for each in [*pairs, ("minutes", str(before.minutes), str(minutes))] if each[1] != each[2])
    if changes:
        publish(OrderNormsSet(at=clock.now(), changes=changes))


def _mine(by: Actor, action_id: int) -> Action:
    found = queries.action(viewer=by, action_id=action_id)
    if found.owner_id != by.id and not by.may("control.take_action"):
        raise NotYours(params={"owner": found.owner.short_name})
    return found


def _save(found: Action) -> None:
    found.version += 1
    changed = Action.objects.filter(pk=found.pk, version=found.version - 1).update(
        state=found.state, outcome=found.outcome, ended_at=found.ended_at, version=F("version") + 1
    )
    if not changed:
        raise AlreadyEnded(params={"outcome": ""})


def _tell(made: Action, by: Actor) -> None:
    if made.owner_id != by.id:
        notifications.notify(
            person_ids=[made.owner_id],
            text=gettext_noop("{who} asks you: {text}"),
            params={"who": by.name, "text": made.text},
            url="/control/",
            key=f"action-{made.pk}",
            kind="action",
        )
