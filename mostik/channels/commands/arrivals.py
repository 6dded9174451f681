"""What clients write is taken in: once by the far side's number, to whoever they are, whoever looks after them.

The talk's row is held while something is taken in, so two workers with the same thing in hand write it down once.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, TypeVar

from django.urls import reverse

from mostik.channels.events import ClientWrote
from mostik.channels.models import Account, Arrival, Invitation, Talk
from mostik.channels.queries.clients import Client, client_by
from mostik.channels.queries.dialogues import is_answered_by_a_robot
from mostik.channels.rules.marks import marks
from mostik.channels.terms import TalkState
from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM, Actor
from mostik.core.attachments.commands import attach_file
from mostik.core.files import clean_title
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.core.models import File
from mostik.core.notifications import notify
from mostik.core.ways import Enclosed
from mostik.crm.access import visible_contacts, visible_deals
from mostik.crm.commands.contacts import ContactFields, add_contact, edit_contact
from mostik.crm.commands.deals import edit_deal
from mostik.crm.commands.intake import Host, take_lead
from mostik.crm.queries.intakes import came_by
from mostik.kernel.events import N_, Ref
from mostik.kernel.refusals import Missing, Refusal

T = TypeVar("T")
FETCH: Final = "channels.fetch"
ARRIVAL: Final = "channels.arrival"
LONGEST_TEXT: Final = 100_000
LONGEST_TITLE: Final = 200


@dataclass(frozen=True)
class Received:
    """What was taken in: the talk and the arrival by number, and whether it is ``new`` or known already."""

    talk: int
    arrival: int
    new: bool


@command(needs=None)
def receive(
    *,
    by: Actor,
    account_id: int,
    number: str,
    address: str,
    text: str,
    at: datetime,
    name: str = "",
    subject: str = "",
    html: str = "",
    enclosed: Sequence[Enclosed] = (),
    phone: str = "",
    email: str = "",
    messenger: str = "",
    title: str = "",
    token: str = "",
    parts: Sequence[Mapping[str, Any]] = (),
) -> Received:
    """Take in what a client wrote over a connected way; the same number of an account is taken in once.

    ``address`` is where they are answered. A known client is found by ``phone``, ``email`` and ``messenger``
    ("telegram:ivan") or by the ``token`` of a link they followed; a stranger becomes a person with a lead called
    ``title``. ``at`` is when it was written; ``parts`` are files to be fetched afterwards.
    """
    account = _account(account_id)
    known = marks(phone=phone, email=email, messenger=messenger)
    client = _invited(account, token) or client_by(known, viewer=SYSTEM)
    talk = held_talk(account, address, client, name=name)
    if there := Arrival.objects.filter(account=account, number=number).first():
        return Received(there.talk_id, there.pk, new=False)
    if talk.contact_id is None and talk.company_id is None:
        told = ContactFields(phone=phone, email=email, messenger=_written(messenger))
        _meet(by, talk, number, told, title=title or subject or text, text=text, at=at)
    else:
        _know_better(by, talk, client, phone)
    row = Arrival(account=account, talk=talk, number=number, subject=_line(subject), html=html, at=at)
    row.text, row.made_at = text[:LONGEST_TEXT], clock.now()
    row.save()
    _keep(row, enclosed)
    for place, ref in enumerate(parts):
        outbox.enqueue(FETCH, key=f"fetch:{row.pk}:{place}", payload={"arrival": row.pk, "ref": dict(ref)})
    _heard(talk, row)
    publish(_told(talk, account, row))
    return Received(talk.pk, row.pk, new=True)


@command(needs=None)
def correct_arrival(*, by: Actor, account_id: int, number: str, text: str, at: datetime) -> bool:
    """Take over what a client changed in something written before; ``False`` when it was never heard."""
    row = locked(Arrival.objects.filter(account=account_id, number=number)).first()
    if row is None:
        return False
    if row.edited_at is None or row.edited_at < at:
        row.text, row.edited_at = text[:LONGEST_TEXT], at
        row.save(update_fields=["text", "edited_at"])
    return True


@command(needs=None)
def keep_fetched(*, by: Actor, arrival_id: int, ref: Mapping[str, Any], file: Enclosed) -> None:
    """Attach a file fetched after what it came with; fetched twice it is kept once."""
    row = locked(Arrival.objects.filter(pk=arrival_id)).get()
    if not File.objects.filter(about_kind=ARRIVAL, about_id=row.pk, title=clean_title(file.title)).exists():
        _keep(row, [replace(file, title=file.title or str(ref["title"]))])


@command(needs=None)
def note_missing(*, by: Actor, arrival_id: int, title: str, why: str) -> None:
    """Name a file that could not be fetched, and why."""
    row = locked(Arrival.objects.filter(pk=arrival_id)).get()
    row.missing = "; ".join(filter(None, [row.missing, f"{title}: {why}"]))[:300]
    row.save(update_fields=["missing"])


def _account(account_id: int) -> Account:
    row = Account.objects.filter(pk=account_id, removed_at__isnull=True).select_related("owner").first()
    if row is None:
        raise Missing()
    return row


def held_talk(account: Account, address: str, client: Client, *, name: str = "") -> Talk:
    """Return the talk of an account with an address, begun with a client if there is none, held until the end."""
    now = clock.now()
    looks_after = account.owner
    begun = {"name": name[:120], "owner": looks_after, "team_id": looks_after.team_id, "last_at": now, "made_at": now}
    talk, new = Talk.objects.get_or_create(account=account, address=address, defaults=begun)
    talk = locked(Talk.objects.filter(pk=talk.pk)).select_related("owner", "deal").get()
    if client.is_known and (new or (talk.contact_id is None and talk.company_id is None)):
        join(talk, client)
    if name and talk.name != name[:120]:
        talk.name = name[:120]
        talk.save(update_fields=["name"])
    return talk


def join(talk: Talk, client: Client) -> None:
    """Join a talk with a client: whoever looks after the deal, else the person, answers."""
    talk.contact, talk.company_id, talk.deal = client.contact, client.company_id, client.deal or talk.deal
    holder = client.deal or client.contact
    if holder is not None:
        talk.owner, talk.team_id = holder.owner, holder.team_id
    talk.save(update_fields=["contact", "company", "deal", "owner", "team"])


def _invited(account: Account, token: str) -> Client | None:
    """Return whom a link was given to, unless somebody else has used it."""
    row = locked(Invitation.objects.filter(token=token, account=account)).first() if token else None
    if row is None or row.used_at is not None:
        return None
    row.used_at = clock.now()
    row.save(update_fields=["used_at"])
    deal = visible_deals(SYSTEM).filter(pk=row.deal_id).select_related("owner").first() if row.deal_id else None
    theirs = visible_contacts(SYSTEM).filter(pk=row.contact_id or 0)
    contact = theirs.select_related("owner").first()
    return Client(contact=contact, company_id=row.company_id, deal=deal)


def _know_better(by: Actor, talk: Talk, client: Client, phone: str) -> None:
    """Join a talk with whom a stranger turned out to be; write a phone they shared on their card."""
    contact = talk.contact
    if contact is None or client.contact == contact:
        return
    stray = talk.deal if talk.deal and came_by(talk.deal.pk, talk.account.code, viewer=SYSTEM) else None
    if client.is_known and stray is not None:
        with suppress(Refusal):
            whose = {"contact": client.contact.pk if client.contact else None, "company": client.company_id}
            edit_deal(by=by, deal_id=stray.pk, fields=whose)  # type: ignore[arg-type]
        join(talk, client)
    elif phone and not client.is_known and not contact.phone:
        with suppress(Refusal):
            edit_contact(by=by, contact_id=contact.pk, fields={"phone": phone})


def _meet(by: Actor, talk: Talk, number: str, fields: ContactFields, *, title: str, text: str, at: datetime) -> None:
    """Take a stranger's words in as a lead like any other; where none can be made they are a person all the same."""
    account, who = talk.account, talk.name or talk.address
    taken = _try(
        lambda: take_lead(
            by=SYSTEM,
            source=account.code,
            external_id=number,
            name=who,
            phones=_some(fields["phone"]),
            emails=_some(fields["email"]),
            messengers=_some(fields["messenger"]),
            title=_line(title) or who,
            text=text,
            host=Host(account.owner_id, always=account.is_personal),
            at=at,
        )
    )
    if taken is None:
        talk.contact_id = add_contact(by=replace(by, id=talk.owner_id), fields={"first_name": who[:80]})
        talk.save(update_fields=["contact"])
        return
    deal = visible_deals(SYSTEM).select_related("owner").get(pk=taken.deal)
    contact = visible_contacts(SYSTEM).filter(pk=taken.contact or 0).select_related("owner").first()
    join(talk, Client(contact=contact, company_id=deal.company_id, deal=deal))


