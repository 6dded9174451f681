"""The department's schedule for programs: what takes whose time."""

from datetime import date, datetime, timedelta
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Schema

from mostik.kernel.period import Span
from mostik.kernel.refusals import Invalid, gettext_noop
from mostik.planning.api.plans import router
from mostik.planning.queries.schedule import schedule
from mostik.web.api import Problem, allowed
from mostik.web.routes import Policy

LONGEST = timedelta(days=31)


class ScheduleItemOut(Schema):
    """One thing: of which source, whose time from when until when; ``event`` is the department's event it is of."""

    source: str
    title: str
    kind: str
    people: list[int]
    starts: datetime
    ends: datetime
    place: str
    event: int | None


@router.get("/schedule", response={200: list[ScheduleItemOut], 422: Problem})
@allowed(Policy.signed_in())
def show_schedule(
    request: HttpRequest,
    first: Annotated[date, Query(alias="from")],
    last: Annotated[date, Query(alias="to")],
    team: int | None = None,
) -> list[ScheduleItemOut]:
    """What takes the time of people within reach on days ``from`` to ``to`` (included), a month at most."""
    if not first <= last <= first + LONGEST:
        raise Invalid(gettext_noop("A month at most, the first day first."), field="to")
    found = schedule(viewer=request.actor, span=Span(first, last), team_id=team)  # type: ignore[attr-defined]
    names = ("source", "title", "kind", "starts", "ends", "place")
    return [
        ScheduleItemOut(**{name: getattr(each, name) for name in names}, people=sorted(each.people), event=each.number)
        for each in found.taken
    ]
