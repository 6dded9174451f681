"""What the clock tells of assignments nobody moves: to the person before the day, then the giver, then their head."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from mostik.control.commands.assignment_moves import save, tell_all, told_of
from mostik.control.events import AssignmentClimbed
from mostik.control.models import Assignment
from mostik.control.queries import assignments as queries
from mostik.control.rules.assignments import ENDED, Standing, next_climb
from mostik.control.terms import AssignmentState, Climb
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.period import Span
from mostik.kernel.refusals import gettext_noop
from mostik.people.access import User
from mostik.people.queries.approvals import people_above
from mostik.people.queries.calendar import company_working_days

#: Days around today in which steps are counted: older ones have been told of.
AROUND: Final = timedelta(days=45)
WORDS: Final = {
    Climb.ANSWER: gettext_noop("Not answered yet, by {day}: {what}"),
    Climb.REMIND: gettext_noop("Due by {day}: {what}"),
    Climb.OVERDUE: gettext_noop("Overdue since {day}, {who}: {what}"),
    Climb.HIGHER: gettext_noop("Overdue since {day} and nobody moves it, {who}: {what}"),
    Climb.CHECK: gettext_noop("Done, and nobody has checked it, {who}: {what}"),
}


@command(needs=queries.GIVE, whole=False)
def climb_assignments(*, by: Actor) -> int:
    """Tell of every open assignment whose step is due today, each by itself; return how many were told of.

    The same day tells nothing twice. On a day the company does not work nothing is told.
    """
    today, worked = clock.today(), days_around()
    if today not in worked:
        return 0
    rows = queries.assignments(viewer=by).exclude(state__in=ENDED).exclude(told_on=today).order_by("pk")
    return sum(
        climb_assignment(by=by, assignment_id=pk, worked=worked) for pk in list(rows.values_list("pk", flat=True))
    )


@command(needs=queries.GIVE)
def climb_assignment(*, by: Actor, assignment_id: int, worked: Sequence[date]) -> bool:
    """Tell of one assignment whoever its step concerns today; return whether there was anything to tell."""
    found, today = queries.assignment(viewer=by, assignment_id=assignment_id), clock.today()
    step = next_climb(_standing(found), today, worked)
    if step is None:
        return False
    found.told, found.told_on = [*found.told, step], today
    save(found)
    people = _told(found, step, by)
    names = ", ".join(each.short_name for each in people)
    publish(AssignmentClimbed(at=clock.now(), **told_of(found), step=step, what=names))
    told = [each.pk for each in people]
    tell_all(found, told, WORDS[step], f"{step}-{today}", day=found.due_on, who=found.owner.short_name)
    return True


def days_around() -> list[date]:
    """Return the company's working days around today, in which steps are counted."""
    today = clock.today()
    return company_working_days(span=Span(today - AROUND, today + AROUND))


def _standing(found: Assignment) -> Standing:
    return Standing(
        made_on=clock.business_day(found.made_at),
        due_on=found.due_on,
        state=AssignmentState(found.state),
        acted_on=clock.business_day(found.acted_at) if found.acted_at else None,
        told=frozenset(Climb(each) for each in found.told),
        told_on=found.told_on,
    )


def _told(found: Assignment, step: Climb, by: Actor) -> list[User]:
    """Return whom a step concerns, each once: the person, whoever gave it, the giver's head."""
    if step is Climb.CHECK:
        return [found.giver]
    if step in {Climb.ANSWER, Climb.REMIND}:
        return [found.owner]
    if step is Climb.OVERDUE:
        return list({each.pk: each for each in (found.owner, found.giver)}.values())
    above = people_above(found.giver, viewer=by)[:1] or [found.giver]
    return list({each.pk: each for each in above}.values())
