"""What the clock does about figures: what came back is closed, what waits too long is raised, what lags is opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mostik.control.commands.case_moves import end, save, told_of
from mostik.control.commands.opening import open_away, open_case, open_shifts
from mostik.control.events import CaseRaised
from mostik.control.models import Case
from mostik.control.queries import cases as queries
from mostik.control.queries.away import Missed, missed
from mostik.control.queries.deviations import Lately, course_of, found_deviations, lately, settled_until
from mostik.control.queries.shifts import KINDS, Flows, began, flows, shift_course
from mostik.control.rules.cases import next_step
from mostik.control.rules.deviations import WINDOWS, together
from mostik.control.terms import CaseKind, CaseState, Course, Deviation, Ending, Step
from mostik.core import clock, notifications
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.period import Span
from mostik.kernel.refusals import gettext_noop
from mostik.people.access import User
from mostik.people.queries.absences import away
from mostik.planning.queries.counts import METRICS
from mostik.planning.queries.unreachable import Arithmetic, arithmetic

#: Working days without a plan after which nothing of a case is planned any more.
UNPLANNED = 5


@dataclass(frozen=True)
class Minded:
    """What a look at a department's figures came to."""

    opened: int
    recovered: int
    raised: int


@command(needs="control.take_action")
def mind_figures(*, by: Actor, department_id: int) -> Minded:
    """Look at the figures of a department up to yesterday.

    Of a person one link more is a case only by what it makes of what the links before it gave.
    Today is not due yet, so the same day gives the same cases however often one looks.
    """
    asked: dict[str, Any] = {"viewer": by, "department_id": department_id}
    known = Known(
        counts=lately(**asked, before=clock.today()),
        flows=flows(**asked, before=clock.today()),
        absent=missed(**asked, today=clock.today()),
    )
    cases = list(queries.open_cases(viewer=by).filter(department=department_id))
    steps = [_mind(each, known, by) for each in cases if each.checked_on != clock.today()]
    opened = _open_all(by, department_id, known, [each for each in cases if each.state != CaseState.ENDED])
    return Minded(len(opened), steps.count(Step.RECOVER), steps.count(Step.ESCALATE))


@dataclass(frozen=True)
class Known:
    """What is looked at: everybody's counts against the plan, how deals come and go on, who is away."""

    counts: Lately
    flows: Flows
    absent: Mapping[int, Missed]


def _mind(found: Case, known: Known, by: Actor) -> Step:
    """Bring a case up to yesterday and do what the clock says about it."""
    today, course = clock.today(), _since(found, known)
    found.checked_on = today
    if course is None:
        end(found, Ending.RECOVERED if found.kind == CaseKind.AWAY and _is_back(found, by) else Ending.GONE)
        return Step.WAIT
    found.plan_since, found.fact_since = round(sum(course.due)), sum(course.done)
    step = next_step(
        due=course.due,
        done=course.done,
        today=today,
        due_on=found.due_on,
        raised=found.raised_on is not None,
        fewer=found.kind == CaseKind.REASON,
    )
    if step is Step.RECOVER:
        end(found, Ending.RECOVERED)
    elif step is Step.ESCALATE:
        _raise(found, by)
    else:
        save(found)
    return step


def _is_back(found: Case, by: Actor) -> bool:
    return not away(viewer=by, span=Span(clock.today(), clock.today()), person_id=found.person_id)


def _since(found: Case, known: Known) -> Course | None:
    """Return the figure since it was found off its due; None where nothing of it is due any more."""
    if found.kind == CaseKind.AWAY:
        return Course(found.person_id, found.kpi, (), ()) if found.person_id in known.absent else None
    return _flow_since(found, known.flows) if found.kind in KINDS else _count_since(found, known.counts)


def _flow_since(found: Case, known: Flows) -> Course | None:
    until = began(found, known.days)
    course = shift_course(known, found.kind, found.subject, past_until=until, since=found.opened_on)
    if course is None or (len(course.due) >= UNPLANNED and sum(course.due[-UNPLANNED:]) < 1):
        return None
    return course


