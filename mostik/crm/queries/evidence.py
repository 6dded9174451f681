"""What the room knows of somebody's working day: talks by their length, meetings held."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.urls import reverse

from mostik.core.actors import Actor
from mostik.crm.access import visible_activities
from mostik.crm.models import Activity
from mostik.crm.terms import ActivityKind, ActivityResult
from mostik.people.catalog import Done, tells_of
from mostik.people.terms import WorkKind

#: A meeting whose length nobody wrote down is taken to have lasted so long.
MEETING = timedelta(hours=1)
KINDS = {ActivityKind.CALL: WorkKind.CALL, ActivityKind.MEETING: WorkKind.MEETING}


@tells_of(WorkKind.CALL, WorkKind.MEETING)
def calls_and_meetings(viewer: Actor, people_ids: Collection[int], start: datetime, end: datetime) -> Iterable[Done]:
    """Tell of calls with a known length and of meetings held; a call without a length tells nothing of time."""
    rows, names = visible_activities(viewer).filter(owner__in=list(people_ids)), viewer.may("crm.see_deals")
    done = rows.filter(kind__in=list(KINDS), done_at__gte=start, done_at__lt=end)
    for row in done.order_by("done_at", "pk"):
        length = timedelta(seconds=row.seconds) if row.seconds else _usual(row)
        if length and row.done_at:
            yield Done(
                person=row.owner_id,
                kind=KINDS[ActivityKind(row.kind)],
                start=row.done_at - length,
                end=row.done_at,
                title=row.title if names else "",
                url=reverse("crm:deal", args=[row.deal_id]) if row.deal_id and names else "",
                guessed=not row.seconds,
            )


def _usual(row: Activity) -> timedelta | None:
    held = row.kind == ActivityKind.MEETING and row.result == ActivityResult.HELD
    return MEETING if held else None
