"""Every write of people's calendars elsewhere: connected, chosen, disconnected; what was read and written is kept."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db.models import Q

from mostik.channels.adapters.caldav import Place, State
from mostik.channels.events import CalendarConnected, CalendarDisconnected, CalendarEdited, CalendarRestored
from mostik.channels.models import Booking, BusyTime, Calendar, CalendarEntry, WrittenMeeting
from mostik.channels.queries.calendars import calendar_of, calendars, whose
from mostik.channels.rules.calendars import OwnCopy
from mostik.channels.rules.slots import Stretch
from mostik.core import clock, outbox, vault
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.kernel.refusals import Conflict, gettext_noop

SYNC: Final = "channels.sync_calendar"
DO: Final = "crm.do_activity"
EVERY: Final = timedelta(minutes=2)
LONGEST_PAUSE: Final = timedelta(hours=1)


class OneAlready(Conflict):
    """A person has one calendar at a time."""

    message = gettext_noop("A calendar is connected already. Disconnect it first.")


@dataclass(frozen=True, kw_only=True)
class Keys:
    """Where a calendar is and how one is let in."""

    server: str
    login: str
    password: str


@dataclass(frozen=True)
class Read:
    """One event as it was read: its place, the times alone, when they keep its owner busy; ``odd``: it was not.

    ``own`` is the booked meeting it is the copy of.
    """

    href: str
    etag: str
    body: str = ""
    spans: Sequence[Stretch] = ()
    odd: bool = False
    own: OwnCopy | None = None

    @property
    def meeting(self) -> int | None:
        """The number of the booking it is the copy of."""
        return self.own.booking if self.own else None


@command(needs=DO)
def connect_calendar(*, by: Actor, person_id: int, keys: Keys) -> int:
    """Keep how somebody's calendars are reached and return the number; one of them is still to be chosen."""
    person = whose(person_id, viewer=by)
    row = locked(calendars(viewer=by).filter(person=person)).first()
    if row is not None and row.url:
        raise OneAlready
    row = row or Calendar(person=person, made_at=clock.now())
    row.server, row.login, row.password = keys.server, keys.login, vault.locked(keys.password)
    row.due_at = clock.now()
    row.save()
    return row.pk


@command(needs=DO)
def choose_calendar(*, by: Actor, person_id: int, place: Place) -> None:
    """Choose one of the calendars of the server: from now on it is read and written."""
    row = _held(by, person_id)
    if row is None or row.url:
        raise OneAlready
    row.url, row.title, row.due_at = place.url, place.title, clock.now()
    row.save()
    publish(CalendarConnected(**_told(row)))
    promise_sync(row.pk)


@command(needs=DO)
def edit_calendar(*, by: Actor, person_id: int, login: str, password: str) -> None:
    """Let in by another login and password from now on, to the calendar chosen."""
    row = _held(by, person_id)
    if row is None:
        return
    row.login, row.password = login, vault.locked(password)
    row.error, row.failures, row.due_at = "", 0, clock.now()
    row.save()
    publish(CalendarEdited(**_told(row)))
    promise_sync(row.pk)


@command(needs=DO)
def disconnect_calendar(*, by: Actor, person_id: int) -> None:
    """Neither read nor write somebody's calendar any more; what is written there stays. `restore_calendar` undoes."""
    row = _held(by, person_id)
    if row is None:
        return
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
    if row.url:
        publish(CalendarDisconnected(**_told(row)))


@command(needs=DO)
def restore_calendar(*, by: Actor, person_id: int) -> None:
    """Read and write the calendar disconnected last again, its meetings as they stand here; refuses `OneAlready`."""
    if _held(by, person_id) is not None:
        raise OneAlready
    row = calendar_of(person_id, viewer=by, removed=True)
    if row is None:
        return
    row.removed_at, row.listed_at, row.due_at = None, None, clock.now()
    row.save(update_fields=["removed_at", "listed_at", "due_at"])
    WrittenMeeting.objects.filter(calendar=row).update(sequence=None)
    publish(CalendarRestored(**_told(row)))
    promise_sync(row.pk)


