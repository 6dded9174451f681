"""The last mornings of the virtual department: figures looked at, causes named, decisions taken, some in time."""

from datetime import date, time

from mostik.control.access import ActionKind, Case
from mostik.control.commands.actions import take_action
from mostik.control.commands.cases import name_cause
from mostik.control.commands.watching import mind_figures
from mostik.control.queries.cases import open_cases
from mostik.control.queries.evidence import evidence
from mostik.control.terms import CaseState, Cause
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.people.queries.actors import actor_of
from mostik.planning.queries.counts import working_days_before
from mostik.planning.queries.people import departments
from mostik.simulator.rules.mornings import DECISIONS, answers, decides

#: Mornings that are played, with this one.
MORNINGS = 6


@command(needs="control.take_action", whole=False)
def play_mornings(*, by: Actor) -> None:
    """Let the clock look at the figures on the last working mornings, and people answer as people do."""
    today = clock.today()
    for day in [*working_days_before(today, MORNINGS - 1), today]:
        at = clock.moment(day, time(7, 30))
        if at > clock.now():
            continue
        with clock.stopped(at):
            for each in departments(viewer=by):
                mind_figures(by=by, department_id=each.pk)
        if day < today:
            _answer(by, day)


def _answer(by: Actor, day: date) -> None:
    for case in open_cases(viewer=by):
        if case.state == CaseState.ASKED and answers(case.pk):
            with clock.stopped(clock.moment(day, time(10, case.pk % 50))):
                likely = evidence(case, viewer=by).likely or Cause.CLIENTS
                name_cause(by=actor_of(case.person or case.owner), case_id=case.pk, cause=likely)
        if decides(case.pk):
            _decide(case, day)


def _decide(case: Case, day: date) -> None:
    case.refresh_from_db()
    if case.state != CaseState.NAMED:
        return
    kind, text = DECISIONS.get(Cause(case.cause), DECISIONS[Cause.OTHER])
    with clock.stopped(clock.moment(day, time(11, case.pk % 50))):
        take_action(
            by=actor_of(case.owner),
            kind=ActionKind(kind),
            metric=case.metric,
            text=text,
            due_on=clock.today(),
            owner_id=case.owner_id,
            person_id=case.person_id,
            plan=case.plan_then,
            fact=case.fact_then,
            case_id=case.pk,
        )
