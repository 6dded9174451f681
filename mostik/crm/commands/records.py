"""An activity as it is written: its time checked, its end put down, its events with every dimension."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.crm.events import ActivityDone, ActivityPlanned
from mostik.crm.models import Activity
from mostik.crm.rules.activities import fits
from mostik.crm.terms import ActivityKind, ActivityResult
from mostik.kernel.refusals import Invalid

FARTHEST = timedelta(days=5 * 366)
LONGEST = 24 * 3600


def check_due(due_at: datetime) -> None:
    """Refuse a day gone by and a year nobody plans for."""
    if clock.business_day(due_at) < clock.today():
        raise Invalid(_("This day has passed. Choose today or later."), field="due_at")
    if due_at > clock.now() + FARTHEST:
        raise Invalid(_("This is more than five years ahead. Check the year."), field="due_at")


def end(
    row: Activity, result: ActivityResult | None, *, note: str = "", seconds: int = 0, at: datetime | None = None
) -> None:
    """Write onto the row how and when it ended, unsaved."""
    if result is None or not fits(ActivityKind(row.kind), result):
        raise Invalid(_("Choose how it ended."), field="result")
    if not 0 <= seconds <= LONGEST:
        raise Invalid(_("It lasts from nothing to a whole day."), field="seconds")
    if at is not None and at > clock.now():
        raise Invalid(_("What is done cannot lie ahead. Choose a time up to now."), field="at")
    row.done_at, row.result, row.seconds = at or clock.now(), result, seconds
    row.note = note.strip()[:5000] or row.note


def planned(row: Activity) -> ActivityPlanned:
    """Return the event of something agreed for a time."""
    return ActivityPlanned(at=clock.now(), due=row.due_at, **dimensions(row))


def done(row: Activity) -> ActivityDone:
    """Return the event of something done, at the moment it was done."""
    assert row.done_at is not None
    return ActivityDone(at=row.done_at, result=row.result, note=row.note, seconds=row.seconds, **dimensions(row))


def dimensions(row: Activity) -> dict[str, Any]:
    """Return what every event of an activity says."""
    deal = row.deal
    return {
        "activity": row.pk,
        "kind": str(row.kind),
        "title": row.title,
        "owner": row.owner_id,
        "team": row.team_id,
        "department": row.owner.department_id,
        "deal": row.deal_id,
        "company": row.company_id,
        "channel": deal and deal.channel_id,
        "product": deal and deal.product_id,
        "pipeline": deal and deal.pipeline_id,
    }
