"""What may be booked and when, and what is: public kinds of meeting, free times, bookings within reach."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core import signing
from django.db.models import QuerySet

from mostik.channels.models import Booking, Diary, MeetingKind
from mostik.channels.queries.calendars import read_times
from mostik.channels.rules.invitations import Invitation, Method, calendar
from mostik.channels.rules.slots import Stretch, starts
from mostik.channels.terms import HELD, BookingState
from mostik.core import clock, vault
from mostik.core.actors import SYSTEM, Actor
from mostik.core.links import digest_of
from mostik.crm.queries.meetings import MEETING, meetings_planned, planned_meetings
from mostik.kernel.period import Span
from mostik.kernel.refusals import Missing, gettext_noop
from mostik.people.access import User, has_left, scoped
from mostik.people.queries.calendar import planned_hours

SALT = "channels.booking"
#: Days of free times looked up at once, at the most.
MOST_DAYS = 62
A_DAY = timedelta(days=1)
#: Of how many past days, and how many meetings, a feed tells.
FED_DAYS, MOST_FED = 90, 500


class NotOffered(Missing):
    """There is no such meeting to book, or not any more."""

    message = gettext_noop("This meeting is not offered any more.")


@dataclass(frozen=True)
class Slot:
    """A free time: when it begins and ends, and the numbers of those it may be with."""

    starts: datetime
    ends: datetime
    people: tuple[int, ...]


def meeting_kinds(*, viewer: Actor, removed: bool = False) -> QuerySet[MeetingKind]:  # noqa: ARG001 - the company's own book
    """Return the kinds of meeting there are."""
    rows = MeetingKind.objects.select_related("person", "team")
    return rows if removed else rows.filter(removed_at__isnull=True)


def meeting_kind(kind_id: int, *, viewer: Actor, removed: bool = False) -> MeetingKind:
    """Return one kind of meeting."""
    row = meeting_kinds(viewer=viewer, removed=removed).filter(pk=kind_id).first()
    if row is None:
        raise Missing()
    return row


def offered(slug: str, *, viewer: Actor) -> MeetingKind:
    """Return a kind of meeting that may be booked; refuses `NotOffered`."""
    row = meeting_kinds(viewer=viewer).filter(slug=slug, closed_at__isnull=True).first()
    if row is None:
        raise NotOffered
    return row


def hosts(kind: MeetingKind, *, viewer: Actor) -> list[int]:  # noqa: ARG001 - whom a client may meet is no secret
    """Return whom a meeting of the kind may be with, in order of their numbers."""
    people = User.objects.filter(is_active=True).exclude(left_on__lt=clock.today())
    chosen = people.filter(pk=kind.person_id) if kind.person_id else people.filter(team=kind.team_id)
    return list(chosen.order_by("pk").values_list("pk", flat=True))


def free_slots(
    kind: MeetingKind, first: date, last: date, *, viewer: Actor, without: int | None = None, only: int | None = None
) -> list[Slot]:
    """Return the free times of a kind of meeting on days of the company's calendar, in order.

    Working time with shifts, absences and holidays, meetings planned and booked with their buffers, busy times of
    connected calendars, the notice, the horizon and the daily limit all count. ``without`` leaves a booking out, one
    that is being moved; ``only`` asks of one person.
    """
    people = [each for each in hosts(kind, viewer=viewer) if only in {None, each}]
    span = Span(max(first, clock.today()), min(last, first + A_DAY * MOST_DAYS))
    if not people or span.first > span.last:
        return []
    found: dict[datetime, list[int]] = {}
    for person, free in _free(kind, people, span, without).items():
        for at in free:
            found.setdefault(at, []).append(person)
    return [Slot(*kind.shape.span(at), tuple(found[at])) for at in sorted(found)]


def free_people(kind: MeetingKind, at: datetime, *, viewer: Actor, without: int | None = None) -> tuple[int, ...]:
    """Return with whom a meeting may begin at a moment; nobody when the time is not free."""
    day = at.astimezone(clock.zone()).date()
    slots = free_slots(kind, day, day, viewer=viewer, without=without)
    return next((slot.people for slot in slots if slot.starts == at), ())


def _free(kind: MeetingKind, people: Sequence[int], span: Span, without: int | None) -> dict[int, list[datetime]]:
    zone, now, shape = clock.zone(), clock.now(), kind.shape
    wide = clock.moment(span.first - A_DAY, time.min), clock.moment(span.last + 2 * A_DAY, time.min)
    hours = planned_hours(people_ids=people, span=Span(span.first, span.last + A_DAY))
    busy = busy_times(people, wide, without=without)
    held = _held(kind, people, wide, without)
    days = set(span.days())
    return {
        person: [
            at
            for at in starts(hours.get(person, {}), busy[person], shape=shape, zone=zone, now=now, held=held[person])
            if at.astimezone(zone).date() in days
        ]
        for person in people
    }


def busy_times(
    people: Collection[int], within: Stretch, *, viewer: Actor = SYSTEM, without: int | None = None
) -> dict[int, list[Stretch]]:
    """Return what each person's calendar holds in a stretch of time: bookings with buffers, planned meetings,
    what the calendar they connected says.

    That somebody is busy is no secret: all they have counts, whoever asks.
    """
    begins, ends = within
    found: dict[int, list[Stretch]] = {person: [] for person in people}
    booked = Booking.objects.filter(owner__in=people, state__in=HELD, taken_from__lt=ends, taken_until__gt=begins)
    for owner, since, until in booked.exclude(pk=without or 0).values_list("owner_id", "taken_from", "taken_until"):
        found[owner].append((since, until))
    agreed = Booking.objects.filter(state__in=HELD, activity__isnull=False, ends_at__gt=begins, starts_at__lt=ends)
    without_own = set(agreed.values_list("activity_id", flat=True))
    for owner, since, until in read_times(people, within, viewer=viewer):
        found[owner].append((since, until))
    for owner, since, until in planned_meetings(people, begins, ends, viewer=viewer, without=without_own):
        found[owner].append((since, until))
    return found


def _held(kind: MeetingKind, people: Collection[int], wide: Stretch, without: int | None) -> dict[int, Counter[date]]:
    """Return how many meetings of the kind each person has on each day."""
    found: dict[int, Counter[date]] = {person: Counter() for person in people}
    if kind.daily:
        rows = Booking.objects.filter(kind=kind, owner__in=people, state__in=HELD).exclude(pk=without or 0)
        for owner, at in rows.filter(starts_at__range=wide).values_list("owner_id", "starts_at"):
            found[owner][clock.business_day(at)] += 1
    return found


def visible_bookings(viewer: Actor) -> QuerySet[Booking]:
    """Return the bookings within reach."""
    return scoped(Booking.objects.all(), viewer)


def booking_rows(*, viewer: Actor) -> QuerySet[Booking]:
    """Return the bookings within reach with what a list shows of them."""
    return visible_bookings(viewer).select_related("kind", "owner", "deal", "activity")


def booking(booking_id: int, *, viewer: Actor) -> Booking:
    """Return one booking; refuses one out of reach."""
    row = booking_rows(viewer=viewer).filter(pk=booking_id).first()
    if row is None:
        raise Missing()
    return row


def invitation_of(row: Booking, *, viewer: Actor) -> Invitation:  # noqa: ARG001 - who may see the row may see this
    """Return a booking as other calendars take it."""
    return Invitation(
        uid=row.uid,
        sequence=row.sequence,
        starts=row.starts_at,
        ends=row.ends_at,
        zone=row.zone,
        title=f"{row.kind.title}: {row.name}",
        stamp=row.changed_at,
        about=row.kind.about,
        place=row.kind.place,
        host=(row.owner.short_name, row.owner.email),
        guest=(row.name, row.email),
        cancelled=row.state == BookingState.CANCELLED,
        tentative=row.state == BookingState.PENDING,
    )


def fed_meetings(secret: str, *, viewer: Actor) -> str:
    """Return the calendar a secret address of a feed gives: its person's meetings; refuses one revoked or unknown."""
    diary = Diary.objects.filter(feed_digest=digest_of(secret)).select_related("person").first()
    if diary is None or has_left(diary.person):
        raise Missing()
    since = clock.now() - A_DAY * FED_DAYS
    rows = booking_rows(viewer=viewer).filter(owner=diary.person_id, state__in=HELD, starts_at__gt=since)
    told = [invitation_of(row, viewer=viewer) for row in rows.order_by("starts_at")[:MOST_FED]]
    own = meetings_planned([diary.person_id], since, clock.now() + A_DAY * 366, viewer=viewer)
    booked = set(rows.values_list("activity_id", flat=True))
    stamp, zone = clock.now(), clock.zone().key
    told += [
        Invitation(
            uid=f"activity-{each.number}@mostik",
            sequence=0,
            starts=each.at,
            ends=each.at + MEETING,
            zone=zone,
            title=each.title,
            stamp=stamp,
        )
        for each in own
        if each.number not in booked
    ]
    return calendar(told, Method.PUBLISH, diary.person.short_name)


def feed_secret(*, viewer: Actor) -> str:
    """Return the secret of one's own feed; nothing where there is none."""
    kept = Diary.objects.filter(person=viewer.id or 0).values_list("feed", flat=True).first()
    return vault.opened(kept) if kept else ""


def token_of(row: Booking) -> str:
    """Return what lets a client change or cancel their own meeting."""
    return _signer().sign(str(row.pk))


def booking_by(token: str, *, viewer: Actor) -> Booking:
    """Return the booking a client's own link is of; refuses a forged one as one that is not there."""
    try:
        number = int(_signer().unsign(token))
    except (signing.BadSignature, ValueError):
        raise Missing() from None
    return booking(number, viewer=viewer)


def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT)
