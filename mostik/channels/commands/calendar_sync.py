"""A calendar looked into: meetings it lacks are written, what changed in it is read; each by itself, over and over.

What is to be written is seen from the meetings themselves, not from a queue: a server that was dead for a week gets
them as they stand on the day it is back.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Final
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.channels.adapters.caldav import Changes, Forgotten, NotWritable, State
from mostik.channels.commands.calendar_moves import follow_copy, follow_gone
from mostik.channels.commands.calendars import Read, keep_read, note_removed, note_synced, note_written
from mostik.channels.models import Booking, Calendar, CalendarEntry
from mostik.channels.queries.calendars import AHEAD, calendars, meetings_at, server_of, to_remove, to_write
from mostik.channels.rules.calendars import NotRead, busy, own_copy, times_of
from mostik.channels.rules.invitations import Invitation, calendar
from mostik.channels.rules.slots import Stretch
from mostik.channels.terms import BookingState
from mostik.core import clock
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.kernel.refusals import Refusal
from mostik.people.queries.actors import actor_of
from mostik.people.queries.notices import address

BEHIND: Final = timedelta(days=7)
LISTED_EVERY: Final = timedelta(days=1)
MOST: Final = 5000
LONGEST_HREF: Final = 500


@command(needs=None, whole=False)
def sync_calendar(*, by: Actor, calendar_id: int) -> None:
    """Write a calendar the meetings it lacks, read what changed in it and write what followed from that.

    What is in the way is written down.
    """
    row = calendars(viewer=by).exclude(url="").select_related("person").filter(pk=calendar_id).first()
    if row is None:
        return
    wrong = []
    for step in (_write, _read, _write):
        try:
            step(row)
        except Refusal as refusal:
            wrong.append(refusal.text(_))
    note_synced(by=by, calendar_id=row.pk, error=" ".join(dict.fromkeys(wrong)))


def _write(row: Calendar) -> None:
    """Write what is lacking; one meeting the server does not take is in nobody else's way."""
    server, wrong = server_of(row), None
    for each in to_remove(row, viewer=SYSTEM):
        server.remove(_place(row, each))
        note_removed(by=SYSTEM, calendar_id=row.pk, booking_id=each.pk)
    for each in to_write(row, viewer=SYSTEM):
        try:
            server.put(_place(row, each), calendar([_copy(each)], None))
        except NotWritable as refusal:
            wrong = refusal
        else:
            note_written(by=SYSTEM, calendar_id=row.pk, booking_id=each.pk, sequence=each.sequence)
    if wrong:
        raise wrong


def _place(row: Calendar, meeting: Booking) -> str:
    return f"{row.url.rstrip('/')}/{quote(meeting.uid)}.ics"


def _copy(meeting: Booking) -> Invitation:
    """Return a meeting for its person's own eyes: nobody is named as invited, or the server would write to them too."""
    return Invitation(
        uid=meeting.uid,
        sequence=meeting.sequence,
        starts=meeting.starts_at,
        ends=meeting.ends_at,
        zone=meeting.zone,
        title=f"{meeting.kind.title}: {meeting.name}",
        stamp=meeting.changed_at,
        about=address() + reverse("channels:booking", args=[meeting.pk]),
        place=meeting.kind.place,
        tentative=meeting.state == BookingState.PENDING,
    )


def _read(row: Calendar) -> None:
    """Read what changed: by the server's own account where it keeps one, else all that lies ahead; daily anyway."""
    server, now = server_of(row), clock.now()
    state = server.state(row.url)
    lately = row.listed_at is not None and row.listed_at > now - LISTED_EVERY
    if lately and _stands(row, state):
        return
    if lately and row.token:
        with suppress(Forgotten):
            _keep(row, server.changes(row.url, row.token), state.ctag)
            return
    known = {each.href: each for each in CalendarEntry.objects.filter(calendar=row)}
    listed = dict(list(server.listed(row.url, _within()).items())[:MOST])
    changed = {href: etag for href, etag in listed.items() if href not in known or known[href].etag != etag}
    again = [_times(each.href, each.etag, each.body) for each in known.values() if _same(each, listed)]
    _keep(row, Changes(state.token, changed, frozenset(set(known) - set(listed))), state.ctag, again=again)


def _within() -> Stretch:
    return clock.now() - BEHIND, clock.now() + AHEAD


def _stands(row: Calendar, state: State) -> bool:
    """Return whether the server says that nothing changed."""
    return bool(row.token and state.token == row.token) or bool(row.ctag and state.ctag == row.ctag)


def _same(entry: CalendarEntry, listed: dict[str, str]) -> bool:
    return bool(entry.body) and listed.get(entry.href) == entry.etag


def _keep(row: Calendar, told: Changes, ctag: str, *, again: Sequence[Read] | None = None) -> None:
    """Fetch what changed and keep it; ``again`` is what stands as it was, where all was listed.

    What keeps a person busy is kept first: meetings moved there are moved here by it. That all is read is written down
    last, so that what was cut short is done again.
    """
    fetched = list(_fetched(row, told.changed))
    others = [*(again or ()), *(each for each in fetched if each.own is None)]
    missed = meetings_at(row, told.gone, viewer=SYSTEM)
    keep_read(by=SYSTEM, calendar_id=row.pk, read=others, gone=told.gone - set(missed))
    own = _follow(row, [each for each in fetched if each.own], missed)
    state, whole = State(told.token, ctag), again is not None
    keep_read(by=SYSTEM, calendar_id=row.pk, read=own, gone=missed, state=state, whole=whole)


def _follow(row: Calendar, changed: Sequence[Read], missed: Mapping[str, int]) -> list[Read]:
    """Let bookings follow what was done to their copies and return the copies there are.

    What is said to be gone is asked for once more: a list has an end, and a time far off is in none.
    """
    by = actor_of(row.person)
    still = list(_fetched(row, dict.fromkeys(missed, ""))) if missed else []
    own = {each.own.booking: each.own for each in (*changed, *still) if each.own}
    for each in own.values():
        follow_copy(by=by, calendar=row, copy=each)
    if bookings := set(missed.values()) - set(own):
        follow_gone(by=by, calendar=row, bookings=bookings)
    return [*changed, *still]


def _fetched(row: Calendar, etags: Mapping[str, str]) -> Iterator[Read]:
    addresses = (row.login, row.person.email)
    seen = set()
    for each in server_of(row).bodies(row.url, [href for href in etags if len(href) <= LONGEST_HREF]):
        if each.href in seen or len(each.href) > LONGEST_HREF:
            continue
        seen.add(each.href)
        etag = (etags.get(each.href) or each.etag)[:300]
        try:
            body = times_of(each.text, addresses)
        except NotRead:
            yield Read(each.href, etag, odd=True)
        else:
            yield replace(_times(each.href, etag, body), own=own_copy(each.text, clock.zone()))


def _times(href: str, etag: str, body: str) -> Read:
    try:
        return Read(href, etag, body, busy(body, _within(), clock.zone()))
    except NotRead:
        return Read(href, etag, odd=True)
