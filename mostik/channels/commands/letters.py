"""Letters promised with what they are about, put on the wire at most once, and what became of them written down.

A letter goes from new to being sent by compare-and-set, committed before the wire is touched. Whoever finds one being
sent took it over from a worker that died: it may have gone, so it stays in doubt until a person says.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from mostik.automation.commands.runs import note_later
from mostik.channels.access import visible_letters
from mostik.channels.catalog.ways import EMAIL
from mostik.channels.commands import gate
from mostik.channels.commands.arrivals import held_talk
from mostik.channels.commands.bounces import mark_address, refuse_dead
from mostik.channels.events import LetterFailed, LetterPromised
from mostik.channels.models import Sending, Talk
from mostik.channels.queries.clients import Client
from mostik.channels.queries.mail import in_doubt_by_mailbox, mailbox_for
from mostik.channels.rules.gate import Verdict
from mostik.channels.rules.letters import others, pause_after
from mostik.channels.terms import TROUBLES, Purpose, SendingState, TalkState
from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM, Actor, ActorKind
from mostik.core.attachments.commands import attach_file
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.core.models import Effect, EffectState
from mostik.core.ways import Became, Enclosed, Outcome, wire_number
from mostik.crm.access import visible_deals
from mostik.crm.commands.activities import log_activity
from mostik.crm.queries.letters import addressee_of_deal
from mostik.crm.terms import ActivityKind, ActivityResult, Via
from mostik.kernel.events import N_, Ref
from mostik.kernel.refusals import Conflict, Invalid, Missing, Refusal, gettext_noop
from mostik.people.access import User, has_left
from mostik.people.queries.actors import actor_of

if TYPE_CHECKING:
    from mostik.crm.models import Deal

MOST_FILES: Final = 10
AT_ONCE: Final = 500
NOT_NEEDED: Final = N_("Taken back before it went: it is no longer needed.")
SEND: Final = "channels.send"
LOOK: Final = "channels.look_for_letter"
RIGHT: Final = "channels.write_letters"
#: What the key of a letter begins with whose writer recorded it as an activity; the activity's number follows.
RECORDED: Final = "written:"
LIMITS: Final = {"subject": 200, "text": 20_000}


class NoAddress(Invalid):
    """There is nobody to write to."""

    message = gettext_noop("The client has no e-mail address you may see: write it on their card first.")


@dataclass(frozen=True)
class Begun:
    """A letter to be put on the wire now, or why none: ``doubt`` when it may have gone already."""

    row: Sending | None = None
    doubt: bool = False


@command(needs=RIGHT)
def write_letter(
    *,
    by: Actor,
    deal_id: int,
    subject: str,
    text: str,
    key: str,
    html: str = "",
    enclosed: Sequence[Enclosed] = (),
    purpose: str = Purpose.SERVICE,
    cc: str = "",
    bcc: str = "",
    hold: int = 0,
) -> int:
    """Promise a letter about a deal to its client and return its number; the same key promises nothing twice.

    It goes by the writer's own mailbox, else the company's, into the talk with the address, ``hold`` seconds later.
    Refuses a client without an address or with one letters come back from, an empty or endless letter, and what the
    gate lets nobody send.
    """
    if known := Sending.objects.filter(key=key).values_list("pk", flat=True).first():
        return int(known)
    deal = visible_deals(by).filter(pk=deal_id).select_related("owner", "contact").first()
    if deal is None:
        raise Missing()
    to = addressee_of_deal(deal_id, viewer=by)
    address = to.email
    if not address:
        raise NoAddress(field="subject")
    refuse_dead(address)
    talk = _talk(by, deal, address)
    row = Sending(
        key=key,
        account=talk.account if talk else None,
        talk=talk,
        to=address,
        html=html,
        cc=" ".join(others(cc, "cc")),
        bcc=" ".join(others(bcc, "bcc")),
        purpose=Purpose(purpose),
        **said(subject=subject, text=text),
        deal=deal,
        company_id=to.company_id,
        contact_id=to.contact_id,
        owner=deal.owner,
        team_id=deal.team_id,
        made_at=clock.now(),
        **written_by(by),
    )
    row.outside = wire_number(row.number)
    gate.promised(row, by)
    linger(row, hold)
    row.save()
    enclose(row, enclosed)
    if talk is not None:
        spoke(by, talk, row)
    publish(LetterPromised(at=row.made_at, letter=row.pk, subject=row.subject, deal=deal.pk, company=row.company_id))
    promise(row)
    return row.pk


@command(needs=None)
def begin_sending(*, by: Actor, letter_id: int) -> Begun:
    """Take a letter for the wire, if it is still to go."""
    row = locked(Sending.objects.filter(pk=letter_id)).select_related("deal", "owner", "account", "talk").first()
    if row is None:
        return Begun()
    if row.state == SendingState.SENDING:
        _trouble(row, SendingState.IN_DOUBT, "The worker died while sending.")
        return Begun(doubt=True)
    if row.state != SendingState.NEW:
        return Begun()
    if (row.deal and row.deal.removed_at) or (row.account and row.account.removed_at):
        _end(row, SendingState.DROPPED)
        return Begun()
    found = gate.leaving(row)
    if not found.allowed:
        _held_back(row, found)
        return Begun()
    row.state, row.tries = SendingState.SENDING, row.tries + 1
    row.save(update_fields=["state", "tries", "left_at", "error"])
    return Begun(row)


@command(needs=None)
def settle_sending(*, by: Actor, row: Sending, outcome: Outcome) -> None:
    """Write down what became of a letter, and promise the next try where it is known not to have gone."""
    held = locked(Sending.objects.filter(pk=row.pk, state__in=[SendingState.SENDING, SendingState.IN_DOUBT])).first()
    if held is None:
        return
    if outcome.closed and held.way == EMAIL:
        mark_address(held, outcome.why, hard=True)
    elif outcome.closed and held.talk_id:
        Talk.objects.filter(pk=held.talk_id).update(gone_at=clock.now())
    if outcome.became is Became.SENT:
        held.outside = outcome.number[:250] or held.outside
        _went(held)
    elif outcome.became is Became.UNKNOWN:
        _trouble(held, SendingState.IN_DOUBT, outcome.why)
    elif outcome.became is Became.LATER and (pause := pause_after(held.tries, outcome.after)):
        held.state, held.error, held.turn, held.left_at = SendingState.NEW, outcome.why[:300], held.turn + 1, None
        held.save(update_fields=["state", "error", "turn", "left_at"])
        promise(held, pause)
    else:
        held.left_at = None
        _trouble(held, SendingState.FAILED, outcome.why)


@command(needs=gate.EDIT)
def release_robots(*, by: Actor) -> int:
    """Let robots send to clients again; what waited is asked for anew at once. Returns how much waited."""
    waiting = gate.waiting_for_release()
    for row in waiting:
        row.not_before, row.turn = None, row.turn + 1
        promise(row)
    Sending.objects.bulk_update(waiting, ["not_before", "turn"], batch_size=400)
    gate.let_robots_go(len(waiting))
    return len(waiting)


@command(needs=None)
def note_delivery(*, by: Actor, account_id: int, outside: str, at: datetime, read: bool = False) -> bool:
    """Write down that a message came to the client, or was read; ``False`` when it is not known."""
    rows = Sending.objects.filter(account=account_id, outside=outside)
    name = "read_at" if read else "delivered_at"
    rows.filter(**{f"{name}__isnull": True}).update(**{name: at})
    return rows.exists()


@command(needs=None)
def note_loss(*, by: Actor, account_id: int, outside: str, why: str) -> bool:
    """Write down that a message that had gone did not come to the client; ``False`` when it is not known."""
    row = locked(Sending.objects.filter(account=account_id, outside=outside)).first()
    if row is not None and row.state == SendingState.SENT and row.delivered_at is None:
        _trouble(row, SendingState.FAILED, why)
    return row is not None


@command(needs=None)
def promise_looking(*, by: Actor) -> int:
    """Promise to look whether letters in doubt lie among those sent, at each turn once. The timer's own."""
    rows = in_doubt_by_mailbox(viewer=by)
    for row, turn in rows:
        outbox.enqueue(LOOK, key=f"look:{row.pk}:{row.turn}:{turn}", payload={"letter": row.pk})
    return len(rows)


