"""Meetings booked, confirmed, moved and cancelled: each time held by one client, whoever else asks at that moment.

The calendars of those a meeting may be with are held while the time is asked for again and taken; what would slip
through all the same is refused by the database itself.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mostik.channels.commands.calendars import DO, follow
from mostik.channels.commands.guests import deal_for
from mostik.channels.commands.invitations import invite
from mostik.channels.events import (
    MeetingBooked,
    MeetingCancelled,
    MeetingConfirmed,
    MeetingHandedOver,
    MeetingMoved,
)
from mostik.channels.models import Booking, Diary, MeetingKind
from mostik.channels.queries.booking import (
    NotOffered,
    busy_times,
    free_people,
    hosts,
    meeting_kinds,
    token_of,
    visible_bookings,
)
from mostik.channels.rules.bookings import SlotTaken, checked, picked, wall_of
from mostik.channels.rules.slots import merged, overlaps
from mostik.channels.terms import HELD, BookingState, Guest, Pick
from mostik.core import clock
from mostik.core.actors import SYSTEM, Actor, ActorKind, Reach
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.core.notifications import declare, notify
from mostik.crm.access import visible_activities, visible_deals
from mostik.crm.commands.activities import drop_activity, plan_activity
from mostik.crm.commands.agenda import edit_activity
from mostik.crm.terms import ActivityKind, Via
from mostik.kernel.events import N_
from mostik.kernel.refusals import Conflict, Invalid, Missing, gettext_noop
from mostik.people.access import User, has_left
from mostik.people.queries.people import people

LONGEST_REASON: Final = 300
declare("booking", _("Meetings clients book"), urgent=True)


class MeetingOver(Conflict):
    """A meeting that has begun or was cancelled stays as it is."""

    message = gettext_noop("This meeting can no longer be changed.")


class NotFree(Conflict):
    """The person a meeting is to go to has something else then."""

    message = gettext_noop("{name} is busy at this time.")


class NoColleague(Invalid):
    """A meeting goes to somebody who works here, within reach."""

    message = gettext_noop("Choose somebody who works here and is within your reach.")


@dataclass(frozen=True)
class Booked:
    """A meeting taken: its number, and what lets the client change it."""

    id: int
    token: str
    pending: bool


@command(needs=None)
def book(
    *,
    by: Actor,
    kind_id: int,
    at: datetime,
    guest: Guest,
    key: str,
    deal_id: int | None = None,
    only: int | None = None,
    among: Collection[int] | None = None,
    talk_id: int | None = None,
) -> Booked:
    """Take a time for a client and return the booking; the same key takes one time.

    Without ``deal_id`` the client's open deal is found, or a lead is taken. A known deal's own seller comes first while
    free; ``only`` asks for one of the people, ``among`` for one of several. ``talk_id`` is the talk the client has the
    link from. What a person books for a client is by that person's hand.
    Refuses a kind not offered, a time that is not free, and what the client said, at its field.
    """
    if known := Booking.objects.filter(key=key).first():
        return _booked(known)
    kind = meeting_kinds(viewer=by).filter(pk=kind_id, closed_at__isnull=True).first()
    if kind is None:
        raise NotOffered
    said = checked(guest, kind.questions, clock.zone().key)
    sells = visible_deals(SYSTEM).filter(pk=deal_id or 0).values_list("owner_id", flat=True).first()
    owner = _taken_by(kind, at, only=only, among=among, usual=sells)
    row = Booking(key=key, owner=owner, team_id=owner.team_id, by_kind=by.kind, **_as_said(kind, said))
    whose = {"deal_id": deal_id, "talk_id": talk_id}
    row.deal_id = deal_for(by=by, guest=said, title=_title(row), owner_id=owner.pk, key=key, **whose)
    _keep(row, at)
    row.activity_id = plan_activity(
        by=_hand(by),
        kind=ActivityKind.MEETING,
        due_at=at,
        title=_title(row),
        deal_id=row.deal_id,
        owner_id=owner.pk,
        promised=True,
        via=Via.PERSON if by.kind is ActorKind.PERSON else Via.ROBOT,
    )
    row.save(update_fields=["activity"])
    publish(MeetingBooked(pending=row.state == BookingState.PENDING, **_told(row)))
    invite(row)
    _tell(row, N_("{name} booked a meeting: {title}, {day}"))
    return _booked(row)


@command(needs=None)
def move(*, by: Actor, booking_id: int, at: datetime) -> None:
    """Agree another time of a meeting: with the same person if they are free then, else with another of the team."""
    row = _open(by, booking_id)
    if at == row.starts_at:
        return
    was = row.starts_at
    owner = _taken_by(row.kind, at, without=row.pk, usual=row.owner_id)
    row.owner, row.team_id = owner, owner.team_id
    _keep(row, at)
    _plan_again(row)
    publish(MeetingMoved(was=was, **_told(row)))
    invite(row)
    _tell(row, N_("{name} moved the meeting: {title}, {day}"))


@command(needs=None)
def move_by_hand(*, by: Actor, booking_id: int, at: datetime) -> None:
    """Agree another time with the same person, who chose it: only what else they have then is in the way.

    Refuses a time that is over with `SlotTaken` and one they have something else at with `NotFree`.
    """
    row = _open(by, booking_id)
    if at <= clock.now():
        raise SlotTaken(field="at")
    _hold([row.owner_id])
    span = row.kind.shape.taken(at)
    if overlaps(span, merged(busy_times([row.owner_id], span, without=row.pk)[row.owner_id])):
        raise NotFree(field="at", params={"name": row.owner.short_name})
    was = row.starts_at
    _keep(row, at)
    _plan_again(row)
    publish(MeetingMoved(was=was, **_told(row)))
    invite(row)


@command(needs="crm.do_activity")
def hand_over(*, by: Actor, booking_id: int, owner_id: int) -> None:
    """Give a meeting to another person within reach, at the same time; refuses `NotFree`."""
    row, to = _open(by, booking_id), people(viewer=by).filter(pk=owner_id).first()
    if to is None or has_left(to):
        raise NoColleague(field="owner")
    if to.pk == row.owner_id:
        return
    _hold([to.pk])
    if overlaps(row.taken, merged(busy_times([to.pk], row.taken, without=row.pk)[to.pk])):
        raise NotFree(field="owner", params={"name": to.short_name})
    was, row.owner, row.team_id = row.owner_id, to, to.team_id
    _keep(row, row.starts_at)
    _plan_again(row)
    publish(MeetingHandedOver(from_owner=was, **_told(row)))
    invite(row)
    _tell(row, N_("{name} meets you: {title}, {day}"))


@command(needs=None)
def cancel(*, by: Actor, booking_id: int, reason: str = "") -> None:
    """Give a time back: there will be no meeting. One cancelled already stays so."""
    row = _booking(by, booking_id)
    if not row.is_held:
        return
    if row.starts_at <= clock.now():
        raise MeetingOver
    row.state, row.reason = BookingState.CANCELLED, reason.strip()[:LONGEST_REASON]
    _change(row, ["state", "reason"])
    if visible_activities(SYSTEM).filter(pk=row.activity_id or 0, done_at__isnull=True).exists():
        drop_activity(by=SYSTEM, activity_id=row.activity_id or 0)
    publish(MeetingCancelled(reason=row.reason, **_told(row)))
    invite(row)
    _tell(row, N_("{name} cancelled the meeting: {title}, {day}"))


@command(needs="crm.do_activity")
def confirm(*, by: Actor, booking_id: int) -> None:
    """Say yes to a meeting that waits for it; its time was held all the while."""
    row = _open(by, booking_id)
    if row.state == BookingState.CONFIRMED:
        return
    row.state = BookingState.CONFIRMED
    _change(row, ["state"])
    publish(MeetingConfirmed(**_told(row)))
    invite(row)


@command(needs=None)
def follow_plan(*, by: Actor, activity_id: int) -> None:
    """Let a booking follow its meeting where somebody put that off, gave it to another or removed it.

    Refuses `SlotTaken` where the new time is another client's.
    """
    row = locked(Booking.objects.filter(activity=activity_id, state__in=HELD)).select_related("kind").first()
    planned = visible_activities(SYSTEM).filter(pk=activity_id).select_related("owner").first()
    if row is None or (planned and (planned.due_at, planned.owner_id) == (row.starts_at, row.owner_id)):
        return
    if planned is None or planned.due_at is None:
        cancel(by=by, booking_id=row.pk)
        return
    was, moved = row.starts_at, planned.due_at != row.starts_at
    row.owner, row.team_id = planned.owner, planned.team_id
    _hold([row.owner_id])
    _keep(row, planned.due_at)
    if moved:
        publish(MeetingMoved(was=was, **_told(row)))
    invite(row)


def _as_said(kind: MeetingKind, said: Guest) -> dict[str, Any]:
    """Return a booking's columns that tell what a client said."""
    now = clock.now()
    return {
        "kind": kind,
        "state": BookingState.PENDING if kind.confirmed else BookingState.CONFIRMED,
        "name": said.name,
        "phone": said.phone,
        "email": said.email,
        "guest_zone": said.zone,
        "language": said.language,
        "answers": [[each["words"], words] for each, words in zip(kind.questions, said.answers, strict=True)],
        "consent_at": now,
        "made_at": now,
    }


