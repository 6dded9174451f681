"""Messages promised with what they tell of, put on the wire at most once, and what became of them written down.

A message goes from waiting to being sent by compare-and-set, committed before the wire is touched. Whoever finds one
being sent took it over from a worker that died: it may have arrived, so it stays in doubt until the person decides.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Max

from mostik.core import clock, outbox
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.models import Effect, EffectState, Notification
from mostik.core.notifications import notify
from mostik.core.ways import Became, Outcome
from mostik.kernel.quiet import released
from mostik.kernel.refusals import gettext_noop
from mostik.people.models import Delivery, DeliveryState, NoticeChoice, User
from mostik.people.queries import notices as queries
from mostik.people.queries.notices import Reached
from mostik.people.rules.notices import LETTER, TELEGRAM, letter_day, pause_after

TELL = "people.tell"
FIRST_LETTER = timedelta(days=1)


@dataclass(frozen=True)
class Begun:
    """A message to be put on the wire now, or why none: ``doubt`` when it may have gone already."""

    row: Delivery | None = None
    found: Reached | None = None
    doubt: bool = False


def carry(rows: Sequence[Notification]) -> None:
    """Promise the messages people's choices ask for, in the notifications' own transaction."""
    open_ways = queries.open_ways() - {LETTER}
    if not open_ways:
        return
    people = _reached(row.person_id for row in rows)
    made = [
        (_delivery(row, way), people[row.person_id])
        for row in rows
        if row.person_id in people
        for way in open_ways & people[row.person_id].ways(row.kind)
        if not people[row.person_id].closed(way)
    ]
    Delivery.objects.bulk_create([each for each, _found in made], ignore_conflicts=True)
    queue: dict[timedelta, dict[str, dict[str, str]]] = {}
    for each, found in made:
        queue.setdefault(_hold(each, found), {})[_key(each)] = {"key": each.key}
    for delay, payloads in queue.items():
        outbox.enqueue_all(TELL, payloads, delay=delay)


def enqueue(row: Delivery, delay: timedelta = timedelta()) -> None:
    """Promise to tell a message, after so long."""
    outbox.enqueue(TELL, key=_key(row), payload={"key": row.key}, delay=delay)


@command(needs=None)
def begin_message(*, by: Actor, key: str) -> Begun:
    """Take a message for the wire, if it is still to go. The worker's own."""
    row = Delivery.objects.select_related("person__role", "notice").filter(key=key).first()
    if row is None:
        return Begun()
    if row.state == DeliveryState.SENDING:
        _end(row, DeliveryState.IN_DOUBT, "The worker died while sending.")
        return Begun(doubt=True)
    if row.state != DeliveryState.WAITING:
        return Begun()
    found = queries.reached_as(row.person, NoticeChoice.objects.filter(pk=row.person_id).first())
    if why := _needless(row, found):
        _end(row, DeliveryState.SKIPPED, why)
        return Begun()
    return Begun() if _is_held(row, found) or not _taken(row) else Begun(row, found)


@command(needs=None)
def settle_message(*, by: Actor, row: Delivery, outcome: Outcome) -> None:
    """Write down what became of a message, and promise the next try where it is known not to have gone."""
    if outcome.became is Became.SENT:
        _end(row, DeliveryState.SENT)
        _forget_doubt(row)
    elif outcome.became is Became.UNKNOWN:
        _end(row, DeliveryState.IN_DOUBT, outcome.why)
    elif outcome.became is Became.LATER and (pause := pause_after(row.tries, outcome.after)):
        _again(row, pause, outcome.why)
    else:
        _end(row, DeliveryState.FAILED, outcome.why)
        if outcome.closed:
            _close(row, outcome.why)


@command(needs=None)
def resend_message(*, by: Actor, delivery_id: int) -> None:
    """Send one of one's own messages that did not arrive, or may not have, once more: the person decides."""
    row = queries.delivery(viewer=by, delivery_id=delivery_id)
    stuck = Delivery.objects.filter(pk=row.pk, state__in=queries.TROUBLES)
    if stuck.update(state=DeliveryState.WAITING, tries=0, turn=F("turn") + 1, error=""):
        row.turn += 1
        _forget_doubt(row)
        enqueue(row)


@command(needs=None)
def accept_message(*, by: Actor, delivery_id: int) -> None:
    """Say that a message in doubt arrived, or is not wanted any more."""
    row = queries.delivery(viewer=by, delivery_id=delivery_id)
    Delivery.objects.filter(pk=row.pk, state__in=queries.TROUBLES).update(state=DeliveryState.SKIPPED)
    _forget_doubt(row)


