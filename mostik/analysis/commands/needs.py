"""Writes of what clients need: heard, taken back, named, passed to the product's people, answered, told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse

from mostik.analysis.commands.sendings import queued, settled, skipped, taken
from mostik.analysis.events import NeedAnswered, NeedChanged, NeedHeard, NeedPassed, NeedTakenBack
from mostik.analysis.models import Need, NeedSending, Voice
from mostik.analysis.queries.needs import NoSuchNeed, overdue
from mostik.analysis.rules.needs import to_be_reminded
from mostik.analysis.terms import LetterState, NeedKind, NeedState, NeedVerdict
from mostik.core import clock, outbox
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.core.notifications import notify
from mostik.core.ways import Outcome
from mostik.crm.access import visible_deals
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing, gettext_noop
from mostik.people.access import User
from mostik.people.queries.people import directory, working

HEAR: Final = "analysis.hear_needs"
KEEP: Final = "analysis.keep_needs"
ANSWER: Final = "analysis.answer_needs"
SEND: Final = "analysis.send_need"
SOON: Final = gettext_noop("Answer “{title}” by {day}")
LATE: Final = gettext_noop("Clients wait for an answer to “{title}”: it was due by {day}")


class NotAsked(Denied):
    """A need is answered by who was asked, or whoever answers for the product's people."""

    message = gettext_noop("This need was asked of somebody else.")


class AnsweredAlready(Conflict):
    """The answer is there."""

    message = gettext_noop("This need is answered already. Open it again to ask anew.")


@dataclass(frozen=True, kw_only=True)
class NeedSaid:
    """What somebody says of a need: its line, kind, product, what it is about."""

    title: str
    kind: NeedKind = NeedKind.OTHER
    product: int | None = None
    about: str = ""


@command(needs=HEAR)
def hear_need(*, by: Actor, deal_id: int, words: str, need_id: int | None = None, said: NeedSaid | None = None) -> int:
    """Write down what a client of a deal asks for, as a need of the register or a new one; return its number.

    Of a deal a need is heard once: said again, its words are the newest. A need answered already stays answered.
    """
    deal = visible_deals(by).filter(pk=deal_id).first()
    if deal is None:
        raise Missing
    if not words.strip():
        raise Invalid(gettext_noop("Write what the client said, in their words."), field="words")
    row = _known(need_id) if need_id else _new(by, said or NeedSaid(title=""), deal.owner_id)
    told = {"words": words.strip()[:1000], "heard_on": clock.today(), "heard_by_id": by.id}
    _voice, fresh = Voice.objects.update_or_create(
        need=row, deal=deal, defaults=told, create_defaults={**told, "made_at": clock.now()}
    )
    if fresh:
        publish(NeedHeard(at=clock.now(), need=row.pk, title=row.title, deal=deal.pk))
    return row.pk


@command(needs=HEAR)
def take_voice_back(*, by: Actor, voice_id: int) -> None:
    """Take back what was written of a client's asking; a need nobody asks for any more goes with it."""
    row = Voice.objects.filter(pk=voice_id, deal__in=visible_deals(by)).select_related("need").first()
    if row is None:
        raise NoSuchNeed
    publish(NeedTakenBack(at=clock.now(), need=row.need_id, title=row.need.title, deal=row.deal_id))
    need = row.need
    row.delete()
    if need.state == NeedState.HEARD and not need.voices.exists():
        _remove([need])


@command(needs=KEEP)
def name_need(*, by: Actor, need_id: int, said: NeedSaid, owner_id: int) -> None:
    """Call a need otherwise and say what it is about and who keeps it."""
    row = held(need_id)
    _say(row, said)
    row.owner = _colleague(by, owner_id, "owner")
    row.save()
    publish(NeedChanged(at=clock.now(), need=row.pk, title=row.title))


@command(needs=KEEP)
def remove_needs(*, by: Actor, need_ids: Sequence[int]) -> list[int]:
    """Remove needs from the register and return their numbers; ``restore_needs`` brings them back."""
    return _remove(list(Need.objects.filter(pk__in=need_ids, removed_at__isnull=True)))


