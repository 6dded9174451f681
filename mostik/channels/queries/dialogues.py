"""Where text robots answer, and what may be read of their talks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mostik.automation.catalog.dialogues import Free
from mostik.automation.catalog.robots import Told
from mostik.automation.queries.dialogues import dialogue_of_talk
from mostik.channels.access import accounts, visible_talks
from mostik.channels.models import Account, Answering, MeetingKind, Sending, Talk
from mostik.channels.queries.booking import free_slots, meeting_kinds
from mostik.channels.terms import TalkState
from mostik.core import clock
from mostik.core.actors import SYSTEM, Actor, ActorKind

DAYS_AHEAD = 14
A_DAY_AT_MOST = 2


@dataclass(frozen=True)
class Place:
    """An account with whether this text robot answers there, or another does."""

    account: Account
    mine: bool
    other: str


def answering_places(dialogue_id: int, *, viewer: Actor) -> list[Place]:
    """Return the accounts in use with which text robot answers there."""
    known = {row.account_id: row for row in Answering.objects.select_related("dialogue")}
    rows = accounts(viewer).filter(removed_at__isnull=True).order_by("title", "pk")
    return [_place(row, known.get(row.pk), dialogue_id) for row in rows]


def robot_of(talk: Talk, *, viewer: Actor) -> Answering | None:
    """Return the text robot that is to answer in a talk: in one it holds, or where nobody has answered yet.

    A talk handed over or taken by a person stays theirs until they close it.
    """
    del viewer
    row = Answering.objects.filter(account=talk.account_id).select_related("dialogue__owner__role", "dialogue__edition")
    found = row.first()
    if found is None or talk.state == TalkState.PERSON:
        return None
    if talk.state in {TalkState.ROBOT, TalkState.CLOSED}:
        return found
    last = dialogue_of_talk("talk", talk.pk, viewer=SYSTEM)
    if last is not None:
        return found if last.closed_at else None
    people = Sending.objects.filter(talk=talk).exclude(by_kind=ActorKind.ROBOT).exists()
    return None if people else found


def has_met_a_robot(number: int, *, viewer: Actor) -> bool:
    """Return whether a text robot has ever talked there: whoever it answered is not greeted once more."""
    return dialogue_of_talk("talk", number, viewer=viewer) is not None


def is_answered_by_a_robot(talk: Talk) -> bool:
    """Return whether a text robot is to answer in a talk, so that nobody need be told of a message."""
    found = robot_of(talk, viewer=SYSTEM)
    return found is not None and found.dialogue.works


def is_robots(number: int, *, viewer: Actor) -> bool:  # noqa: ARG001 - who answers is asked by the engine alone
    """Return whether a robot answers in a talk."""
    return Talk.objects.filter(pk=number, state=TalkState.ROBOT).exists()


def answered_by_a_person(number: int, since: datetime, *, viewer: Actor) -> datetime | None:
    """Return when a person first wrote in a talk after a moment."""
    rows = Sending.objects.filter(
        talk__in=visible_talks(viewer).filter(pk=number), made_at__gte=since, by_kind=ActorKind.PERSON
    )
    return rows.order_by("made_at").values_list("made_at", flat=True).first()


def deal_of_talk(number: int, *, viewer: Actor) -> int | None:
    """Return the deal a talk is about."""
    return visible_talks(viewer).filter(pk=number).values_list("deal_id", flat=True).first()


def talk_titles(viewer: Actor, numbers: Collection[int]) -> Mapping[int, str]:
    """Return with whom talks are, those within reach alone."""
    return {row.pk: str(row) for row in visible_talks(viewer).filter(pk__in=numbers)}


def offered_kind(told: Told, *, viewer: Actor) -> MeetingKind | None:
    """Return the kind of meeting chosen, else the first that may be booked."""
    rows = meeting_kinds(viewer=viewer).filter(closed_at__isnull=True)
    chosen = str(told.get("meeting") or "")
    return (rows.filter(pk=int(chosen)) if chosen.isdecimal() else rows.order_by("pk")).first()


def free_meetings(*, by: Actor, told: Told, day: date | None) -> Sequence[Free]:
    """Return free times: of a day all, else the nearest of several days, two of each."""
    kind = offered_kind(told, viewer=by)
    if kind is None:
        return []
    first = day or clock.today()
    slots = free_slots(kind, first, day or first + timedelta(days=DAYS_AHEAD), viewer=by)
    by_day: dict[date, list[Free]] = {}
    for slot in slots:
        by_day.setdefault(clock.business_day(slot.starts), []).append(Free(slot.starts.isoformat(), slot.starts))
    return [each for found in by_day.values() for each in (found if day else found[:A_DAY_AT_MOST])]


def _place(row: Account, known: Answering | None, dialogue_id: int) -> Place:
    mine = known is not None and known.dialogue_id == dialogue_id
    return Place(row, mine, known.dialogue.title if known and not mine and known.dialogue.removed_at is None else "")
