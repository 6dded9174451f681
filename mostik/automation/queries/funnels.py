"""How runs go down the steps of a robot: how many came to each, did it, were refused, wait there, ended after it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from mostik.automation.access import visible_runs
from mostik.automation.catalog.goals import GOALS
from mostik.automation.catalog.robots import DEEDS
from mostik.automation.models import Robot, RunStep
from mostik.automation.queries.robots import pause_words
from mostik.automation.rules.scripts import Do, Instruction, Wait, laid_out
from mostik.automation.terms import Mark, RunState
from mostik.core.actors import Actor


@dataclass(frozen=True, kw_only=True)
class FunnelLine:
    """A step: how many runs did it, how many were refused or left it out, how many wait there now."""

    words: str
    done: int
    left_out: int
    waiting: int


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """How the edition at work goes: runs begun, those that came to a good goal, those it became pointless for."""

    begun: int
    good: int
    pointless: int
    ended: int
    lines: tuple[FunnelLine, ...]


def funnel(row: Robot, *, viewer: Actor) -> Funnel | None:
    """Return how runs of the edition at work go down its steps; nothing for a robot that never worked."""
    if row.edition is None:
        return None
    runs = visible_runs(viewer).filter(edition=row.edition).exclude(state=RunState.SKIPPED)
    good = [goal.code for goal in GOALS.values() if goal.good]
    counts = runs.aggregate(
        begun=Count("pk"),
        good=Count("pk", filter=Q(goal__in=good)),
        pointless=Count("pk", filter=Q(state=RunState.REACHED) & ~Q(goal__in=good)),
        ended=Count("pk", filter=Q(state=RunState.DONE)),
    )
    steps = RunStep.objects.filter(run__in=runs).order_by().values_list("place", "mark").annotate(count=Count("pk"))
    marks: dict[tuple[int, str], int] = {(place, mark): count for place, mark, count in steps}
    waiting = dict(runs.filter(state=RunState.WAITING).order_by().values_list("place").annotate(Count("pk")))
    program = laid_out(row.edition.content["steps"])
    return Funnel(**counts, lines=tuple(_lines(program, marks, waiting)))


def _lines(
    program: Sequence[Instruction], marks: dict[tuple[int, str], int], waiting: dict[int, int]
) -> Iterator[FunnelLine]:
    for place, step in enumerate(program):
        if not isinstance(step, Do | Wait):
            continue
        stay = waiting.get(place, 0) + (waiting.get(place + 1, 0) if isinstance(step, Wait) and not step.moment else 0)
        yield FunnelLine(
            words=_words(step),
            done=marks.get((place, Mark.DONE), 0) + marks.get((place, Mark.WAITED), 0),
            left_out=marks.get((place, Mark.REFUSED), 0) + marks.get((place, Mark.LATE), 0),
            waiting=stay,
        )


def _words(step: Do | Wait) -> str:
    if isinstance(step, Wait):
        return pause_words(step)
    deed = DEEDS.get(step.deed)
    return str(deed.words) if deed else step.deed