@command(needs=KEEP)
def restore_needs(*, by: Actor, need_ids: Sequence[int]) -> None:
    """Bring removed needs back."""
    for row in Need.objects.filter(pk__in=need_ids, removed_at__isnull=False):
        row.removed_at = None
        row.save(update_fields=["removed_at"])
        publish(NeedChanged(at=clock.now(), need=row.pk, title=row.title))


@command(needs=KEEP)
def pass_need(*, by: Actor, need_id: int, asked_id: int | None, address: str, answer_by: date) -> None:
    """Pass a need to a colleague who makes the product, or to somebody outside, to be answered by a day.

    A colleague gets a line under the bell, somebody outside a letter, each with the way to answer. Passed again, the
    newest asking counts.
    """
    row = held(need_id)
    if row.state == NeedState.ANSWERED:
        raise AnsweredAlready
    asked = _colleague(by, asked_id, "asked") if asked_id else None
    row.asked, row.asked_address = asked, "" if asked else _address(address)
    if answer_by < clock.today():
        raise Invalid(gettext_noop("That day is over: choose one from today on."), field="answer_by")
    row.state, row.asked_at, row.answer_by, row.reminded_on = NeedState.PASSED, clock.now(), answer_by, None
    row.save()
    publish(NeedPassed(at=clock.now(), need=row.pk, title=row.title))
    if asked:
        text = gettext_noop("Clients ask for “{title}”: answer by {day}")
        _tell([asked.pk], text, row, "passed", day=answer_by)
    else:
        _send(row)


@command(needs=None)
def answer_need(
    *, by: Actor, need_id: int, verdict: NeedVerdict, answer: str, promised_on: date | None = None, who: str = ""
) -> None:
    """Answer a need: whoever was asked, or may answer for them: ``who`` then says whose the answer is.

    Those who heard it are told, to tell their clients.
    """
    row = held(need_id)
    if row.asked_id != by.id and not by.may(ANSWER):
        raise NotAsked
    if verdict is NeedVerdict.PLANNED and promised_on is None:
        raise Invalid(gettext_noop("Say by when it will be there."), field="promised_on")
    if not answer.strip():
        raise Invalid(gettext_noop("Write what to tell the clients."), field="answer")
    row.state, row.verdict, row.answer = NeedState.ANSWERED, verdict, answer.strip()[:1000]
    row.promised_on = promised_on if verdict is NeedVerdict.PLANNED else None
    row.answered_at, row.answered_by = clock.now(), (who or by.name)[:120]
    row.save()
    publish(NeedAnswered(at=clock.now(), need=row.pk, title=row.title, verdict=verdict))
    heard = Voice.objects.filter(need=row).values_list("deal__owner_id", "heard_by_id")
    people = {each for pair in heard for each in pair if each} | {row.owner_id}
    _tell(sorted(people - {by.id}), gettext_noop("“{title}” is answered: tell your clients"), row, "answered")


@command(needs=KEEP)
def reopen_need(*, by: Actor, need_id: int) -> None:
    """Take an answer off, to ask anew: clients told already stay told."""
    row = held(need_id)
    row.state = NeedState.PASSED if row.asked_at else NeedState.HEARD
    row.verdict, row.answer, row.promised_on, row.answered_at, row.answered_by = "", "", None, None, ""
    row.save()
    publish(NeedChanged(at=clock.now(), need=row.pk, title=row.title))


@command(needs=HEAR)
def say_told(*, by: Actor, voice_id: int, told: bool) -> None:
    """Say that the client was told the answer, or was not after all."""
    rows = Voice.objects.filter(pk=voice_id, deal__in=visible_deals(by), need__state=NeedState.ANSWERED)
    if not rows.update(told_at=clock.now() if told else None):
        raise NoSuchNeed


