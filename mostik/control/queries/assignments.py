"""Assignments as a viewer sees them: the list, one of them, its days, what waits for oneself, who may give and take."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from mostik.control.access import visible_assignments
from mostik.control.models import Assignment, DueChange
from mostik.control.rules.assignments import DONE, ENDED
from mostik.control.terms import AssignmentState
from mostik.core import clock
from mostik.core.actors import Actor, ActorKind
from mostik.kernel.refusals import Missing, gettext_noop
from mostik.people.access import User
from mostik.people.queries.approvals import people_above
from mostik.people.queries.people import people, working

GIVE = "control.give_assignment"
ANSWER = "control.answer_assignment"


class NoSuchAssignment(Missing):
    """The assignment is not there, or not within one's reach."""

    message = gettext_noop("This assignment does not exist or is not yours to see.")


@dataclass(frozen=True, slots=True)
class Waiting:
    """An assignment that waits for the viewer: what it asks of them now, and whether it is late."""

    id: int
    text: str
    who: str
    due_on: date
    state: AssignmentState
    asks: str
    late: bool


def assignments(*, viewer: Actor) -> QuerySet[Assignment]:
    """Return the assignments within the viewer's reach, people joined."""
    return visible_assignments(viewer).select_related("owner", "giver")


def assignment(*, viewer: Actor, assignment_id: int) -> Assignment:
    """Return one assignment; refuses `NoSuchAssignment`."""
    found = assignments(viewer=viewer).filter(pk=assignment_id).first()
    if found is None:
        raise NoSuchAssignment
    return found


def removed_assignment(*, viewer: Actor, assignment_id: int) -> Assignment:
    """Return a removed assignment that the viewer gave, wrote down or may read by reach; refuses `NoSuchAssignment`."""
    row = Assignment.objects.select_related("owner", "giver").filter(pk=assignment_id, removed_at__isnull=False).first()
    if row is None or not (decides(row, viewer) or row.owner_id in viewer.selves):
        raise NoSuchAssignment
    return row


def due_changes(found: Assignment, *, viewer: Actor) -> list[DueChange]:  # noqa: ARG001 - of a record already shown
    """Return every version of an assignment's day, the last first."""
    return list(found.due_changes.order_by("-pk"))


def overdue(rows: QuerySet[Assignment], *, viewer: Actor) -> QuerySet[Assignment]:  # noqa: ARG001 - narrows what is seen
    """Return those of the rows that are late."""
    return rows.exclude(state__in=DONE).filter(due_on__lt=clock.today())


def waiting(*, viewer: Actor, most: int) -> list[Waiting]:
    """Return what waits for oneself: to answer, to do by tomorrow or late, to decide, to check; the latest first."""
    soon = clock.today().toordinal() + 1
    mine = Q(owner__in=viewer.selves) & (Q(state=AssignmentState.NEW) | Q(due_on__lte=date.fromordinal(soon)))
    asked = Q(giver__in=viewer.selves, state__in=_DECIDED)
    rows = assignments(viewer=viewer).exclude(state__in=ENDED).filter((mine & ~Q(state__in=DONE)) | asked)
    return [_waiting(row, viewer) for row in rows.order_by("due_on", "pk")[:most]]


def overdue_lines(*, viewer: Actor, most: int) -> tuple[Sequence[Assignment], int]:
    """Return up to so many late assignments within reach, the latest first, and how many there are in all."""
    rows = overdue(assignments(viewer=viewer), viewer=viewer).order_by("due_on", "pk")
    found = list(rows[:most])
    return found, len(found) if len(found) < most else rows.count()


def decides(found: Assignment, viewer: Actor) -> bool:
    """Return whether a viewer decides about an assignment.

    Whoever gave it, and on their behalf whoever wrote it down, save the person who is to do it; besides them whoever
    gives assignments and has the giver within reach.
    """
    if found.giver_id in viewer.selves or viewer.kind is ActorKind.SYSTEM:
        return True
    if found.owner_id in viewer.selves:
        return False
    wrote = found.made_by is not None and found.made_by in viewer.selves
    return wrote or (viewer.may(GIVE) and people(viewer=viewer).filter(pk=found.giver_id).exists())


def takers(*, viewer: Actor) -> list[User]:
    """Return to whom the viewer may give an assignment: everybody at work within reach."""
    return list(working(people(viewer=viewer), viewer=viewer).order_by("last_name", "first_name", "pk"))


def givers(*, viewer: Actor) -> list[User]:
    """Return in whose name the viewer may write an assignment down: their own first, then their heads'."""
    me = User.objects.filter(pk=viewer.id or 0).first()
    return [me, *people_above(me, viewer=viewer)] if me else []


_DECIDED = (AssignmentState.ACTED, AssignmentState.OBJECTED, AssignmentState.ASKING)
#: What each state asks of whoever it waits for.
_ASKS = {
    AssignmentState.NEW: "answer",
    AssignmentState.ACTED: "check",
    AssignmentState.OBJECTED: "decide",
    AssignmentState.ASKING: "decide",
}


def _waiting(row: Assignment, viewer: Actor) -> Waiting:
    state = AssignmentState(row.state)
    given = row.giver_id in viewer.selves and state in _DECIDED
    return Waiting(
        id=row.pk,
        text=row.text,
        who=(row.owner if given else row.giver).short_name,
        due_on=row.due_on,
        state=state,
        asks=_ASKS[state] if given or state is AssignmentState.NEW else "act",
        late=row.due_on < clock.today() and state not in DONE,
    )
