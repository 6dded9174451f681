"""An activity as it is written: its time checked, its end put down, its events with every dimension."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.events import ActivityDone, ActivityPlanned
from mostik.crm.models import Activity
from mostik.crm.rules.activities import fits
from mostik.crm.terms import ActivityKind, ActivityResult
from mostik.kernel.refusals import Invalid
from mostik.people.access import User
from mostik.people.queries.substitution import taker_of

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


def done(row: Activity, done_for: str = "") -> ActivityDone:
    """Return the event of something done, at the moment it was done; ``done_for`` names an absent person."""
    assert row.done_at is not None
    said: dict[str, Any] = {"result": row.result, "note": row.note, "seconds": row.seconds, "done_for": done_for}
    return ActivityDone(at=row.done_at, **said, **dimensions(row))


def done_by(actor: Actor, row: Activity) -> str:
    """Let what a substitute does for an absent person count for the substitute; return the absent one's name."""
    absent = actor.for_whom(row.owner_id)
    if absent:
        row.owner = User.objects.get(pk=actor.id or 0)
        row.team_id = row.owner.team_id
    return absent


def taken(actor: Actor, owner: User) -> User:
    """Return whose something new becomes that is meant for somebody: an absent person's may go to their substitute."""
    return owner if owner.pk == actor.id else taker_of(owner)


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
