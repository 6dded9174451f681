"""What is said in talks: one promise of one sending over the talk's way; who answers, and to whom a talk belongs."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from mostik.channels.access import accounts
from mostik.channels.catalog.ways import EMAIL, way_of
from mostik.channels.commands import gate
from mostik.channels.commands.arrivals import held_talk
from mostik.channels.commands.handling import held
from mostik.channels.commands.letters import (
    MOST_FILES,
    RIGHT,
    enclose,
    linger,
    promise,
    spoke,
    write_letter,
    written_by,
)
from mostik.channels.events import LetterPromised
from mostik.channels.models import Account, Arrival, Sending, Talk
from mostik.channels.queries.clients import Client
from mostik.channels.queries.introductions import introduction
from mostik.channels.rules.introductions import with_introduction
from mostik.channels.terms import Purpose
from mostik.core import clock
from mostik.core.actors import Actor, ActorKind
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.ways import Enclosed
from mostik.crm.access import visible_deals
from mostik.crm.queries.letters import addressee_of_deal
from mostik.kernel.refusals import Conflict, Invalid, Missing, gettext_noop
from mostik.people.queries.notices import address

if TYPE_CHECKING:
    from mostik.crm.models import Deal

ANSWERED_WITHIN: Final = timedelta(days=1)


class NotConnected(Conflict):
    """No account of the way is in use."""

    message = gettext_noop("{way} is not connected, or is paused. Connect it first.")


class NoTalk(Conflict):
    """The client has not begun a talk, and this way lets nobody else begin one."""

    message = gettext_noop("The client has not written to us by {way} yet: send them the link to begin.")


class Gone(Conflict):
    """The client takes no messages any more."""

    message = gettext_noop("They take no more messages here: they blocked us or left. Reach them another way.")


@command(needs=RIGHT)
def say(
    *,
    by: Actor,
    talk_id: int,
    text: str,
    key: str,
    subject: str = "",
    html: str = "",
    enclosed: Sequence[Enclosed] = (),
    asks: str = "",
    purpose: str = "",
    hold: int = 0,
) -> int:
    """Promise one message in a talk and return the sending's number; the same key promises nothing twice.

    A person who says something answers from now on; a robot's word within a day of the client's is an answer.
    Files the way takes one by one go as messages of their own after it. ``asks="phone"`` puts a button under it that
    shares the client's phone. It goes ``hold`` seconds later. Refuses an empty or too long text, a paused way, a client
    gone.
    """
    if known := Sending.objects.filter(key=key).values_list("pk", flat=True).first():
        return int(known)
    talk = held(by, talk_id)
    way, account = way_of(talk.account.way), talk.account
    if account.paused_at or account.removed_at:
        raise NotConnected(params={"way": way.words})
    if talk.gone_at:
        raise Gone
    words = text.strip()
    if (not words and not enclosed) or len(words) > way.longest:
        raise Invalid(_("This has from 1 to {most} characters."), field="text", params={"most": way.longest})
    if len(enclosed) > (MOST_FILES if way.files else 0):
        raise Invalid(_("Send up to {most} files at once."), field="files", params={"most": MOST_FILES * way.files})
    more = {"subject": subject, "html": html, "asks": asks, "purpose": purpose}
    pieces = [(words, tuple(enclosed))] if not way.caption else _in_pieces(words, enclosed, way.caption)
    said = [
        _promised(by, talk, piece, key=f"{key}:{place}" if place else key, hold=hold, **more)
        for place, piece in enumerate(pieces)
    ]
    spoke(by, talk, said[0])
    return said[0].pk


@command(needs=RIGHT)
def write(
    *,
    by: Actor,
    deal_id: int,
    way: str,
    text: str,
    key: str,
    subject: str = "",
    html: str = "",
    purpose: str = Purpose.SERVICE,
    hold: int = 0,
) -> int:
    """Promise one message to the client of a deal by a way and return its number; the same key promises nothing twice.

    The client's newest talk of this way goes on; where there is none, one is begun if the way lets us begin. It goes
    ``hold`` seconds later. Refuses a client without an address or a talk, and what the gate lets nobody send.
    """
    if way == EMAIL:
        return write_letter(by=by, deal_id=deal_id, subject=subject, text=text, key=key, purpose=purpose, hold=hold)
    if known := Sending.objects.filter(key=key).values_list("pk", flat=True).first():
        return int(known)
    talk = _talk_of_deal(by, deal_id, way)
    told = {"subject": subject, "html": html, "purpose": purpose, "hold": hold}
    return say(by=by, talk_id=talk.pk, text=text, key=key, **told)  # type: ignore[arg-type]


def _talk_of_deal(by: Actor, deal_id: int, code: str) -> Talk:
    """Return the talk a deal's client is written in: theirs over an account in use, or one begun now."""
    deal = visible_deals(by).filter(pk=deal_id).select_related("owner", "contact").first()
    if deal is None:
        raise Missing()
    in_use = accounts(by).filter(way=code, paused_at__isnull=True)
    theirs = Talk.objects.filter(account__in=in_use)
    for whose in ({"deal": deal.pk}, {"contact": deal.contact_id}, {"company": deal.company_id}):
        if all(whose.values()) and (talk := theirs.filter(**whose).order_by("-last_at", "-pk").first()):
            return talk
    way, account = way_of(code), in_use.select_related("owner").order_by("pk").first()
    if account is None:
        raise NotConnected(params={"way": way.words})
    return _begun(by, account, deal, way.reached_by)