@command(needs=None)
def settle_found(*, by: Actor, letter_id: int) -> None:
    """Write down as sent a letter in doubt that lies among those sent. The worker's own."""
    row = locked(Sending.objects.filter(pk=letter_id, state=SendingState.IN_DOUBT)).select_related("owner").first()
    if row is not None:
        _went(row)
        _forget_doubt(row)


@command(needs=RIGHT)
def send_again(*, by: Actor, letter_id: int) -> None:
    """Send once more a letter that did not go or may not have: a person decides."""
    row = _troubled(by, letter_id)
    row.state, row.tries, row.error, row.turn = SendingState.NEW, 0, "", row.turn + 1
    row.save(update_fields=["state", "tries", "error", "turn"])
    _forget_doubt(row)
    promise(row)


@command(needs=RIGHT)
def say_it_went(*, by: Actor, letter_id: int) -> None:
    """Say that a letter in doubt was delivered: it is done, as if the answer had come."""
    row = _troubled(by, letter_id)
    if row.state != SendingState.IN_DOUBT:
        raise Conflict(_("This letter did not go: send it again, or leave it."))
    _went(row)
    _forget_doubt(row)


@command(needs=RIGHT)
def drop_letter(*, by: Actor, letter_id: int) -> None:
    """Let a letter be: it is not to be sent."""
    rows = visible_letters(by).filter(pk=letter_id, state__in=[*TROUBLES, SendingState.NEW])
    row = locked(rows).first()
    if row is None:
        raise Missing()
    _end(row, SendingState.DROPPED)
    _forget_doubt(row)


