"""The three questions of an assignment: answered, acted, solved; another day asked for and decided on."""

from datetime import date
from typing import Any

from mostik.control.commands.assignment_moves import decided_by, done_by, drop_wish, said, save, tell, told_of
from mostik.control.events import (
    AssignmentAccepted,
    AssignmentActed,
    AssignmentDayAsked,
    AssignmentDayKept,
    AssignmentObjected,
    AssignmentPostponed,
    AssignmentReturned,
    AssignmentSolved,
)
from mostik.control.models import Assignment, DueChange
from mostik.control.queries.assignments import ANSWER, GIVE
from mostik.control.rules.assignments import DONE
from mostik.control.terms import Answer, AssignmentState, Climb
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop


class DoneAlready(Conflict):
    """What is done is no more answered: it waits to be checked."""

    message = gettext_noop("It is done: it waits to be checked.")


class NothingDone(Conflict):
    """There is nothing to accept."""

    message = gettext_noop("Nothing is said to be done yet: there is nothing to accept.")


class NothingToReturn(Conflict):
    """Given back is what is done or objected to."""

    message = gettext_noop("Only what is done or objected to is given back.")


class NoDayAsked(Conflict):
    """Nobody asks for another day."""

    message = gettext_noop("Nobody asks for another day.")


@command(needs=ANSWER)
def accept_assignment(*, by: Actor, assignment_id: int, text: str = "") -> Assignment:
    """Take an assignment of one's own; whoever gave it is told."""
    found = _to_answer(assignment_id, by)
    _answered(found, Answer.ACCEPTED, text.strip())
    save(found)
    publish(AssignmentAccepted(at=clock.now(), **told_of(found), note=found.answer_text))
    words = gettext_noop("{who} takes it: {what}")
    tell(found, found.giver_id, words, f"accepted-{found.version}", actor=by, who=found.owner.short_name)
    return found


@command(needs=ANSWER)
def object_to_assignment(*, by: Actor, assignment_id: int, text: str) -> Assignment:
    """Object to an assignment of one's own, saying why; whoever gave it withdraws, hands over or gives it back."""
    found = _to_answer(assignment_id, by)
    _answered(found, Answer.OBJECTED, said(text))
    save(found)
    publish(AssignmentObjected(at=clock.now(), **told_of(found), note=found.answer_text))
    words = gettext_noop("{who} objects: {what}")
    tell(found, found.giver_id, words, f"objected-{found.version}", actor=by, who=found.owner.short_name)
    return found


@command(needs=ANSWER)
def ask_other_day(*, by: Actor, assignment_id: int, due_on: date, why: str) -> Assignment:
    """Ask for another day for an assignment of one's own, saying why; the day stands until that is granted.

    Asking again changes the day asked for. Refuses a day gone by and the day it is due on anyway.
    """
    found, why = _to_answer(assignment_id, by), said(why, "why")
    if due_on < clock.today():
        raise Invalid(gettext_noop("The day has passed. Choose today or a later day."), field="due_on")
    if due_on == found.due_on:
        raise Invalid(gettext_noop("It is due on this day already."), field="due_on")
    if not found.answer:
        _answered(found, Answer.DATE, why)
    now = clock.now()
    asked = {"was": found.due_on, "wanted": due_on, "why": why, "asked_by": by.name, "asked_at": now}
    DueChange.objects.update_or_create(assignment=found, decided_at=None, defaults=asked)
    found.wanted_on = due_on
    save(found)
    publish(AssignmentDayAsked(at=now, **told_of(found), due=found.due_on, wanted=due_on, note=why))
    words = gettext_noop("{who} asks for another day, {day}: {what}")
    tell(
        found,
        found.giver_id,
        words,
        f"asked-{found.version}",
        actor=by,
        who=found.owner.short_name,
        day=due_on,
    )
    return found


@command(needs=GIVE)
def decide_day(*, by: Actor, assignment_id: int, granted: bool, words: str = "") -> Assignment:
    """Grant another day or keep the one there is; whose assignment it is is told. The clock begins anew if granted."""
    found = decided_by(assignment_id, by)
    asked = found.due_changes.filter(decided_at__isnull=True).first()
    if asked is None or found.wanted_on is None:
        raise NoDayAsked
    now, was = clock.now(), found.due_on
    asked.granted, asked.words, asked.decided_by, asked.decided_at = granted, words.strip(), by.name, now
    asked.save(update_fields=["granted", "words", "decided_by", "decided_at"])
    if granted:
        found.due_on, found.told = asked.wanted, []
    found.wanted_on = None
    save(found)
    told: dict[str, Any] = {**told_of(found), "due": found.due_on, "note": asked.words}
    publish(AssignmentPostponed(at=now, was=was, **told) if granted else AssignmentDayKept(at=now, **told))
    line = (
        gettext_noop("It is due on another day, {day}: {what}")
        if granted
        else gettext_noop("The day stays, {day}: {what}")
    )
    tell(found, found.owner_id, line, f"day-{found.version}", actor=by, day=found.due_on)
    return found


@command(needs=ANSWER)
def act_on_assignment(*, by: Actor, assignment_id: int, text: str) -> Assignment:
    """Say what was done about an assignment of one's own, in words or with a link; whoever gave it checks it."""
    found = _to_answer(assignment_id, by)
    if not found.answer:
        _answered(found, Answer.ACCEPTED, "")
    found.acted_text, found.acted_at = said(text), clock.now()
    found.returned_at = None
    drop_wish(found, by)
    save(found)
    publish(AssignmentActed(at=found.acted_at, **told_of(found), note=found.acted_text))
    words = gettext_noop("{who} has done it, check it: {what}")
    tell(found, found.giver_id, words, f"acted-{found.version}", actor=by, who=found.owner.short_name)
    return found


@command(needs=GIVE)
def solve_assignment(*, by: Actor, assignment_id: int, text: str = "") -> Assignment:
    """Accept what was done: the assignment is solved. Refuses one where nothing is said to be done."""
    found = decided_by(assignment_id, by)
    if found.acted_at is None:
        raise NothingDone
    found.solved_text, found.solved_at = text.strip(), clock.now()
    save(found)
    publish(AssignmentSolved(at=found.solved_at, **told_of(found), note=found.solved_text))
    words = gettext_noop("What you did is accepted: {what}")
    tell(found, found.owner_id, words, f"solved-{found.version}", actor=by)
    return found


@command(needs=GIVE)
def return_assignment(*, by: Actor, assignment_id: int, why: str) -> Assignment:
    """Give an assignment back, saying what is lacking, or why it is to be done in spite of an objection."""
    found, why = decided_by(assignment_id, by), said(why, "why")
    if found.acted_at is None and found.state != AssignmentState.OBJECTED:
        raise NothingToReturn
    found.returned_text, found.returned_at, found.acted_at = why, clock.now(), None
    found.told = [each for each in found.told if each != Climb.CHECK]
    save(found)
    publish(AssignmentReturned(at=found.returned_at, **told_of(found), note=why))
    words = gettext_noop("It is given back to you, by {day}: {what}")
    tell(found, found.owner_id, words, f"returned-{found.version}", actor=by, day=found.due_on)
    return found


def _to_answer(assignment_id: int, by: Actor) -> Assignment:
    found = done_by(assignment_id, by)
    if found.state in DONE:
        raise DoneAlready
    return found


def _answered(found: Assignment, answer: Answer, text: str) -> None:
    found.answer, found.answer_text, found.answered_at, found.returned_at = answer, text, clock.now(), None
