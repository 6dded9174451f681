"""Runs of robots: begun in the transaction of their cause, worked on step by step, stopped, tried again.

A run and the promise to work on it are born with what caused them and gone if that is taken back. Each stretch of work
between two pauses is one transaction: what is done, what is promised to the outbox and how far the run is stand or fall
together, so a worker that dies on the way has done nothing, and one that comes back does nothing twice.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from mostik.automation.access import visible_runs
from mostik.automation.catalog.robots import DEEDS, TRIGGERS
from mostik.automation.commands.stretches import ADVANCE, END, close, end, key_of, promise, take_back, work
from mostik.automation.events import StepSkipped
from mostik.automation.models import Robot, Run, RunStep
from mostik.automation.queries.runs import next_place
from mostik.automation.rules.scripts import Do, laid_out
from mostik.automation.terms import Mark, RunState
from mostik.core import clock, outbox
from mostik.core.actors import Actor, ActorKind
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.core.notifications import notify
from mostik.kernel.events import N_
from mostik.kernel.refusals import Conflict, Missing, gettext_noop
from mostik.people.access import has_left
from mostik.people.queries.actors import actor_of

RIGHT: Final = "automation.edit_robots"
#: Robots that begin one another: further on somebody has to look.
LONGEST_CHAIN: Final = 5
MOST_FAILS: Final = 3
LATEST: Final = timedelta(days=7)
BACK_OFF: Final = timedelta(seconds=20)
AT_ONCE: Final = 500
#: What a step's effects are told apart by.
STEP: Final = re.compile(r"run:(\d+):(\d+)")
Cause = tuple[Robot, int, str]


class GoneOn(Conflict):
    """The step is done already, or is not the next for sure."""

    message = gettext_noop("The run has gone on meanwhile. Look at it again.")


_chain: ContextVar[tuple[int, ...]] = ContextVar("chain", default=())


def begin(found: Iterable[Cause]) -> list[Run]:
    """Begin runs for records and causes in the running transaction; a cause known already begins nothing again.

    A robot whose own work caused this, and the sixth of a chain, are written down as stuck and do nothing.
    """
    now, chain = clock.now(), _chain.get()
    wanted = {(robot.pk, number, cause): robot for robot, number, cause in found}
    known = Run.objects.filter(cause__in={cause for _robot, _number, cause in wanted})
    for key in known.values_list("robot_id", "number", "cause"):
        wanted.pop(key, None)
    rows = [_new(robot, number, cause, chain, now) for (_pk, number, cause), robot in wanted.items()]
    made = Run.objects.bulk_create(rows, batch_size=500)
    outbox.enqueue_all(ADVANCE, {key_of(row): {"run": row.pk} for row in made if row.state == RunState.WAITING})
    return made


@command(needs=None)
def begin_by_clock(*, by: Actor) -> int:
    """Begin what became due by the clock for every robot at work and return how much; each cause once.

    What had become due before a robot was switched on, or more than a week ago, is not begun.
    """
    now, begun = clock.now(), 0
    clocked = [each.code for each in TRIGGERS.values() if each.due]
    rows = Robot.objects.filter(works_since__isnull=False, edition__trigger__in=clocked)
    for row in rows.select_related("edition", "owner__role").order_by("pk"):
        due = TRIGGERS[row.edition.trigger].due if row.edition else None
        if due is None or row.edition is None or row.works_since is None or has_left(row.owner):
            continue
        since = max(row.works_since, now - LATEST)
        begun += len(begin((row, *each) for each in due(since, now, row.edition.content["told"], robot_actor(row))))
    return begun


@command(needs=None)
def advance(*, by: Actor, run_id: int) -> None:
    """Work on a run until its next pause or its end. The worker's own; a run that does not wait is left alone."""
    run = locked(Run.objects.filter(pk=run_id, state=RunState.WAITING, wake_at__lte=clock.now()))
    row = run.select_related("robot__owner__role", "edition").first()
    if row is None:
        return
    if has_left(row.robot.owner):
        _stick(row, _("Its owner has left: switch it on for somebody else."))
        return
    actor = robot_actor(row.robot)
    with translation.override(actor.language), _chained((*row.chain, row.robot_id)):
        work(row, actor)


@command(needs=None)
def note_failure(*, by: Actor, run_id: int, error: str) -> None:
    """Write down that a stretch of work broke: it is tried again after a pause, then waits for a person."""
    row = locked(Run.objects.filter(pk=run_id, state=RunState.WAITING)).select_related("robot").first()
    if row is None:
        return
    row.fails += 1
    row.error = error[:300]
    if row.fails > MOST_FAILS:
        _stick(row, row.error)
        return
    row.wake_at, row.turn = clock.now() + BACK_OFF * 2**row.fails, row.turn + 1
    promise(row)
    row.save(update_fields=["fails", "error", "wake_at", "turn"])


@command(needs=RIGHT)
def stop_run(*, by: Actor, run_id: int) -> None:
    """Stop one run where it is: what it promised and nobody has begun is taken back."""
    row = _held(by, run_id, RunState.WAITING, RunState.STUCK)
    close(row, RunState.STOPPED, text=by.name)


