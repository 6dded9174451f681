"""Records that were there already: begun part by part by the worker, with progress, until done or left."""

from collections.abc import Collection
from typing import Any, Final

from django.db.models import QuerySet

from mostik.automation.access import visible_enrolments, visible_robots
from mostik.automation.commands.runs import begin, robot_actor, stop_runs
from mostik.automation.events import RobotEnrolled
from mostik.automation.models import Enrolment, Robot
from mostik.automation.queries.enrolments import cause_of, runs_of, standing
from mostik.automation.queries.robots import robot
from mostik.core import clock, outbox
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.kernel.refusals import Conflict, Missing, gettext_noop

ENROL: Final = "automation.enrol"
RIGHT: Final = "automation.edit_robots"
AT_ONCE: Final = 100
#: More picked ones than these are a worker's to begin with.
PICKED_AT_ONCE: Final = 1000


class NobodyStands(Conflict):
    """Nothing to begin with."""

    message = gettext_noop("There is no record it could begin with, or it is not at work.")


class BeginsStill(Conflict):
    """One enrolment of a robot at a time."""

    message = gettext_noop("It begins with others still: wait until it has, or leave them.")


@command(needs=RIGHT)
def enrol(*, by: Actor, robot_id: int) -> int:
    """Begin with the records that fit and were there already, and return the enrolment's number.

    Refuses a robot that is not at work, one that is enrolling already, nothing to begin with.
    """
    row, rows = _standing(by, robot_id)
    return _begun(by, row, total=rows.count() if rows is not None else 0)


@command(needs=RIGHT)
def enrol_picked(*, by: Actor, robot_id: int, numbers: Collection[int] | QuerySet[Any]) -> tuple[int, bool]:
    """Begin with these of the records that fit and were there already: at once, or by the worker where they are many.

    Returns how many they are and whether all are begun with. Refuses a robot that is not at work, and nothing to
    begin with; many also while others are begun with.
    """
    row, rows = _standing(by, robot_id)
    found = sorted(rows.filter(pk__in=numbers).values_list("pk", flat=True)) if rows is not None else []
    if len(found) > PICKED_AT_ONCE:
        _begun(by, row, total=len(found), picked=found)
        return len(found), False
    if not found:
        raise NobodyStands
    now, count = clock.now(), len(found)
    told = {"total": count, "done": count, "last": found[-1], "made_at": now, "ended_at": now}
    made = Enrolment.objects.create(robot=row, made_by=by.name[:120], **told)
    begin((row, number, cause_of(made.pk)) for number in found)
    publish(RobotEnrolled(at=now, robot=row.pk, title=row.title, total=count))
    return count, True


@command(needs=RIGHT)
def leave_enrolments(*, by: Actor, enrolment_ids: Collection[int], stop: bool = False) -> int:
    """Begin with no more of what these enrolments go through; ``stop`` stops the runs they began too.

    Returns how many were left, or how many runs were stopped.
    """
    known = visible_enrolments(by).filter(pk__in=enrolment_ids)
    going = locked(known.filter(ended_at__isnull=True))
    left = going.update(ended_at=clock.now(), cancelled=True, picked=None)
    return stop_runs(by=by, run_ids=runs_of(known, viewer=by).values("pk")) if stop else left


@command(needs=RIGHT)
def leave_enrolment(*, by: Actor, enrolment_id: int) -> int:
    """Begin with no more of them; what was begun goes on. Returns the robot's number."""
    row = locked(Enrolment.objects.filter(pk=enrolment_id, robot__in=visible_robots(by), ended_at__isnull=True)).first()
    if row is None:
        raise Missing()
    row.ended_at, row.cancelled, row.picked = clock.now(), True, None
    row.save(update_fields=["ended_at", "cancelled", "picked"])
    return row.robot_id


@command(needs=None)
def enrol_part(*, by: Actor, enrolment_id: int) -> None:
    """Begin with the next part of them. The worker's own; one left, or whose robot is off, ends."""
    row = locked(Enrolment.objects.filter(pk=enrolment_id, ended_at__isnull=True)).select_related(
        "robot__edition", "robot__owner__role"
    )
    found = row.first()
    if found is None:
        return
    rows = standing(found.robot, viewer=robot_actor(found.robot)) if found.robot.works else None
    numbers = _next(found, rows) if rows is not None else []
    fit = sorted(rows.filter(pk__in=numbers).values_list("pk", flat=True)) if rows is not None else []
    begin((found.robot, number, cause_of(found.pk)) for number in fit)
    found.done += len(numbers)
    found.last = numbers[-1] if numbers else found.last
    if len(numbers) < AT_ONCE:
        found.ended_at, found.picked = clock.now(), None
    else:
        _promise(found)
    found.save()


def _begun(by: Actor, row: Robot, *, total: int, picked: list[int] | None = None) -> int:
    """Write down that a robot is to begin with so many records and promise the first part; return the number."""
    if not total:
        raise NobodyStands
    if row.enrolments.filter(ended_at__isnull=True).exists():
        raise BeginsStill
    told = {"total": total, "picked": picked, "made_at": clock.now(), "made_by": by.name[:120]}
    made = Enrolment.objects.create(robot=row, **told)
    publish(RobotEnrolled(at=made.made_at, robot=row.pk, title=row.title, total=total))
    _promise(made)
    return made.pk


def _next(row: Enrolment, rows: QuerySet[Any]) -> list[int]:
    """Return the numbers an enrolment comes to next: of those picked, else of all that stand."""
    if row.picked is not None:
        return [number for number in row.picked if number > row.last][:AT_ONCE]
    return list(rows.filter(pk__gt=row.last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


def _standing(by: Actor, robot_id: int) -> tuple[Robot, QuerySet[Any] | None]:
    """Return a robot, held so that two presses at once begin with records once, and what stands while it works."""
    row = robot(viewer=by, robot_id=robot_id)
    locked(visible_robots(by).filter(pk=row.pk)).get()
    return row, standing(row, viewer=robot_actor(row)) if row.works else None


def _promise(row: Enrolment) -> None:
    outbox.enqueue(ENROL, key=f"enrol:{row.pk}:{row.last}", payload={"enrolment": row.pk})