def withdraw(keys: Sequence[str]) -> int:
    """Take back what robots' steps of these keys promised and no worker has begun, in the running transaction."""
    known = [each for key in keys for each in (key, *(f"{key}:{place}" for place in range(1, MOST_FILES + 1)))]
    taken = 0
    for start in range(0, len(known), AT_ONCE):
        rows = locked(Sending.objects.filter(key__in=known[start : start + AT_ONCE], state=SendingState.NEW))
        for row in rows.order_by("pk"):
            _end(row, SendingState.DROPPED, _(NOT_NEEDED))
            note_later(row.key, _(NOT_NEEDED))
            taken += 1
    return taken


def said(**words: str) -> dict[str, str]:
    """Return the words of a letter without spaces around; refuses empty and endless ones at their field."""
    clean = {name: value.strip() for name, value in words.items()}
    for name, value in clean.items():
        if not 1 <= len(value) <= LIMITS[name]:
            raise Invalid(_("This has from 1 to {most} characters."), field=name, params={"most": LIMITS[name]})
    return clean


def enclose(row: Sending, enclosed: Sequence[Enclosed]) -> None:
    """Let files go with a sending; refuses more than a few."""
    if len(enclosed) > MOST_FILES:
        raise Invalid(_("Send up to {most} files at once."), field="files", params={"most": MOST_FILES})
    for each in enclosed:
        attach_file(by=SYSTEM, about=Ref("channels.letter", row.pk), title=each.title, content=each.content)


def written_by(who: Actor) -> dict[str, Any]:
    """Return in whose name a sending goes, as its row keeps that."""
    return {"by_id": who.id, "by_kind": who.kind, "by_name": who.name}


def linger(row: Sending, seconds: int) -> None:
    """Let a sending wait a few seconds before it goes, so that its writer may take it back."""
    if seconds:
        row.not_before = clock.now() + timedelta(seconds=seconds)


def spoke(who: Actor, talk: Talk, row: Sending) -> None:
    """Show in the talk that we spoke last, and who answers now."""
    talk.last_at, talk.last_in = row.made_at, False
    talk.last_text = " ".join((row.text or row.subject).split())[:200]
    if who.kind is ActorKind.PERSON:
        talk.unread, talk.state = 0, TalkState.PERSON
    talk.save(update_fields=["last_at", "last_in", "last_text", "unread", "state"])


