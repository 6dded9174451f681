"""Runs that hear while they wait: one whose goal came about ends at once, one whose moment changed looks at it anew."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from mostik.automation.catalog.goals import GOALS, MOMENTS, Goal, Moment, Numbers
from mostik.automation.commands.stretches import close, reached, wake
from mostik.automation.models import Run
from mostik.automation.rules.scripts import Wait, laid_out
from mostik.automation.terms import RunState
from mostik.core.journal import Logged
from mostik.core.locks import locked


def watched(logged: Sequence[Logged[Any]]) -> list[Q]:
    """Return about which records runs are to hear of these events."""
    plain: dict[str, set[int]] = {}
    found: dict[str, Q] = {}
    for thing, numbers in _heard(logged):
        if isinstance(numbers, QuerySet):
            found[thing.subject] = found.get(thing.subject, Q()) | Q(number__in=numbers.order_by().values("pk"))
        else:
            plain.setdefault(thing.subject, set()).update(numbers)
    for subject, known in plain.items():
        found[subject] = found.get(subject, Q()) | Q(number__in=sorted(known))
    return [Q(subject=subject) & each for subject, each in found.items()]


def watch(found: Sequence[int], logged: Sequence[Logged[Any]]) -> None:
    """End the runs whose goal came about and wake those whose moment changed, in the running transaction.

    A step that is being done meanwhile is waited for and taken back with the rest; none begins after.
    """
    held = locked(Run.objects.filter(pk__in=found, state=RunState.WAITING))
    rows = list(held.select_related("edition").order_by("pk"))
    numbers = {row.number for row in rows}
    came: dict[str, set[int]] = {}
    for thing, said in _heard(logged):
        theirs = said.filter(pk__in=numbers).values_list("pk", flat=True) if isinstance(said, QuerySet) else said
        came.setdefault(thing.code, set()).update(theirs)
    for row in rows:
        goals = [code for code in row.edition.content.get("until", ()) if row.number in came.get(code, ())]
        if goal := next((code for code in goals if GOALS[code].sure or reached(code, row)), ""):
            close(row, RunState.REACHED, goal)
        elif row.number in came.get(_hangs_on(row), ()):
            wake(row)


def _heard(logged: Sequence[Logged[Any]]) -> Iterator[tuple[Goal | Moment, Numbers]]:
    things: tuple[Goal | Moment, ...] = (*GOALS.values(), *MOMENTS.values())
    for each in logged:
        for thing in things:
            if heard := thing.heard.get(type(each.event)):
                numbers = heard(each.event)
                if isinstance(numbers, QuerySet) or numbers:
                    yield thing, numbers


def _hangs_on(row: Run) -> str:
    """Return the moment the pause a run is in hangs on; nothing when it hangs on none."""
    content: Mapping[str, Any] = row.edition.content
    program = laid_out(content["steps"])
    step = program[row.place] if row.place < len(program) else None
    return step.moment if isinstance(step, Wait) else ""
