"""How runs go down the steps of a robot: how many came to each, did it, were refused, wait there, ended after it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from mostik.automation.access import visible_runs
from mostik.automation.catalog.goals import GOALS
from mostik.automation.catalog.robots import DEEDS
from mostik.automation.models import Robot, Run, RunStep
from mostik.automation.queries.robots import pause_words
from mostik.automation.rules.scripts import Do, Instruction, Split, Wait, laid_out
from mostik.automation.terms import Mark, RunState
from mostik.core.actors import Actor

#: How runs that are counted together are told apart in a list of runs.
MARKED = {"done": (Mark.DONE, Mark.WAITED), "left": (Mark.REFUSED, Mark.LATE, Mark.SKIPPED)}
ENDS = ("begun", "good", "pointless", "ended")


@dataclass(frozen=True, kw_only=True)
class FunnelLine:
    """A step: how many runs did it, how many were refused or left it out, how many wait there now."""

    place: int
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
    runs = _of_the_edition(row, viewer)
    counts = runs.aggregate(**{end: Count("pk", filter=_ended(end)) for end in ENDS})
    steps = RunStep.objects.filter(run__in=runs).order_by().values_list("place", "mark").annotate(count=Count("pk"))
    marks: dict[tuple[int, str], int] = {(place, mark): count for place, mark, count in steps}
    waiting = dict(runs.filter(state=RunState.WAITING).order_by().values_list("place").annotate(Count("pk")))
    program = laid_out(row.edition.content["steps"])
    return Funnel(**counts, lines=tuple(_lines(program, marks, waiting)))


def runs_at(row: Robot, at: str, *, viewer: Actor) -> QuerySet[Run]:
    """Return the runs a figure of the funnel or of a trial counts, by its code; none for a code that is none.

    ``good``, ``pointless``, ``ended`` and ``begun`` tell how runs ended, ``done:3``, ``left:3`` and ``waits:3`` where
    they came to, ``split:2:a`` which variant they drew, ``split:2:a:good`` and ``split:2:a:waits`` how that went.
    """
    runs, (what, *more) = _of_the_edition(row, viewer), at.split(":")
    numbers = [int(each) for each in more if each.isdecimal() and len(each) < 6]
    if what in ENDS:
        return runs.filter(_ended(what))
    if not numbers:
        return runs.none()
    if what in MARKED:
        return runs.filter(pk__in=_marked(runs, numbers[0], MARKED[what]))
    if what == "waits":
        return runs.filter(_waits(row, numbers[0]))
    if what == "split" and len(more) > 1:
        drawn = runs.filter(pk__in=_marked(runs, numbers[0], (Mark.SPLIT,), text=more[1]))
        narrowed = {"good": _ended("good"), "waits": Q(state=RunState.WAITING)}
        return drawn.filter(narrowed.get(more[2] if len(more) > 2 else "", Q()))
    return runs.none()


def figure_words(row: Robot, at: str) -> str:
    """Return what a figure of the funnel or of a trial counts, in words; nothing for a code that is none."""
    what, *more = at.split(":")
    ends = {"begun": _("begun"), "good": _("came to the goal"), "pointless": _("became pointless")}
    said = {"done": _("done"), "left": _("refused or left out"), "waits": _("wait here")}
    if what in ENDS:
        return ends.get(what, _("went to the end"))
    program = laid_out(row.edition.content["steps"]) if row.edition else ()
    place = int(more[0]) if more and more[0].isdecimal() and len(more[0]) < 6 else len(program)
    step = program[place] if place < len(program) else None
    if what in said and isinstance(step, Do | Wait):
        return f"{_words(step)}: {said[what]}"
    if what == "split" and isinstance(step, Split) and len(more) > 1:
        tail = {"good": ends["good"], "waits": _("on their way")}.get(more[2] if len(more) > 2 else "", "")
        variant = _("Variant {letter}").format(letter=more[1][:1].upper())
        return f"{variant}: {tail}" if tail else variant
    return ""


def _of_the_edition(row: Robot, viewer: Actor) -> QuerySet[Run]:
    return visible_runs(viewer).filter(edition=row.edition).exclude(state=RunState.SKIPPED)


def _ended(how: str) -> Q:
    good = Q(goal__in=[goal.code for goal in GOALS.values() if goal.good])
    return {
        "begun": Q(),
        "good": good,
        "pointless": Q(state=RunState.REACHED) & ~good,
        "ended": Q(state=RunState.DONE),
    }[how]


def _marked(runs: QuerySet[Run], place: int, marks: Sequence[Mark], **more: str) -> QuerySet[RunStep, int]:
    steps = RunStep.objects.filter(run__in=runs, place=place, mark__in=marks, **more)
    return steps.order_by().values_list("run", flat=True)


def _waits(row: Robot, place: int) -> Q:
    """Return which runs wait at a place: in a plain pause they stand behind it already."""
    program = laid_out(row.edition.content["steps"]) if row.edition else ()
    step = program[place] if place < len(program) else None
    places = [place, place + 1] if isinstance(step, Wait) and not step.moment else [place]
    return Q(state=RunState.WAITING, place__in=places)


def _lines(
    program: Sequence[Instruction], marks: dict[tuple[int, str], int], waiting: dict[int, int]
) -> Iterator[FunnelLine]:
    for place, step in enumerate(program):
        if not isinstance(step, Do | Wait):
            continue
        stay = waiting.get(place, 0) + (waiting.get(place + 1, 0) if isinstance(step, Wait) and not step.moment else 0)
        yield FunnelLine(
            place=place,
            words=_words(step),
            done=sum(marks.get((place, mark), 0) for mark in MARKED["done"]),
            left_out=sum(marks.get((place, mark), 0) for mark in MARKED["left"]),
            waiting=stay,
        )


def _words(step: Do | Wait) -> str:
    if isinstance(step, Wait):
        return pause_words(step)
    deed = DEEDS.get(step.deed)
    return str(deed.words) if deed else step.deed