@command(needs=None)
def write_letters(*, by: Actor) -> int:
    """Promise today's letter to everybody whose hour has come, once for a day; return how many. The timer's own."""
    if LETTER not in queries.open_ways():
        return 0
    now, people = clock.now(), _reached(None)
    due = {
        f"letter:{day}:{each.person.pk}": each
        for each in people.values()
        if each.letter and (day := letter_day(now, each.choice.letter_at, each.zone)) and not each.closed(LETTER)
    }
    known = set(Delivery.objects.filter(key__in=list(due)).values_list("key", flat=True))
    new = {key: each for key, each in due.items() if key not in known}
    since = _last_letters([each.person.pk for each in new.values()])
    for key, each in new.items():
        before = since.get(each.person.pk, now - FIRST_LETTER)
        enqueue(Delivery.objects.create(key=key, person=each.person, way=LETTER, since=before, made_at=now))
    return len(new)


def _reached(numbers: Iterable[int] | None) -> dict[int, Reached]:
    rows = User.objects.filter(is_active=True).select_related("role")
    listed = list(rows if numbers is None else rows.filter(pk__in=set(numbers)))
    choices = NoticeChoice.objects.in_bulk([each.pk for each in listed])
    return {each.pk: queries.reached_as(each, choices.get(each.pk)) for each in listed}


def _last_letters(people: Collection[int]) -> dict[int, datetime]:
    rows = Delivery.objects.filter(way=LETTER, person__in=people)
    return dict(rows.values_list("person_id").annotate(Max("made_at")))


def _delivery(row: Notification, way: str) -> Delivery:
    return Delivery(
        key=f"{row.pk}:{way}:{row.person_id}", person_id=row.person_id, way=way, notice=row, made_at=row.made_at
    )


def _needless(row: Delivery, found: Reached) -> str:
    """Return why a message is not needed any more."""
    if row.way not in queries.open_ways():
        return "off"
    why, trial = found.closed(row.way), row.notice is None and row.way != LETTER
    if why or trial:
        return "" if trial and why == "refused" else why
    if row.notice is None:
        told = queries.lines_of_letter(viewer=found.viewer, letter=row, found=found)
        return "" if found.letter and told.exists() else "nothing to tell"
    if row.way not in found.ways(row.notice.kind):
        return "not wanted"
    return "read" if row.notice.read_at else ""


def _hold(row: Delivery, found: Reached) -> timedelta:
    """Return how long a message waits for the end of quiet hours; a letter and a trial come when they were asked."""
    if row.notice is None:
        return timedelta()
    now = clock.now()
    return released(now, found.quiet_for(row.notice.kind), found.zone) - now


def _is_held(row: Delivery, found: Reached) -> bool:
    """Put off what would fall into quiet hours: chosen, or begun, after the message was promised."""
    hold = _hold(row, found)
    if hold:
        _again(row, hold, "", states=(DeliveryState.WAITING,))
    return bool(hold)


def _taken(row: Delivery) -> bool:
    row.tries += 1
    waiting = Delivery.objects.filter(pk=row.pk, state=DeliveryState.WAITING)
    return bool(waiting.update(state=DeliveryState.SENDING, began_at=clock.now(), tries=row.tries))


OPEN = (DeliveryState.WAITING, DeliveryState.SENDING, DeliveryState.IN_DOUBT)


def _again(row: Delivery, pause: timedelta, why: str, *, states: Collection[str] = OPEN) -> None:
    row.turn += 1
    rows = Delivery.objects.filter(pk=row.pk, state__in=states)
    if rows.update(state=DeliveryState.WAITING, turn=row.turn, error=why[:300]):
        enqueue(row, pause)


def _end(row: Delivery, state: DeliveryState, error: str = "") -> None:
    Delivery.objects.filter(pk=row.pk, state__in=OPEN).update(state=state, error=error[:300], done_at=clock.now())


def _key(row: Delivery) -> str:
    return f"tell:{row.key}:{row.turn}"


def _forget_doubt(row: Delivery) -> None:
    """Close the effects that waited for a person: somebody has decided."""
    keys = [f"tell:{row.key}:{turn}" for turn in range(row.turn + 1)]
    Effect.objects.filter(key__in=keys, state=EffectState.IN_DOUBT).update(state=EffectState.DONE)


def _close(row: Delivery, why: str) -> None:
    """Close a way that takes nothing more for the person, and tell them under the bell what to do."""
    now, person = clock.now(), row.person
    told = {"mail_refused": person.email, "mail_why": why[:300]}
    if row.way == TELEGRAM:
        told = {"chat_refused_at": now, "chat_why": why[:300]}  # type: ignore[dict-item]
    NoticeChoice.objects.update_or_create(person=person, defaults=told)
    text = _BOT_BLOCKED if row.way == TELEGRAM else _MAIL_BACK
    key = f"closed:{row.way}:{now:%Y-%m-%d}"
    notify(person_ids=[person.pk], text=text, params={"why": why[:120]}, key=key, url="/people/notices/", kind="reach")


_BOT_BLOCKED = gettext_noop("Telegram messages do not reach you: {why}. See what to do.")
_MAIL_BACK = gettext_noop("Letters to you come back: {why}. See what to do.")