@command(needs=DO)
def look_now(*, by: Actor, person_id: int) -> None:
    """Look into somebody's calendar now, whatever pause its failures have earned."""
    row = _held(by, person_id)
    if row is not None and row.url:
        promise_sync(row.pk)


def promise_sync(calendar_id: int) -> None:
    """Promise in the running transaction to look into a calendar: one row each, done over and over."""
    outbox.ring(SYNC, key=f"calendar:{calendar_id}", payload={"calendar": calendar_id})


def follow(row: Booking) -> None:
    """Promise in the running transaction that calendars which have a meeting, or are to have it, follow it."""
    has = WrittenMeeting.objects.filter(booking=row).values("calendar")
    rows = Calendar.objects.filter(Q(person=row.owner_id) | Q(pk__in=has), removed_at__isnull=True).exclude(url="")
    for number in rows.values_list("pk", flat=True):
        promise_sync(number)


@command(needs=None)
def promise_syncing(*, by: Actor) -> int:
    """Promise to look into every calendar that is due. The timer's own."""
    due = calendars(viewer=by).filter(due_at__lte=clock.now()).exclude(url="").values_list("pk", flat=True)
    for number in due:
        promise_sync(number)
    return len(due)


@command(needs=None)
def note_written(*, by: Actor, calendar_id: int, booking_id: int, sequence: int) -> None:
    """Write down as which of its changes a calendar has a meeting."""
    WrittenMeeting.objects.update_or_create(
        calendar_id=calendar_id, booking_id=booking_id, defaults={"sequence": sequence}
    )


@command(needs=None)
def note_removed(*, by: Actor, calendar_id: int, booking_id: int) -> None:
    """Write down that a calendar has a meeting no more."""
    WrittenMeeting.objects.filter(calendar=calendar_id, booking=booking_id).delete()


@command(needs=None)
def keep_read(
    *,
    by: Actor,
    calendar_id: int,
    read: Sequence[Read],
    gone: Collection[str],
    state: State | None = None,
    whole: bool = False,
) -> None:
    """Keep what was read of a calendar and drop what is no more; with ``state`` that was all there is to read of it."""
    row = locked(calendars(viewer=by).filter(pk=calendar_id)).first()
    if row is None:
        return
    CalendarEntry.objects.filter(calendar=row, href__in={*gone, *(each.href for each in read)}).delete()
    made = CalendarEntry.objects.bulk_create(
        [
            CalendarEntry(
                calendar=row, href=each.href, etag=each.etag, body=each.body, odd=each.odd, meeting=each.meeting
            )
            for each in read
        ],
        batch_size=200,
    )
    BusyTime.objects.bulk_create(
        [
            BusyTime(calendar=row, entry=entry, starts_at=since, ends_at=until)
            for entry, each in zip(made, read, strict=True)
            for since, until in each.spans
        ],
        batch_size=200,
    )
    if state is None:
        return
    row.token, row.ctag = state.token, state.ctag
    if whole:
        row.listed_at = clock.now()
    row.save(update_fields=["token", "ctag", "listed_at"])


@command(needs=None)
def note_synced(*, by: Actor, calendar_id: int, error: str = "") -> None:
    """Write down that a calendar was looked into, or what was in the way: the next time is later with every failure."""
    row = calendars(viewer=by).filter(pk=calendar_id).first()
    if row is None:
        return
    now = clock.now()
    row.failures = min(row.failures + 1, 9) if error else 0
    row.error, row.due_at = error[:300], now + min(EVERY * 2**row.failures, LONGEST_PAUSE)
    row.synced_at = row.synced_at if error else now
    row.save(update_fields=["failures", "error", "due_at", "synced_at"])


def _held(by: Actor, person_id: int) -> Calendar | None:
    return locked(calendars(viewer=by).filter(person=whose(person_id, viewer=by))).first()


def _told(row: Calendar) -> dict[str, Any]:
    return {"at": clock.now(), "calendar": row.pk, "person": row.person_id, "title": row.title}