def _begun(by: Actor, account: Account, deal: "Deal", reached_by: str) -> Talk:
    way = way_of(account.way)
    if not reached_by:
        raise NoTalk(params={"way": way.words})
    to = addressee_of_deal(deal.pk, viewer=by)
    address = to.email if reached_by == "email" else to.phone
    if not address:
        raise Invalid(_("The client has no phone you may see: write it on their card first."), field="text")
    client = Client(contact=deal.contact, company_id=deal.company_id, deal=deal)
    talk = held_talk(account, address, client, name=str(deal.contact or ""))
    talk.last_in = False
    talk.save(update_fields=["last_in"])
    return talk


def _purpose(by: Actor, talk: Talk) -> Purpose:
    """Return what a word in a talk is for where nothing else is said."""
    asked = Arrival.objects.filter(talk=talk, at__gt=clock.now() - ANSWERED_WITHIN)
    return Purpose.ANSWER if by.kind is ActorKind.ROBOT and asked.exists() else Purpose.SERVICE


def _in_pieces(text: str, enclosed: Sequence[Enclosed], caption: int) -> list[tuple[str, tuple[Enclosed, ...]]]:
    """Return what goes one by one: a file at a time, the words with the first if they fit under it, else before."""
    if not enclosed:
        return [(text, ())]
    first = [(text, ())] if len(text) > caption else []
    words = "" if first else text
    return [*first, *((words if place == 0 else "", (each,)) for place, each in enumerate(enclosed))]


def _promised(
    by: Actor, talk: Talk, piece: tuple[str, tuple[Enclosed, ...]], *, key: str, hold: int, **more: str
) -> Sending:
    text, enclosed = piece
    if not way_of(talk.account.way).reached_by:
        text = with_introduction(text, address(), introduction(viewer=by, talk_id=talk.pk))
    row = Sending(
        key=key,
        way=talk.account.way,
        account=talk.account,
        talk=talk,
        to=talk.address,
        subject=more["subject"].strip()[:200],
        text=text,
        html=more["html"],
        asks=more["asks"],
        deal_id=talk.deal_id,
        company_id=talk.company_id,
        contact_id=talk.contact_id,
        owner_id=talk.owner_id,
        team_id=talk.team_id,
        **written_by(by),
        purpose=more["purpose"] or _purpose(by, talk),
        made_at=clock.now(),
    )
    gate.promised(row, by)
    linger(row, hold)
    row.save()
    enclose(row, enclosed)
    told = {"subject": row.subject or row.text[:120], "deal": row.deal_id, "company": row.company_id}
    publish(LetterPromised(at=row.made_at, letter=row.pk, **told))  # type: ignore[arg-type]
    promise(row)
    return row
