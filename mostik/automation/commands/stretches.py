"""A stretch of a run: worked on from one pause to the next in one transaction, put to sleep, woken, ended early."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from mostik.automation.catalog.goals import GOALS, MOMENTS, WITHDRAW
from mostik.automation.catalog.robots import DEEDS, SUBJECTS
from mostik.automation.models import Run, RunStep
from mostik.automation.rules.scripts import Do, Fork, Instruction, Jump, Split, Wait, laid_out, pause, turned
from mostik.automation.rules.trials import drawn
from mostik.automation.terms import Mark, RunState, Side, Unit
from mostik.core import clock, outbox
from mostik.core.actors import Actor
from mostik.kernel.refusals import Refusal
from mostik.people.queries.deadlines import work_ahead

ADVANCE: Final = "automation.advance"
HOUR: Final = 60
#: Where in the log it stands why a run ended early: after all its steps.
END: Final = 32_000


def work(row: Run, actor: Actor) -> None:
    """Do the steps of a run up to its next pause or its end; one whose goal came about meanwhile ends at once."""
    content = row.edition.content
    if goal := next((code for code in content.get("until", ()) if reached(code, row)), ""):
        close(row, RunState.REACHED, goal)
        return
    if row.place == 0 and row.turn == 0 and not _fits(row, content["when"], actor):
        end(row, RunState.SKIPPED)
        return
    program = laid_out(content["steps"])
    while row.place < len(program):
        if until := _stepped(row, program[row.place], actor):
            _pause(row, until)
            return
    end(row, RunState.DONE)


def _stepped(row: Run, step: Instruction, actor: Actor) -> datetime | None:
    """Do one instruction and go on to the next; return until when the run pauses, if it does."""
    match step:
        case Do():
            if not row.steps.filter(place=row.place, mark=Mark.SKIPPED).exists():
                _do(row, step, actor)
            row.place += 1
        case Fork():
            fits = _fits(row, step.when, actor)
            words = SUBJECTS[row.subject].conditions.words(step.when, actor)
            _note(row, Mark.CHOSE, (_("yes: {what}") if fits else _("no: {what}")).format(what=words))
            row.place = row.place + 1 if fits else step.otherwise
        case Split():
            way = drawn(row.pk, row.place, [(way, share) for way, share, _place in step.ways])
            _note(row, Mark.SPLIT, way)
            row.place = next(place for known, _share, place in step.ways if known == way)
        case Jump():
            row.place = step.to
        case Wait(moment=""):
            _note(row, Mark.WAITED)
            row.place += 1
            return _after(row, step, actor)
        case Wait():
            return _hangs(row, step)
    return None


def close(row: Run, state: RunState, goal: str = "", text: str = "") -> None:
    """End a run early in the running transaction, write why in its log, take back what its steps promised."""
    row.goal = goal
    end(row, state)
    RunStep.objects.update_or_create(
        run=row, place=END, defaults={"mark": Mark.ENDED, "deed": goal, "text": text[:500], "at": clock.now()}
    )
    take_back([row.pk])


def wake(row: Run) -> None:
    """Let a run look at its pause anew at once, in the running transaction: what it hangs on is another now."""
    row.wake_at, row.turn = clock.now(), row.turn + 1
    promise(row)
    row.save(update_fields=["wake_at", "turn"])


def reached(code: str, row: Run) -> bool:
    """Return whether a goal came about for a run's record since it began."""
    return code in GOALS and GOALS[code].reached(row.number, row.made_at)


def take_back(runs: Sequence[int]) -> int:
    """Take back what steps of these runs promised and nobody has begun; return how much it was."""
    steps = RunStep.objects.filter(run__in=runs, mark=Mark.DONE).values_list("run", "place")
    keys = [f"run:{run}:{place}" for run, place in steps]
    return sum(taker(keys) for taker in WITHDRAW) if keys else 0


def promise(row: Run) -> None:
    """Promise to work on a run at its moment."""
    outbox.enqueue(ADVANCE, key=key_of(row), payload={"run": row.pk}, delay=row.wake_at - clock.now())


def key_of(row: Run) -> str:
    """Return the key of a run's promise: each of its turns has one of its own."""
    return f"{row.key}:{row.turn}"


def end(row: Run, state: RunState) -> None:
    """End a run so."""
    row.state, row.ended_at = state, clock.now()
    row.save()


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


def _pause(row: Run, until: datetime) -> None:
    row.wake_at, row.turn = until, row.turn + 1
    row.fails, row.error = 0, ""
    promise(row)
    row.save()


def _hangs(row: Run, wait: Wait) -> datetime | None:
    """Return until when a pause before or after a moment of the record lasts; nothing when it goes on, or leaps.

    One whose moment has gone by before it began to wait, or is there no more, leaves out what follows up to the next
    pause; a pause after something that is long past goes on at once.
    """
    moment, now = MOMENTS.get(wait.moment), clock.now()
    at = moment.at(row.number) if moment else None
    until = turned(wait, at) if at else None
    if until and until > now:
        _note(row, Mark.WAITED)
        return until
    waited = row.steps.filter(place=row.place).exists()
    if at and (wait.side is Side.AFTER or (waited and at > now)):
        _note(row, Mark.WAITED)
        row.place += 1
        return None
    _note(row, Mark.LATE)
    row.place = wait.otherwise
    return None


def _after(row: Run, wait: Wait, actor: Actor) -> datetime:
    if wait.unit is Unit.WORKING_HOURS:
        return work_ahead(row.robot.owner_id, wait.amount * HOUR, viewer=actor)
    return clock.now() + pause(wait)


def _note(row: Run, mark: Mark, text: str = "", deed: str = "") -> None:
    told = {"deed": deed, "mark": mark, "text": text[:500], "at": clock.now()}
    RunStep.objects.update_or_create(run=row, place=row.place, defaults=told)