def _hand(by: Actor) -> Actor:
    """Return in whose name a meeting is planned: the person's who books it, whoever it is with, else Mostik's own."""
    if by.kind is not ActorKind.PERSON:
        return SYSTEM
    return replace(by, rights=by.rights | {DO}, reach=Reach.ALL)


def _taken_by(
    kind: MeetingKind,
    at: datetime,
    *,
    only: int | None = None,
    among: Collection[int] | None = None,
    without: int | None = None,
    usual: int | None = None,
) -> User:
    """Hold the calendars of those a meeting may be with and return whom it goes to; refuses `SlotTaken`."""
    asked = [each for each in hosts(kind, viewer=SYSTEM) if only in {None, each} and (among is None or each in among)]
    _hold(asked)
    free = [each for each in free_people(kind, at, viewer=SYSTEM, without=without) if each in asked]
    if not free:
        raise SlotTaken(field="at")
    number = usual if usual in free else picked(free, _load(kind, free, at), in_turn=kind.pick == Pick.TURNS)
    return User.objects.get(pk=number)


def _hold(people: Sequence[int]) -> None:
    """Wait for one's turn at the calendars of people, in the order of their numbers."""
    known = set(Diary.objects.filter(person__in=people).values_list("person_id", flat=True))
    Diary.objects.bulk_create([Diary(person_id=each) for each in people if each not in known], ignore_conflicts=True)
    locked(Diary.objects.filter(person__in=people))


