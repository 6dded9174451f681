"""Runs of robots: begun in the transaction of their cause, worked on step by step, stopped, tried again.

A run and the promise to work on it are born with what caused them and gone if that is taken back. Each stretch of work
between two pauses is one transaction: what is done, what is promised to the outbox and how far the run is stand or fall
together, so a worker that dies on the way has done nothing, and one that comes back does nothing twice.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from mostik.automation.access import visible_runs
from mostik.automation.catalog.robots import DEEDS, SUBJECTS, TRIGGERS
from mostik.automation.models import Robot, Run, RunStep
from mostik.automation.rules.scripts import Do, Fork, Jump, Wait, laid_out, pause
from mostik.automation.terms import Mark, RunState, Unit
from mostik.core import clock, outbox
from mostik.core.actors import Actor, ActorKind
from mostik.core.frame import command
from mostik.core.locks import locked
from mostik.core.notifications import notify
from mostik.kernel.events import N_
from mostik.kernel.refusals import Missing, Refusal
from mostik.people.access import has_left
from mostik.people.queries.actors import actor_of
from mostik.people.queries.deadlines import work_ahead

ADVANCE: Final = "automation.advance"
RIGHT: Final = "automation.edit_robots"
#: Robots that begin one another: further on somebody has to look.
LONGEST_CHAIN: Final = 5
MOST_FAILS: Final = 3
LATEST: Final = timedelta(days=7)
BACK_OFF: Final = timedelta(seconds=20)
HOUR: Final = 60
#: What a step's effects are told apart by.
STEP: Final = re.compile(r"run:(\d+):(\d+)")
Cause = tuple[Robot, int, str]

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
    outbox.enqueue_all(ADVANCE, {_key(row): {"run": row.pk} for row in made if row.state == RunState.WAITING})
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
        _work(row, actor)


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
    _promise(row)
    row.save(update_fields=["fails", "error", "wake_at", "turn"])


@command(needs=RIGHT)
def stop_run(*, by: Actor, run_id: int) -> None:
    """Stop one run where it is."""
    row = _held(by, run_id, RunState.WAITING, RunState.STUCK)
    _end(row, RunState.STOPPED)


@command(needs=RIGHT)
def retry_run(*, by: Actor, run_id: int) -> None:
    """Let a stuck run go on from where it stumbled."""
    row = _held(by, run_id, RunState.STUCK)
    row.state, row.fails, row.error, row.ended_at = RunState.WAITING, 0, "", None
    row.wake_at, row.turn = clock.now(), row.turn + 1
    _promise(row)
    row.save()


def note_later(key: str, text: str) -> None:
    """Say in the log what became later of what a step promised; a key of no run's step says nothing.

    >>> STEP.fullmatch("run:7:3").groups()
    ('7', '3')
    """
    if said := STEP.fullmatch(key):
        rows = RunStep.objects.filter(run=int(said[1]), place=int(said[2]))
        rows.update(mark=Mark.REFUSED, text=text[:500])


def stop_all(robot: Robot) -> int:
    """Stop everything of a robot that is on its way, in the running transaction; return how much it was."""
    rows = robot.runs.filter(state=RunState.WAITING)
    return int(rows.update(state=RunState.STOPPED, ended_at=clock.now()))


def robot_actor(robot: Robot) -> Actor:
    """Return whom a robot acts as: its owner's rights and reach as they are now, by its own name."""
    return replace(actor_of(robot.owner), kind=ActorKind.ROBOT, name=robot.title)


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


def _promise(row: Run) -> None:
    """Promise to work on a run at its moment."""
    outbox.enqueue(ADVANCE, key=_key(row), payload={"run": row.pk}, delay=row.wake_at - clock.now())


def _key(row: Run) -> str:
    """Return the key of a run's promise: each of its turns has one of its own."""
    return f"{row.key}:{row.turn}"


def _work(row: Run, actor: Actor) -> None:
    subject, content = SUBJECTS[row.subject], row.edition.content
    program = laid_out(content["steps"])
    if row.place == 0 and not _fits(row, content["when"], actor):
        _end(row, RunState.SKIPPED)
        return
    while row.place < len(program):
        match program[row.place]:
            case Do() as step:
                _do(row, step, actor)
                row.place += 1
            case Fork() as fork:
                fits = _fits(row, fork.when, actor)
                words = subject.conditions.words(fork.when, actor)
                _note(row, Mark.CHOSE, (_("yes: {what}") if fits else _("no: {what}")).format(what=words))
                row.place = row.place + 1 if fits else fork.otherwise
            case Jump() as jump:
                row.place = jump.to
            case Wait() as wait:
                row.wake_at, row.turn = _moment(row, wait, actor), row.turn + 1
                _note(row, Mark.WAITED)
                row.place += 1
                row.fails, row.error = 0, ""
                _promise(row)
                row.save()
                return
    _end(row, RunState.DONE)


def _do(row: Run, step: Do, actor: Actor) -> None:
    """Do one step; what is refused is written down in its words, and the run goes on."""
    deed = DEEDS.get(step.deed)
    if deed is None:
        _note(row, Mark.REFUSED, _("There is no such step any more."), step.deed)
        return
    try:
        with transaction.atomic():
            text = deed.does(by=actor, number=row.number, told=step.told, key=f"{row.key}:{row.place}")
    except Refusal as refusal:
        _note(row, Mark.REFUSED, refusal.text(_), step.deed)
    else:
        _note(row, Mark.DONE, text, step.deed)


def _fits(row: Run, when: Any, actor: Actor) -> bool:
    subject = SUBJECTS[row.subject]
    rows = subject.rows(actor).filter(pk=row.number)
    return bool(subject.conditions.fitting(when, rows, actor).exists())


def _moment(row: Run, wait: Wait, actor: Actor) -> datetime:
    if wait.unit is Unit.WORKING_HOURS:
        return work_ahead(row.robot.owner_id, wait.amount * HOUR, viewer=actor)
    return clock.now() + pause(wait)


def _note(row: Run, mark: Mark, text: str = "", deed: str = "") -> None:
    RunStep.objects.create(run=row, place=row.place, deed=deed, mark=mark, text=text[:500], at=clock.now())


def _end(row: Run, state: RunState) -> None:
    row.state, row.ended_at = state, clock.now()
    row.save()


def _stick(row: Run, error: str) -> None:
    """Leave a run to a person and tell the robot's owner, once for each run."""
    row.error = error[:300]
    _end(row, RunState.STUCK)
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
