"""What the clock tells of measures nobody does: to their person, then who answers for the incident, then management."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from mostik.control.commands.climbing import days_around
from mostik.control.events import MeasureClimbed
from mostik.control.models import Measure
from mostik.control.queries import incidents as queries
from mostik.control.rules.assignments import Standing, next_climb
from mostik.control.terms import AssignmentState, Climb, IncidentState
from mostik.core import clock
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.notifications import notify
from mostik.kernel.refusals import gettext_noop

REPORT: Final = "control.report_incident"
SHORT: Final = 120
WORDS: Final = {
    Climb.REMIND: gettext_noop("A measure about an incident is due by {day}: {what}"),
    Climb.OVERDUE: gettext_noop("A measure about an incident is overdue since {day}, {who}: {what}"),
    Climb.HIGHER: gettext_noop("A measure about an incident is overdue since {day} and nobody moves it, {who}: {what}"),
}


@command(needs=REPORT, whole=False)
def climb_measures(*, by: Actor) -> int:
    """Tell of every measure not done whose step is due today, by the rule of assignments; return how many."""
    today, worked = clock.today(), days_around()
    if today not in worked:
        return 0
    rows = queries.measures(viewer=by).filter(done_at__isnull=True).exclude(incident__state=IncidentState.CLOSED)
    numbers = list(rows.exclude(told_on=today).values_list("pk", flat=True))
    return sum(climb_measure(by=by, measure_id=pk, worked=worked) for pk in numbers)


@command(needs=REPORT)
def climb_measure(*, by: Actor, measure_id: int, worked: Sequence[date]) -> bool:
    """Tell of one measure whoever its step concerns today; return whether there was anything to tell."""
    found, today = queries.measure(viewer=by, measure_id=measure_id), clock.today()
    step = next_climb(_standing(found), today, worked)
    if step is None:
        return False
    told = {"told": [*found.told, step], "told_on": today}
    if not Measure.objects.filter(pk=found.pk, done_at__isnull=True, told_on=found.told_on).update(**told):
        return False
    incident = found.incident
    publish(
        MeasureClimbed(
            at=clock.now(),
            incident=incident.pk,
            kind=incident.kind,
            severity=incident.severity,
            measure=found.pk,
            step=step,
        )
    )
    notify(
        person_ids=_told(found, step),
        text=WORDS[step],
        params={"what": found.text[:SHORT], "day": found.due_on, "who": found.owner.short_name},
        url=f"/control/incidents/{incident.pk}/",
        key=f"measure-{found.pk}-{step}-{today}",
        kind="assignment",
    )
    return True


def _standing(found: Measure) -> Standing:
    """Return a measure as the rule looks at it: nobody is asked whether they take it."""
    return Standing(
        made_on=clock.business_day(found.made_at),
        due_on=found.due_on,
        state=AssignmentState.ACCEPTED,
        told=frozenset(Climb(each) for each in found.told),
        told_on=found.told_on,
    )


def _told(found: Measure, step: Climb) -> list[int]:
    """Return whom a step concerns: whose it is, who answers for the incident, whoever leads incidents."""
    if step is Climb.REMIND:
        return [found.owner_id]
    answers = [found.owner_id, *([found.incident.owner_id] if found.incident.owner_id else [])]
    if step is Climb.OVERDUE:
        return answers
    above = [each.pk for each in queries.management(found.incident, viewer=SYSTEM) if each.pk not in answers]
    return above or answers