def _load(kind: MeetingKind, people: Sequence[int], at: datetime) -> dict[int, tuple[int, datetime | None]]:
    day = at.astimezone(clock.zone()).replace(hour=0, minute=0)
    that_day = Q(state__in=HELD, starts_at__gte=day, starts_at__lt=day.replace(hour=23, minute=59, second=59))
    rows = Booking.objects.filter(owner__in=people).values_list("owner").order_by()
    counted = rows.annotate(count=Count("pk", filter=that_day), last=Max("made_at", filter=Q(kind=kind)))
    return {owner: (count, last) for owner, count, last in counted}


def _keep(row: Booking, at: datetime) -> None:
    """Write the time of a booking; refuses `SlotTaken` where the database knows another one that holds it."""
    row.starts_at, row.ends_at = row.kind.shape.span(at)
    row.taken_from, row.taken_until = row.kind.shape.taken(at)
    row.zone = clock.zone().key
    row.wall = wall_of(at, row.zone)
    row.sequence += 1 if row.pk else 0
    row.changed_at = clock.now()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise SlotTaken(field="at") from None
    follow(row)


def _change(row: Booking, fields: list[str]) -> None:
    row.sequence, row.changed_at = row.sequence + 1, clock.now()
    row.save(update_fields=[*fields, "sequence", "changed_at"])
    follow(row)


def _plan_again(row: Booking) -> None:
    """Let the planned meeting follow its booking."""
    planned = visible_activities(SYSTEM).filter(pk=row.activity_id or 0, done_at__isnull=True).first()
    if planned:
        edit_activity(
            by=SYSTEM,
            activity_id=planned.pk,
            version=planned.version,
            due_at=row.starts_at,
            owner_id=row.owner_id if planned.owner_id != row.owner_id else None,
        )


def _booking(by: Actor, booking_id: int) -> Booking:
    row = locked(visible_bookings(by).filter(pk=booking_id)).select_related("kind", "owner").first()
    if row is None:
        raise Missing()
    return row


def _open(by: Actor, booking_id: int) -> Booking:
    row = _booking(by, booking_id)
    if not row.is_held or row.starts_at <= clock.now():
        raise MeetingOver
    return row


def _booked(row: Booking) -> Booked:
    return Booked(row.pk, token_of(row), row.state == BookingState.PENDING)


def _title(row: Booking) -> str:
    return f"{row.kind.title}: {row.name}"[:200]


def _told(row: Booking) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "booking": row.pk,
        "kind": row.kind_id,
        "title": _title(row),
        "owner": row.owner_id,
        "starts": row.starts_at,
        "deal": row.deal_id,
    }


def _tell(row: Booking, text: str) -> None:
    """Tell the person a meeting is with, unless they did it themselves."""
    notify(
        person_ids=[row.owner_id],
        kind="booking",
        text=text,
        params={"name": row.name, "title": row.kind.title, "day": clock.business_day(row.starts_at)},
        key=f"booking:{row.pk}:{row.sequence}:{row.state}",
        url=reverse("channels:booking", args=[row.pk]),
    )
