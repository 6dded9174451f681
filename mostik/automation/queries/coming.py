"""What a run does next, in words: the deed it is sure to come to, or what waits on each way where one forks first."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mostik.automation.access import visible_runs
from mostik.automation.catalog.robots import DEEDS, SUBJECTS
from mostik.automation.models import Run, RunStep
from mostik.automation.rules.scripts import Do, Fork, Instruction, Split, coming, laid_out
from mostik.automation.terms import Mark, RunState
from mostik.core.actors import Actor


@dataclass(frozen=True)
class _Way:
    """The steps of a run, those it leaves out, and for whom they are put in words."""

    subject: str
    program: Sequence[Instruction]
    left_out: Collection[int]
    viewer: Actor


def next_words(row: Run, left_out: Collection[int], *, viewer: Actor) -> str:
    """Return what a run on its way does next; where a way forks first, what on each way."""
    if row.state != RunState.WAITING:
        return ""
    way = _Way(row.subject, laid_out(row.edition.content["steps"]), left_out, viewer)
    found = coming(way.program, row.place, left_out)
    return _words(way, found) if found is not None else _("nothing: it only waits")


def left_out_of(rows: Iterable[Run], *, viewer: Actor) -> dict[int, set[int]]:
    """Return the places of the steps each of these runs leaves out."""
    found: dict[int, set[int]] = {}
    runs = visible_runs(viewer).filter(pk__in=[row.pk for row in rows])
    steps = RunStep.objects.filter(run__in=runs, mark=Mark.SKIPPED)
    for run, place in steps.values_list("run", "place"):
        found.setdefault(run, set()).add(place)
    return found


def _words(way: _Way, place: int) -> str:
    match way.program[place]:
        case Do(deed=code):
            return str(DEEDS[code].words) if code in DEEDS else _("There is no such step any more")
        case Fork(when=when, otherwise=otherwise):
            what = SUBJECTS[way.subject].conditions.words(when, way.viewer)
            said = _("if {what}: {yes}; if not: {no}")
            return said.format(what=what, yes=_inside(way, place + 1), no=_inside(way, otherwise))
        case Split(ways=ways):
            each = [f"{letter.upper()} – {_inside(way, at)}" for letter, _share, at in ways]
            return _("one variant: {ways}").format(ways="; ".join(each))
    return ""


def _inside(way: _Way, place: int) -> str:
    """Return what is done first on a way, a further fork only named."""
    found = coming(way.program, place, way.left_out)
    if found is None:
        return _("nothing more")
    return _words(way, found) if isinstance(way.program[found], Do) else _("one way of several")