def promise(row: Sending, delay: timedelta = timedelta()) -> None:
    """Promise to put a sending on the wire, in the transaction it is written in."""
    if row.not_before:
        delay = max(delay, row.not_before - clock.now())
    soon = row.purpose == Purpose.ANSWER or row.by_kind == ActorKind.PERSON
    outbox.enqueue(SEND, key=_effect_key(row, row.turn), payload={"letter": row.pk}, delay=delay, soon=soon)


def _talk(by: Actor, deal: "Deal", address: str) -> Talk | None:
    """Return the talk a letter about a deal goes into: over the writer's own mailbox, else the company's."""
    account = mailbox_for(viewer=by, owner_id=deal.owner_id if by.kind is ActorKind.ROBOT else by.id)
    if account is None:
        return None
    talk = held_talk(account, address.lower(), Client(contact=deal.contact, company_id=deal.company_id, deal=deal))
    if talk.deal_id != deal.pk:
        talk.deal_id = deal.pk
        talk.save(update_fields=["deal"])
    return talk


def _held_back(row: Sending, found: Verdict) -> None:
    """Move a promise the gate does not let go yet; drop one it never will, with the reason where it was begun."""
    why = _(found.why)
    if found.never:
        _end(row, SendingState.DROPPED, why)
        if row.by_kind == ActorKind.ROBOT:
            note_later(row.key, why)
        return
    row.not_before, row.error, row.turn = found.at, why, row.turn + 1
    row.save(update_fields=["not_before", "error", "turn"])
    promise(row)


def _effect_key(row: Sending, turn: int) -> str:
    return f"letter:{row.pk}:{turn}"


def _went(row: Sending) -> None:
    """Write a letter down as an activity done, in the name of whoever wrote it, unless it was one already."""
    _end(row, SendingState.SENT)
    if row.key.startswith(RECORDED):
        return
    for by in (_writer(row), SYSTEM):
        with suppress(Refusal):
            log_activity(
                by=by,
                kind=ActivityKind.EMAIL if row.way == EMAIL else ActivityKind.MESSAGE,
                result=ActivityResult.DONE,
                title=row.subject or row.text[:120],
                note=row.text[:5000],
                deal_id=row.deal_id,
                contact_id=row.contact_id,
                owner_id=row.owner_id,
                via=Via.ROBOT if row.by_kind == ActorKind.ROBOT else Via.PERSON,
            )
            return


def _writer(row: Sending) -> Actor:
    """Return in whose name a letter is written down: whoever wrote it, while they work here."""
    person = User.objects.filter(pk=row.by_id or 0).first()
    if person is None or has_left(person):
        return SYSTEM
    return replace(actor_of(person), kind=ActorKind(row.by_kind), name=row.by_name)


def _trouble(row: Sending, state: SendingState, why: str) -> None:
    _end(row, state, why)
    told = {"letter": row.pk, "subject": row.subject or row.text[:120], "deal": row.deal_id, "company": row.company_id}
    publish(LetterFailed(at=clock.now(), error=row.error, **told))  # type: ignore[arg-type]


def _end(row: Sending, state: SendingState, why: str = "") -> None:
    row.state, row.error, row.done_at = state, why[:300], clock.now()
    row.save(update_fields=["state", "error", "done_at", "outside", "left_at"])


def _troubled(by: Actor, letter_id: int) -> Sending:
    row = locked(visible_letters(by).filter(pk=letter_id, state__in=TROUBLES)).select_related("owner").first()
    if row is None:
        raise Missing()
    return row


def _forget_doubt(row: Sending) -> None:
    """Close the effects that waited for a person: somebody has decided."""
    keys = [_effect_key(row, turn) for turn in range(row.turn + 1)]
    Effect.objects.filter(key__in=keys, state=EffectState.IN_DOUBT).update(state=EffectState.DONE)
