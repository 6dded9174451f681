"""What commands on assignments share: one found and still open, one written, somebody told."""

from datetime import date
from typing import Any, Final

from django.db.models import F

from mostik.control.models import Assignment
from mostik.control.queries import assignments as queries
from mostik.control.rules.assignments import ENDED, Facts, state_of
from mostik.control.terms import Answer, AssignmentState
from mostik.core import clock
from mostik.core.actors import Actor, ActorKind
from mostik.core.notifications import notify
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop

#: Words of a line under the bell: the rest is read on the assignment's own card.
SHORT: Final = 120
CHANGES: Final = (
    *("text", "origin", "origin_words", "owner_id", "team_id", "department_id", "due_on", "wanted_on"),
    *("answer", "answer_text", "answered_at", "acted_text", "acted_at", "returned_text", "returned_at"),
    *("solved_text", "solved_at", "withdrawn_text", "withdrawn_at", "removed_at", "state", "told", "told_on"),
)


class NotYoursToDo(Conflict):
    """Only whose it is answers it and says what is done."""

    message = gettext_noop("Only {owner} answers this assignment and says what is done.")


class NotYoursToDecide(Conflict):
    """Only whoever gave it decides about it."""

    message = gettext_noop("Only {giver} decides about this assignment.")


class AssignmentEnded(Conflict):
    """Nothing more is decided about an assignment that has ended."""

    message = gettext_noop("This assignment has ended already.")


class AssignmentChangedMeanwhile(Conflict):
    """Somebody has written the assignment since it was read."""

    message = gettext_noop("Somebody changed this assignment meanwhile. Look at it anew.")


def still_open(assignment_id: int, actor: Actor) -> Assignment:
    """Return an assignment within reach that has not ended; refuses `AssignmentEnded`."""
    found = queries.assignment(viewer=actor, assignment_id=assignment_id)
    if found.state in ENDED:
        raise AssignmentEnded
    return found


def done_by(assignment_id: int, actor: Actor) -> Assignment:
    """Return an open assignment of one's own; a program speaks for people. Refuses `NotYoursToDo`."""
    found = still_open(assignment_id, actor)
    if found.owner_id not in actor.selves and actor.kind not in {ActorKind.TOKEN, ActorKind.SYSTEM}:
        raise NotYoursToDo(params={"owner": found.owner.short_name})
    return found


def decided_by(assignment_id: int, actor: Actor) -> Assignment:
    """Return an open assignment one decides about; refuses `NotYoursToDecide`."""
    found = still_open(assignment_id, actor)
    refuse_stranger(found, actor)
    return found


def refuse_stranger(found: Assignment, actor: Actor) -> None:
    """Refuse whoever does not decide about an assignment."""
    if not queries.decides(found, actor):
        raise NotYoursToDecide(params={"giver": found.giver.short_name})


def said(words: str, field: str = "text") -> str:
    """Return words trimmed; refuses none."""
    if not words.strip():
        raise Invalid(gettext_noop("Say it in a few words."), field=field)
    return words.strip()


def drop_wish(found: Assignment, actor: Actor) -> None:
    """Let a wish for another day that nobody decided on fall away: something else was decided."""
    rows = found.due_changes.filter(decided_at__isnull=True)
    rows.update(granted=False, decided_by=actor.name, decided_at=clock.now())
    found.wanted_on = None


def save(found: Assignment) -> None:
    """Write an assignment, its state by its facts; refuses `AssignmentChangedMeanwhile`."""
    found.state = standing(found)
    values = {name: getattr(found, name) for name in CHANGES}
    rows = Assignment.objects.filter(pk=found.pk, version=found.version)
    if not rows.update(**values, version=F("version") + 1):
        raise AssignmentChangedMeanwhile
    found.version += 1


def standing(found: Assignment) -> AssignmentState:
    """Return where an assignment stands by its own columns."""
    return state_of(
        Facts(
            answer=Answer(found.answer) if found.answer else None,
            asks_day=found.wanted_on is not None,
            acted=found.acted_at is not None,
            returned=found.returned_at is not None,
            solved=found.solved_at is not None,
            withdrawn=found.withdrawn_at is not None,
        )
    )


def told_of(found: Assignment) -> dict[str, Any]:
    """Return what every event of an assignment says of it."""
    return {"assignment": found.pk, "person": found.owner_id}


def tell(found: Assignment, whom: int, words: str, key: str, *, actor: Actor, **params: Any) -> None:
    """Tell somebody of an assignment, save whoever does it themselves."""
    if whom != actor.id:
        tell_all(found, [whom], words, key, **params)


def tell_all(found: Assignment, people: list[int], words: str, key: str, **params: Any) -> None:
    """Put a line of an assignment under people's bells."""
    told: dict[str, str | date] = {"what": found.text[:SHORT], **params}
    notify(
        person_ids=people,
        text=words,
        params=told,
        url=f"/control/assignments/{found.pk}/",
        key=f"assignment-{found.pk}-{key}",
        kind="assignment",
    )
