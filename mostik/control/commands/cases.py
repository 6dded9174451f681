"""What people do about a figure below its due: say why, close it, open it again."""

from collections.abc import Sequence

from mostik.control.access import visible_cases
from mostik.control.commands.case_moves import TO_ANSWER, TO_DECIDE, end, save, still_open, told_of, working_day
from mostik.control.events import CaseResumed, CauseNamed
from mostik.control.models import Case
from mostik.control.queries import cases as queries
from mostik.control.terms import CaseState, Cause, Ending
from mostik.core import clock, many
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.many import Outcome
from mostik.kernel.refusals import Conflict, Denied, gettext_noop


class NotYourFigure(Denied):
    """Only whose figure it is or a head says why it lags."""

    message = gettext_noop("Only whose figure it is or their head names the cause.")


class LagsAnew(Conflict):
    """A newer case of the same figure is open."""

    message = gettext_noop("The same figure lags anew: its new deviation is open already.")


@command(needs="control.answer_cases")
def name_cause(*, by: Actor, case_id: int, cause: Cause, text: str = "") -> Case:
    """Say why a figure lags: whose it is, or a head. What was said before is replaced, and stays in the history."""
    found = still_open(case_id, viewer=by)
    if found.person_id not in by.selves and not by.may("control.take_action"):
        raise NotYourFigure
    if found.state == CaseState.ASKED:
        found.state, found.due_on = CaseState.NAMED, working_day(TO_DECIDE)
    found.cause, found.cause_text, found.cause_by = cause, text, by.name
    save(found)
    publish(CauseNamed(at=clock.now(), **told_of(found), cause=cause, note=text))
    return found


@command(needs="control.take_action")
def end_case(*, by: Actor, case_id: int, outcome: str = "") -> Case:
    """Close a case by hand, saying what came of it."""
    found = still_open(case_id, viewer=by)
    end(found, Ending.CLOSED, outcome)
    return found


@command(needs="control.take_action", whole=False)
def end_cases(*, by: Actor, case_ids: Sequence[int], outcome: str = "") -> Outcome:
    """Close many cases by hand; those closed meanwhile are named."""
    rows = queries.cases(viewer=by).filter(pk__in=many.few(case_ids)).order_by("pk")
    return many.each(
        [(each.pk, queries.whose(each)) for each in rows],
        lambda pk: end_case(by=by, case_id=pk, outcome=outcome),
    )


@command(needs="control.take_action")
def resume_case(*, by: Actor, case_id: int) -> Case:
    """Open a case closed by hand again: the undo of closing it. Refuses `LagsAnew`."""
    found = queries.case(viewer=by, case_id=case_id)
    if found.state != CaseState.ENDED:
        return found
    same = {name: getattr(found, name) for name in ("department_id", "person_id", "kind", "subject", "kpi")}
    if visible_cases(by).filter(**same, ended_at__isnull=True).exists():
        raise LagsAnew
    found.state = CaseState.ACTING if found.actions.exists() else CaseState.NAMED if found.cause else CaseState.ASKED
    found.ending, found.outcome, found.ended_at = "", "", None
    found.due_on = max(found.due_on, working_day(TO_ANSWER))
    save(found)
    publish(CaseResumed(at=clock.now(), **told_of(found)))
    return found
