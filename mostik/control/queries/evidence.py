"""What stands behind a case: the figure day by day, and what the other figures say about its cause."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mostik.control.models import Case
from mostik.control.queries.away import missed
from mostik.control.queries.deviations import CHAIN, course_of, lately
from mostik.control.queries.shifts import KINDS, began, elsewhere, flows, shift_course
from mostik.control.rules.cases import clues, shift_clues
from mostik.control.rules.deviations import together
from mostik.control.terms import CaseKind, Cause, Clue, Course
from mostik.core import clock
from mostik.core.actors import SYSTEM, Actor
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
    if found.kind in KINDS:
        return _of_a_flow(found, viewer)
    if found.kind == CaseKind.AWAY:
        return _of_days_away(found, viewer)
    return _of_a_count(found, viewer)


def _of_a_flow(found: Case, viewer: Actor) -> Evidence:
    known = flows(viewer=viewer, department_id=found.department_id, before=clock.today())
    first = began(found, known.days)
    course = shift_course(known, found.kind, found.subject, past_until=first, since=first)
    if course is None:
        return Evidence((), (), (), ())
    other = elsewhere(known, found.kind, found.subject, since=first)
    count = sum(first <= day < found.opened_on for day in known.days)
    said = shift_clues(
        CaseKind(found.kind),
        due=sum(course.due[:count]),
        done=sum(course.done[:count]),
        elsewhere=(sum(other.due[:count]), sum(other.done[:count])) if other else None,
        cause=Cause(found.cause) if found.cause_by == SYSTEM.name else None,
    )
    return Evidence([day for day in known.days if day >= first], course.due, course.done, said)


def _of_days_away(found: Case, viewer: Actor) -> Evidence:
    lost = missed(viewer=viewer, department_id=found.department_id, today=clock.today()).get(found.person_id or 0)
    said = [Clue("away", {"days": found.days, "of": found.days}, Cause.AWAY)]
    if lost is None:
        return Evidence((), (), (), said)
    return Evidence(lost.days, [lost.plan / len(lost.days)] * len(lost.days), [0] * len(lost.days), said)


def _of_a_count(found: Case, viewer: Actor) -> Evidence:
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