def _some(text: object) -> list[str]:
    return [str(text)] if text else []


def _try(write: Callable[[], T]) -> T | None:
    """Return what was made, or nothing where it was refused: words of a client are taken in whatever happens."""
    try:
        return write()
    except Refusal:
        return None


def _written(messenger: str) -> str:
    """Return an account of a messenger the way it is written on a card."""
    kind, _colon, account = messenger.partition(":")
    return f"{kind} {account}" if account else ""


def _keep(row: Arrival, enclosed: Sequence[Enclosed]) -> None:
    """Attach what came with it; what cannot be kept is named instead."""
    about = Ref(ARRIVAL, row.pk)
    missing = [each.title for each in enclosed if _try(lambda each=each: _attach(about, each)) is None]  # type: ignore[misc]
    if missing:
        row.missing = ", ".join(missing)[:300]
        row.save(update_fields=["missing"])


def _attach(about: Ref, each: Enclosed) -> int:
    return attach_file(by=SYSTEM, about=about, title=each.title, content=each.content).pk


def _heard(talk: Talk, row: Arrival) -> None:
    """Show in the talk that the client spoke last, and tell whoever answers."""
    waits = talk.state in {TalkState.WAITING, TalkState.CLOSED}
    first = talk.unread == 0
    talk.unread, talk.last_in, talk.gone_at = talk.unread + 1, True, None
    talk.last_at, talk.last_text = max(row.made_at, talk.last_at), _line(row.text or row.subject)
    talk.state = TalkState.WAITING if waits else talk.state
    talk.save(update_fields=["unread", "last_in", "gone_at", "last_at", "last_text", "state"])
    if first and talk.state != TalkState.ROBOT and not is_answered_by_a_robot(talk):
        notify(
            person_ids=[talk.owner_id],
            kind="talk",
            text=N_("{who} wrote: {text}"),
            params={"who": str(talk), "text": talk.last_text},
            key=f"arrival:{row.pk}",
            url=reverse("channels:talk", args=[talk.pk]),
        )


def _told(talk: Talk, account: Account, row: Arrival) -> ClientWrote:
    return ClientWrote(
        at=row.made_at,
        talk=talk.pk,
        arrival=row.pk,
        way=account.way,
        deal=talk.deal_id,
        contact=talk.contact_id,
        company=talk.company_id,
        text=row.text[:2000],
        who=str(talk),
    )


def _line(text: str) -> str:
    """Return a text on one line, as long as a title may be."""
    return " ".join(text.split())[:LONGEST_TITLE]
