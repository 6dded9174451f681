"""Assignments by whoever gives them: given, changed, handed over, reminded of, withdrawn, removed; many at once too."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mostik.control.commands.assignment_moves import (
    decided_by,
    drop_wish,
    refuse_stranger,
    said,
    save,
    tell,
    tell_all,
    told_of,
)
from mostik.control.events import (
    AssignmentChanged,
    AssignmentGiven,
    AssignmentHanded,
    AssignmentPostponed,
    AssignmentReminded,
    AssignmentRemoved,
    AssignmentRestored,
    AssignmentWithdrawn,
)
from mostik.control.models import Assignment, DueChange
from mostik.control.queries import assignments as queries
from mostik.control.queries.assignments import GIVE
from mostik.control.rules.assignments import DONE
from mostik.control.terms import Origin
from mostik.core import clock, many
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.many import Outcome
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop
from mostik.people.access import User


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an assignment says: what is to be done, by whom, by when, and where it comes from."""

    text: str
    owner_id: int
    due_on: date
    origin: Origin = Origin.HEAD
    origin_words: str = ""
    place: str = ""
    giver_id: int | None = None


class NobodyGave(Conflict):
    """Somebody stands behind an assignment."""

    message = gettext_noop("An assignment is given by a person: name who.")


class ToldToday(Conflict):
    """At most one line a day about an assignment."""

    message = gettext_noop("They have been told of it today already.")


class NothingToRemindOf(Conflict):
    """What is done waits for the giver."""

    message = gettext_noop("It is done: it waits to be checked.")


@command(needs=GIVE)
def give_assignment(*, by: Actor, asked: Asked) -> Assignment:
    """Give somebody within reach something to do by a day; in one's own name or one's head's. They are told.

    Refuses a day gone by, no words, and somebody out of reach.
    """
    text, owner = said(asked.text), _taker(asked.owner_id, by)
    _refuse_past(asked.due_on)
    made = Assignment.objects.create(
        text=text,
        origin=asked.origin,
        origin_words=asked.origin_words.strip(),
        place=asked.place if _is_page(asked.place) else "",
        giver=_giver(asked.giver_id, by),
        owner=owner,
        team_id=owner.team_id,
        department_id=owner.department_id,
        made_by=by.id,
        made_at=clock.now(),
        due_on=asked.due_on,
    )
    publish(
        AssignmentGiven(
            at=made.made_at,
            **told_of(made),
            person_name=owner.short_name,
            giver=made.giver_id,
            due=made.due_on,
            origin=made.origin,
            note=text,
        )
    )
    _tell_owner(made, by)
    return made


@command(needs=GIVE)
def edit_assignment(*, by: Actor, assignment_id: int, asked: Asked, version: int | None = None) -> Assignment:
    """Say an open assignment otherwise; another day is a version of it, another person is told anew."""
    found = decided_by(assignment_id, by)
    found.version = found.version if version is None else version
    before = {name: str(getattr(found, name)) for name in ("text", "origin", "origin_words")}
    found.text, found.origin, found.origin_words = said(asked.text), asked.origin, asked.origin_words.strip()
    if asked.due_on != found.due_on:
        _refuse_past(asked.due_on)
        _move_day(found, asked.due_on, by)
    changes = tuple((name, was, str(getattr(found, name))) for name, was in before.items())
    changes = tuple(each for each in changes if each[1] != each[2])
    if asked.owner_id == found.owner_id:
        save(found)
    else:
        _hand(found, _taker(asked.owner_id, by), by)
    if changes:
        publish(AssignmentChanged(at=clock.now(), **told_of(found), changes=changes))
    return found


@command(needs=GIVE)
def hand_assignment(*, by: Actor, assignment_id: int, owner_id: int) -> Assignment:
    """Let somebody else do an open assignment: they answer it anew, and both are told."""
    found = decided_by(assignment_id, by)
    if owner_id != found.owner_id:
        _hand(found, _taker(owner_id, by), by)
    return found


@command(needs=GIVE)
def remind_of_assignment(*, by: Actor, assignment_id: int) -> Assignment:
    """Remind of an open assignment; refuses a second line on one day, and one that is done."""
    found = decided_by(assignment_id, by)
    if found.state in DONE:
        raise NothingToRemindOf
    today = clock.today()
    if found.told_on == today:
        raise ToldToday
    found.told_on = today
    save(found)
    publish(AssignmentReminded(at=clock.now(), **told_of(found)))
    words = gettext_noop("{who} reminds you, by {day}: {what}")
    tell_all(found, [found.owner_id], words, f"reminded-{today}", who=by.name, day=found.due_on)
    return found


@command(needs=GIVE)
def withdraw_assignment(*, by: Actor, assignment_id: int, why: str = "") -> Assignment:
    """Withdraw an open assignment: it need not be done; whose it was is told."""
    found = decided_by(assignment_id, by)
    found.withdrawn_text, found.withdrawn_at = why.strip(), clock.now()
    drop_wish(found, by)
    save(found)
    publish(AssignmentWithdrawn(at=found.withdrawn_at, **told_of(found), note=found.withdrawn_text))
    tell(
        found,
        found.owner_id,
        gettext_noop("You need not do it any more: {what}"),
        f"withdrawn-{found.version}",
        actor=by,
    )
    return found