@command(needs=RIGHT)
def stop_runs(*, by: Actor, run_ids: Collection[int] | QuerySet[Any]) -> int:
    """Stop these runs where they are, those that are over left alone; return how many were stopped."""
    rows = visible_runs(by).filter(pk__in=run_ids, state__in=[RunState.WAITING, RunState.STUCK])
    return _stop(locked(rows), by.name)


@command(needs=RIGHT)
def retry_run(*, by: Actor, run_id: int) -> None:
    """Let a stuck run go on from where it stumbled."""
    _go_on(_held(by, run_id, RunState.STUCK))


@command(needs=RIGHT)
def retry_runs(*, by: Actor, run_ids: Collection[int]) -> int:
    """Let those of these runs that are stuck go on from where they stumbled; return how many."""
    rows = list(locked(visible_runs(by).filter(pk__in=run_ids, state=RunState.STUCK)))
    for row in rows:
        _go_on(row)
    return len(rows)


@command(needs=RIGHT)
def skip_step(*, by: Actor, run_id: int, place: int) -> None:
    """Let a run leave out what it is to do next, at a place; it goes on at its time.

    Refuses when it has gone on meanwhile, and where a way forks first.
    """
    row = _held(by, run_id, RunState.WAITING)
    if next_place(row, viewer=by) != place:
        raise GoneOn
    step = laid_out(row.edition.content["steps"])[place]
    deed = step.deed if isinstance(step, Do) else ""
    told = {"deed": deed, "mark": Mark.SKIPPED, "text": by.name[:500], "at": clock.now()}
    RunStep.objects.create(run=row, place=place, **told)
    words = str(DEEDS[deed].words) if deed in DEEDS else deed
    about = {"robot": row.robot_id, "title": row.robot.title, "run": row.pk, "step": words}
    publish(StepSkipped(at=clock.now(), **about))  # type: ignore[arg-type]


def note_later(key: str, text: str) -> None:
    """Say in the log what became later of what a step promised; a key of no run's step says nothing.

    >>> STEP.fullmatch("run:7:3").groups()
    ('7', '3')
    """
    if said := STEP.fullmatch(key):
        rows = RunStep.objects.filter(run=int(said[1]), place=int(said[2]))
        rows.update(mark=Mark.REFUSED, text=text[:500])


def stop_all(robot: Robot, who: str) -> int:
    """Stop everything of a robot that is on its way, in the running transaction; return how much it was."""
    return _stop(locked(robot.runs.filter(state=RunState.WAITING)), who)


def _stop(rows: QuerySet[Run], who: str) -> int:
    """Stop runs where they are and write down by whom; what they promised and nobody has begun is taken back."""
    numbers = list(rows.values_list("pk", flat=True))
    for start in range(0, len(numbers), AT_ONCE):
        some, now = numbers[start : start + AT_ONCE], clock.now()
        Run.objects.filter(pk__in=some).update(state=RunState.STOPPED, ended_at=now)
        ends = [RunStep(run_id=pk, place=END, mark=Mark.ENDED, text=who[:500], at=now) for pk in some]
        RunStep.objects.bulk_create(
            ends, update_conflicts=True, unique_fields=["run", "place"], update_fields=["mark", "text", "at"]
        )
        take_back(some)
    return len(numbers)


def robot_actor(robot: Robot) -> Actor:
    """Return whom a robot acts as: its owner's rights and reach as they are now, by its own name."""
    return replace(actor_of(robot.owner), kind=ActorKind.ROBOT, name=robot.title)


def _go_on(row: Run) -> None:
    row.state, row.fails, row.error, row.ended_at = RunState.WAITING, 0, "", None
    row.wake_at, row.turn = clock.now(), row.turn + 1
    promise(row)
    row.save()


def _new(robot: Robot, number: int, cause: str, chain: tuple[int, ...], now: datetime) -> Run:
    assert robot.edition is not None
    row = Run(
        robot=robot,
        edition=robot.edition,
        subject=robot.subject,
        number=number,
        cause=cause,
        chain=list(chain),
        wake_at=now,
        made_at=now,
    )
    if robot.pk in chain or len(chain) >= LONGEST_CHAIN:
        row.state, row.ended_at = RunState.STUCK, now
        row.error = _("Robots began one another in a circle.")
    return row


def _stick(row: Run, error: str) -> None:
    """Leave a run to a person and tell the robot's owner, once for each run."""
    row.error = error[:300]
    end(row, RunState.STUCK)
    notify(
        person_ids=[row.robot.owner_id],
        kind="robots",
        text=N_("The robot “{robot}” is stuck: {error}"),
        params={"robot": row.robot.title, "error": row.error},
        key=f"stuck:{row.key}:{row.turn}",
        url=reverse("automation:run", args=[row.pk]),
    )


def _held(by: Actor, run_id: int, *states: RunState) -> Run:
    row = locked(visible_runs(by).filter(pk=run_id, state__in=states)).select_related("robot", "edition").first()
    if row is None:
        raise Missing()
    return row


@contextmanager
def _chained(chain: tuple[int, ...]) -> Iterator[None]:
    token = _chain.set(chain)
    try:
        yield
    finally:
        _chain.reset(token)