@command(needs=None)
def mind_needs(*, by: Actor) -> int:
    """Remind who is asked and has not answered, and whose need it is once the day is over. The timer's own."""
    today, count = clock.today(), 0
    for row in overdue(viewer=by).select_related("asked"):
        if not to_be_reminded(row.answer_by, row.reminded_on, today):
            continue
        assert row.answer_by
        late = row.answer_by < today
        people = [row.owner_id] if late or not row.asked_id else []
        people += [row.asked_id] if row.asked_id else []
        text = LATE if late else SOON
        count += _tell(people, text, row, f"due:{today}", day=row.answer_by)
        if row.asked_address:
            _send(row)
        Need.objects.filter(pk=row.pk).update(reminded_on=today)
    return count


@command(needs=KEEP)
def send_need_again(*, by: Actor, need_id: int) -> None:
    """Send the letter of a need once more: a person decides. Refuses `NoSuchNeed` where none is asked by letter."""
    row = held(need_id)
    if row.state != NeedState.PASSED or not row.asked_address:
        raise NoSuchNeed
    _send(row)


@command(needs=None)
def begin_need_sending(*, by: Actor, sending_id: int) -> NeedSending | None:
    """Take a letter for the wire by one worker; one that nobody outside is asked by any more stays at home."""
    row = NeedSending.objects.select_related("need__owner", "need__product").filter(pk=sending_id).first()
    if row and (row.need.state != NeedState.PASSED or not row.need.asked_address):
        skipped(row, "not asked any more")
        return None
    return taken(row)


@command(needs=None)
def settle_need_sending(*, by: Actor, row: NeedSending, outcome: Outcome) -> None:
    """Write down what became of a letter."""
    settled(row, outcome)


@command(needs=None)
def send_waiting_needs(*, by: Actor) -> None:
    """Promise anew the letters that wait and nobody is at."""
    for each in NeedSending.objects.filter(state=LetterState.NEW):
        _promise(each)


def _send(row: Need) -> None:
    _promise(queued(NeedSending, need=row))


def _promise(row: NeedSending) -> None:
    outbox.ring(SEND, key=f"need:{row.pk}:{row.turn}", payload={"sending": row.pk})


def _known(need_id: int) -> Need:
    row = Need.objects.filter(pk=need_id, removed_at__isnull=True).select_related("into").first()
    if row is None:
        raise NoSuchNeed
    return row.into or row


def held(need_id: int) -> Need:
    """Return a need of the register, held until the command ends; refuses `NoSuchNeed`."""
    row = locked(Need.objects.filter(pk=need_id, removed_at__isnull=True, into__isnull=True)).first()
    if row is None:
        raise NoSuchNeed
    return row


def _colleague(by: Actor, number: int, field: str) -> User:
    found = working(directory(viewer=by), viewer=by).filter(pk=number).first()
    if found is None:
        raise Invalid(gettext_noop("Choose somebody who works here."), field=field)
    return found


def _new(by: Actor, said: NeedSaid, owner_id: int) -> Need:
    row = Need(owner_id=by.id or owner_id, made_at=clock.now())
    _say(row, said)
    row.save()
    return row


def _say(row: Need, said: NeedSaid) -> None:
    row.title, row.kind, row.about = said.title.strip()[:120], said.kind, said.about.strip()[:1000]
    row.product_id = said.product
    if not row.title:
        raise Invalid(gettext_noop("Say in one line what is asked for."), field="title")


def _remove(rows: list[Need]) -> list[int]:
    for row in rows:
        row.removed_at = clock.now()
        row.save(update_fields=["removed_at"])
        publish(NeedChanged(at=clock.now(), need=row.pk, title=row.title))
    return [row.pk for row in rows]


def _address(address: str) -> str:
    try:
        validate_email(address.strip())
    except ValidationError:
        raise Invalid(gettext_noop("Choose a colleague, or write an e-mail address."), field="address") from None
    return address.strip()


def _tell(people: Sequence[int], text: str, row: Need, why: str, **more: date) -> int:
    known = User.objects.filter(pk__in=people, left_on__isnull=True).values_list("pk", flat=True)
    url, at = reverse("analysis:need", args=[row.pk]), row.answered_at or row.asked_at
    key = f"need:{row.pk}:{why}:{at.isoformat() if at else row.made_at.isoformat()}"
    return notify(person_ids=list(known), text=text, key=key, params={"title": row.title, **more}, url=url, kind="need")
