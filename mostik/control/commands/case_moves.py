"""What commands on cases share: one still open, one written, one ended, and the company's next working days."""

from datetime import date, timedelta
from typing import Any, Final

from django.db.models import F

from mostik.control.events import CaseEnded
from mostik.control.models import Case
from mostik.control.queries import cases as queries
from mostik.control.terms import CaseState, Ending
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.journal import publish
from mostik.kernel.period import Span
from mostik.kernel.refusals import Conflict, gettext_noop
from mostik.people.queries.calendar import company_working_days

#: Working days to name a cause in and, once it is named, to decide what to do.
TO_ANSWER: Final = 1
TO_DECIDE: Final = 2
CHANGES: Final = (
    *("state", "due_on", "cause", "cause_text", "cause_by", "plan_since", "fact_since", "checked_on"),
    *("raised_to", "raised_on", "ending", "outcome", "ended_at"),
)


class CaseEndedAlready(Conflict):
    """Somebody else has closed the case meanwhile."""

    message = gettext_noop("This deviation has been closed already.")


class CaseChanged(Conflict):
    """Somebody has written the case since it was read."""

    message = gettext_noop("Somebody changed this deviation meanwhile. Look at it anew.")


def still_open(case_id: int, *, viewer: Actor) -> Case:
    """Return a case within reach that has not ended; refuses `CaseEndedAlready`."""
    found = queries.case(viewer=viewer, case_id=case_id)
    if found.state == CaseState.ENDED:
        raise CaseEndedAlready
    return found


def told_of(found: Case) -> dict[str, Any]:
    """Return what every event of a case says of it."""
    return {
        "case": found.pk,
        "kind": found.kind,
        "record": found.subject,
        "kpi": found.kpi,
        "person": found.person_id,
        "department": found.department_id,
    }


def save(found: Case) -> None:
    """Write a case; refuses `CaseChanged`."""
    values = {name: getattr(found, name) for name in CHANGES}
    if not Case.objects.filter(pk=found.pk, version=found.version).update(**values, version=F("version") + 1):
        raise CaseChanged
    found.version += 1


def end(found: Case, ending: Ending, outcome: str = "") -> None:
    """End a case and say how."""
    found.state, found.ending, found.outcome, found.ended_at = CaseState.ENDED, ending, outcome, clock.now()
    save(found)
    publish(
        CaseEnded(
            at=found.ended_at,
            **told_of(found),
            ending=ending,
            plan=found.plan_since,
            fact=found.fact_since,
            note=outcome,
        )
    )


def act_upon(found: Case, due_on: date) -> None:
    """Note that something is being done about a case: it is judged again the working day after ``due_on``."""
    found.state, found.due_on = CaseState.ACTING, working_day(1, after=due_on)
    found.raised_to, found.raised_on = None, None
    save(found)


def working_day(count: int, *, after: date | None = None) -> date:
    """Return the company's working day so many of them after a day, today by default."""
    start = after or clock.today()
    worked = company_working_days(span=Span(start + timedelta(days=1), start + timedelta(days=30)))
    return worked[count - 1] if len(worked) >= count else start + timedelta(days=count)
