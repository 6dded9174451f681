"""What stands behind a case: the figure day by day, and what the other figures say about its cause."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mostik.control.models import Case
from mostik.control.queries.deviations import CHAIN, course_of, lately
from mostik.control.rules.cases import clues
from mostik.control.rules.deviations import together
from mostik.control.terms import Cause, Clue, Course
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.planning.queries.counts import Counts


@dataclass(frozen=True)
class Evidence:
    """A case's days: those it was found on and those since, each with what was due and done; and the clues."""

    days: Sequence[date]
    due: Sequence[float]
    done: Sequence[int]
    clues: Sequence[Clue]

    @property
    def likely(self) -> Cause | None:
        """The cause the surest clue points to."""
        return next((each.cause for each in self.clues if each.cause), None)


def evidence(found: Case, *, viewer: Actor) -> Evidence:
    """Return what the viewer's reach holds about a case they have been shown."""
    known = lately(viewer=viewer, department_id=found.department_id, before=clock.today())
    before = [day for day in known.days if day < found.opened_on][-found.days :]
    shown = [day for day in known.days if before and day >= before[0]]
    own = [each for each in known.people if found.person_id in {None, each.person}]
    if not own or not shown:
        return Evidence((), (), (), ())
    course = _course(own, found.kpi, shown)
    others = [each for each in known.people if each not in own]
    return Evidence(shown, course.due, course.done, _clues(found.kpi, own, others, before) if before else ())


def _clues(kpi: str, own: Sequence[Counts], others: Sequence[Counts], days: Sequence[date]) -> Sequence[Clue]:
    place = CHAIN.index(kpi)
    link = CHAIN[place - 1] if place else None
    return clues(
        own=_course(own, kpi, days),
        before=_course(own, link, days) if link else None,
        others=_course(others, kpi, days),
        others_before=_course(others, link, days) if link else None,
        everything=[sum(each.done[kpi][day] for each in own for kpi in CHAIN) for day in days],
        minutes=[sum(each.minutes[day] for each in own) for day in days],
        days=days,
    )


def _course(people: Sequence[Counts], kpi: str, days: Sequence[date]) -> Course:
    return together([course_of(each, kpi, days) for each in people]) if people else Course(None, kpi, (), ())