def _count_since(found: Case, known: Lately) -> Course | None:
    people = [each for each in known.people if found.person_id in {None, each.person}]
    if not any(each.due[found.kpi].get(day) for each in people for day in known.days[-UNPLANNED:]):
        return None
    days = [day for day in known.days if day >= found.opened_on]
    return together([course_of(each, found.kpi, days) for each in people])


def _open_all(by: Actor, department_id: int, known: Known, still: Sequence[Case]) -> list[Case]:
    """Open what is new; what follows from a slow stage or a poor channel is not said again as everybody's."""
    sellers = User.objects.filter(pk__in=[each.person for each in known.counts.people]).order_by("pk")
    shifted = {(each.kind, each.subject) for each in still}
    away_now = {each.person_id for each in still if each.kind == CaseKind.AWAY and each.person_id}
    asked: dict[str, Any] = {"by": by, "department_id": department_id}
    opened = [
        *open_shifts(**asked, known=known.flows, held=shifted, people=list(sellers)),
        *open_away(**asked, absent=known.absent, held=away_now),
    ]
    counts = {(each.person_id, each.kpi) for each in still if each.kind == CaseKind.COUNT}
    gone = {each.person_id for each in (*still, *opened) if each.kind == CaseKind.AWAY}
    opened += _open_new(by, department_id, known.counts, counts, gone)
    _tell_owners(opened)
    return opened


def _open_new(
    by: Actor, department_id: int, known: Lately, held: set[tuple[int | None, str]], gone: set[int | None]
) -> list[Case]:
    window = known.days[-WINDOWS[-1] :]
    if not window or not known.people:
        return []
    settled = settled_until(viewer=by, department_id=department_id, since=window[0], people=known.people)
    found = found_deviations(known, settled=settled, held=held)
    lagging = [each for each in found if each.person is None or each.person not in gone]
    if not lagging:
        return []
    worth = arithmetic(viewer=by, department_id=department_id)
    people = {each.pk: each for each in User.objects.filter(pk__in=[each.person for each in known.people])}
    return [made for each in lagging if (made := _open_one(by, department_id, each, people, worth))]


def _open_one(by: Actor, department_id: int, lag: Deviation, people: dict[int, User], worth: Arithmetic) -> Case | None:
    whose = people.get(lag.person) if lag.person is not None else None
    owner = queries.who_answers(whose or next(iter(people.values())), viewer=by, whole=whose is None)
    if owner is None:
        return None
    made = open_case(
        whose,
        owner,
        told_by=by.name,
        department_id=department_id,
        kpi=lag.kpi,
        metric=METRICS[lag.kpi],
        days=lag.days,
        plan_then=round(lag.plan),
        fact_then=lag.done,
        worth_minor=round((lag.due - lag.done) * worth.worth(lag.kpi), -2),
        currency=worth.currency,
    )
    if whose:
        notifications.notify(
            person_ids=[whose.pk],
            text=gettext_noop("One of your figures lags behind what was due. Say why, in one line."),
            url=f"/control/cases/{made.pk}/",
            key=f"case-{made.pk}",
            kind="case",
        )
    return made


def _tell_owners(opened: Sequence[Case]) -> None:
    """Tell each owner of all their new cases in one line a day."""
    for owner in dict.fromkeys(each.owner_id for each in opened):
        names = [each.title or queries.whose(each) for each in opened if each.owner_id == owner]
        notifications.notify(
            person_ids=[owner],
            text=gettext_noop("Lagging since today: {names}"),
            params={"names": ", ".join(dict.fromkeys(names))},
            url="/control/cases/",
            key=f"cases-{clock.today()}",
            kind="case",
        )


def _raise(found: Case, by: Actor) -> None:
    above = queries.who_answers(found.owner, viewer=by)
    found.raised_on, found.raised_to = clock.today(), above
    save(found)
    if above is None:
        return
    publish(CaseRaised(at=clock.now(), **told_of(found), to=above.pk))
    notifications.notify(
        person_ids=[above.pk, found.owner_id],
        text=gettext_noop("A figure lags, and what was due about it by {day} is not done: {who}"),
        params={"day": found.due_on, "who": found.title or queries.whose(found)},
        url=f"/control/cases/{found.pk}/",
        key=f"case-raised-{found.pk}-{found.raised_on}",
        kind="case",
    )
