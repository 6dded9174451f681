"""Meetings moved and removed by hand in a calendar elsewhere: the booking follows, or the calendar gets it back.

What was changed here since the calendar was written last is stronger: it is written there once more.
"""

from collections.abc import Collection
from typing import Any, Final

from django.db import transaction
from django.urls import reverse

from mostik.channels.commands.booking import cancel, move_by_hand
from mostik.channels.commands.calendars import promise_sync
from mostik.channels.events import MeetingChangedElsewhere, MeetingPutBack
from mostik.channels.models import Booking, Calendar, WrittenMeeting
from mostik.channels.queries.calendars import as_written
from mostik.channels.rules.calendars import OwnCopy, is_emptied
from mostik.core import clock
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.core.notifications import notify
from mostik.kernel.events import N_
from mostik.kernel.refusals import Refusal

BUSY: Final = N_("“{title}” was moved in your calendar to a time that cannot be. It stands as it was: {day}")
EMPTIED: Final = N_(
    "Meetings are gone from your calendar “{calendar}” all at once. They are back; cancel each in Mostik"
)


@command(needs=None)
def follow_copy(*, by: Actor, calendar: Calendar, copy: OwnCopy) -> None:
    """Let a booking follow its copy in a calendar; what cannot be is put back and told to the person."""
    row = _as_written(calendar, copy.booking)
    if row is None or (copy.sequence is not None and copy.sequence < row.sequence):
        return
    if copy.starts == row.starts_at and not copy.cancelled:
        return
    if not _is_own(calendar, copy) or not _followed(by, calendar, row, copy):
        _put_back(calendar, row, copy)


@command(needs=None)
def follow_gone(*, by: Actor, calendar: Calendar, bookings: Collection[int]) -> None:
    """Cancel bookings whose copies were removed from a calendar; of one that was emptied they are written anew."""
    rows = [row for each in sorted(bookings) if (row := _as_written(calendar, each))]
    if not is_emptied(len(rows), as_written(calendar, viewer=SYSTEM).count()):
        for row in rows:
            _cancel(by, calendar, row)
        return
    for row in rows:
        _write_anew(calendar, row)
        publish(MeetingPutBack(**_told(calendar, row)))
    notify(
        person_ids=[calendar.person_id],
        kind="booking",
        text=EMPTIED,
        params={"calendar": calendar.title},
        key=f"calendar-emptied:{calendar.pk}:{clock.now():%Y%m%d%H%M}",
        url=reverse("channels:bookings"),
    )


def _as_written(calendar: Calendar, number: int) -> Booking | None:
    """Return a booking a calendar has as it stands here, kept from others till the end."""
    return locked(as_written(calendar, viewer=SYSTEM).filter(pk=number)).select_related("kind", "owner").first()


def _followed(by: Actor, calendar: Calendar, row: Booking, copy: OwnCopy) -> bool:
    """Cancel or move a booking as its copy says and return whether that could be."""
    if copy.cancelled:
        _cancel(by, calendar, row)
        return True
    if copy.starts is None:
        return False
    try:
        with transaction.atomic():
            publish(MeetingChangedElsewhere(**_told(calendar, row)))
            move_by_hand(by=by, booking_id=row.pk, at=copy.starts)
    except Refusal:
        return False
    return True


def _is_own(calendar: Calendar, copy: OwnCopy) -> bool:
    return copy.host in {"", calendar.login.lower(), calendar.person.email.lower()}


def _cancel(by: Actor, calendar: Calendar, row: Booking) -> None:
    publish(MeetingChangedElsewhere(**_told(calendar, row)))
    cancel(by=by, booking_id=row.pk)


def _put_back(calendar: Calendar, row: Booking, copy: OwnCopy) -> None:
    """Let the calendar get a meeting as it stands, as a change later than the one made there."""
    row.refresh_from_db()
    row.sequence = max(row.sequence, copy.sequence or 0) + 1
    row.changed_at = clock.now()
    row.save(update_fields=["sequence", "changed_at"])
    _write_anew(calendar, row)
    publish(MeetingPutBack(**_told(calendar, row)))
    notify(
        person_ids=[calendar.person_id],
        kind="booking",
        text=BUSY,
        params={"title": row.kind.title, "day": clock.business_day(row.starts_at)},
        key=f"calendar-back:{row.pk}:{copy.starts or row.sequence}",
        url=reverse("channels:booking", args=[row.pk]),
    )


def _write_anew(calendar: Calendar, row: Booking) -> None:
    WrittenMeeting.objects.filter(calendar=calendar, booking=row).update(sequence=None)
    promise_sync(calendar.pk)


def _told(calendar: Calendar, row: Booking) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "booking": row.pk,
        "kind": row.kind_id,
        "title": f"{row.kind.title}: {row.name}"[:200],
        "owner": row.owner_id,
        "starts": row.starts_at,
        "deal": row.deal_id,
        "calendar": calendar.title,
    }