@command(needs=GIVE)
def remove_assignment(*, by: Actor, assignment_id: int) -> Assignment:
    """Remove an assignment, ended ones too; ``restore_assignment`` brings it back as it was."""
    found = queries.assignment(viewer=by, assignment_id=assignment_id)
    refuse_stranger(found, by)
    found.removed_at = clock.now()
    save(found)
    publish(AssignmentRemoved(at=found.removed_at, **told_of(found)))
    return found


@command(needs=GIVE)
def restore_assignment(*, by: Actor, assignment_id: int) -> Assignment:
    """Bring a removed assignment back."""
    found = queries.removed_assignment(viewer=by, assignment_id=assignment_id)
    refuse_stranger(found, by)
    found.removed_at = None
    save(found)
    publish(AssignmentRestored(at=clock.now(), **told_of(found)))
    return found


@command(needs=GIVE, whole=False)
def hand_assignments(*, by: Actor, assignment_ids: Iterable[int], owner_id: int) -> Outcome:
    """Hand several assignments to somebody; one that refuses stays as it was."""
    return many.each(
        _titled(assignment_ids, by), lambda pk: hand_assignment(by=by, assignment_id=pk, owner_id=owner_id)
    )


@command(needs=GIVE, whole=False)
def remind_of_assignments(*, by: Actor, assignment_ids: Iterable[int]) -> Outcome:
    """Remind of several assignments."""
    return many.each(_titled(assignment_ids, by), lambda pk: remind_of_assignment(by=by, assignment_id=pk))


@command(needs=GIVE, whole=False)
def withdraw_assignments(*, by: Actor, assignment_ids: Iterable[int], why: str) -> Outcome:
    """Withdraw several assignments for one reason."""
    return many.each(_titled(assignment_ids, by), lambda pk: withdraw_assignment(by=by, assignment_id=pk, why=why))


def _move_day(found: Assignment, day: date, by: Actor) -> None:
    """Let an assignment be due on another day, keeping the version; the clock begins anew."""
    drop_wish(found, by)
    now = clock.now()
    DueChange.objects.create(
        assignment=found,
        was=found.due_on,
        wanted=day,
        why="",
        asked_by=by.name,
        asked_at=now,
        granted=True,
        decided_by=by.name,
        decided_at=now,
    )
    publish(AssignmentPostponed(at=now, **told_of(found), was=found.due_on, due=day))
    words = gettext_noop("It is due on another day, {day}: {what}")
    tell(found, found.owner_id, words, f"day-{found.version}", actor=by, day=day)
    found.due_on, found.told = day, []


def _hand(found: Assignment, owner: User, by: Actor) -> None:
    was = found.owner_id
    drop_wish(found, by)
    found.owner, found.team_id, found.department_id = owner, owner.team_id, owner.department_id
    found.answer, found.answer_text, found.answered_at = "", "", None
    found.acted_text, found.acted_at, found.returned_text, found.returned_at = "", None, "", None
    found.told = []
    save(found)
    publish(AssignmentHanded(at=clock.now(), **told_of(found), person_name=owner.short_name, was=was))
    _tell_owner(found, by)
    tell(found, was, gettext_noop("Somebody else does it now: {what}"), f"handed-{found.version}", actor=by)


def _tell_owner(found: Assignment, by: Actor) -> None:
    words = gettext_noop("{who} asks you, by {day}: {what}")
    who, day = found.giver.short_name, found.due_on
    tell(found, found.owner_id, words, f"given-{found.version}", actor=by, who=who, day=day)


def _taker(owner_id: int, by: Actor) -> User:
    owner = next((each for each in queries.takers(viewer=by) if each.pk == owner_id), None)
    if owner is None:
        raise Invalid(gettext_noop("Choose somebody who works here."), field="owner_id")
    return owner


def _giver(giver_id: int | None, by: Actor) -> User:
    known = queries.givers(viewer=by)
    if not known and giver_id:  # A program names whoever gave it.
        known = queries.takers(viewer=by)
    found = next((each for each in known if giver_id in {None, each.pk}), None)
    if found is None:
        raise NobodyGave
    return found


def _refuse_past(day: date) -> None:
    if day < clock.today():
        raise Invalid(gettext_noop("The day has passed. Choose today or a later day."), field="due_on")


def _is_page(place: str) -> bool:
    """Return whether this is the address of a page of ours: a link elsewhere is written in words."""
    return place.startswith("/") and not place.startswith(("//", "/\\")) and place.isprintable()


def _titled(numbers: Iterable[int], by: Actor) -> list[tuple[int, str]]:
    rows = queries.assignments(viewer=by).filter(pk__in=many.few(numbers)).order_by("pk")
    return [(row.pk, row.text[:60]) for row in rows]
