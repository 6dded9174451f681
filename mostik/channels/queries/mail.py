"""Letters in mailboxes: whose they are, what they answer, what came back, what was set aside, what goes on the wire."""

import zlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db.models import Q, QuerySet

from mostik.channels.access import accounts, visible_talks
from mostik.channels.catalog.ways import EMAIL
from mostik.channels.models import Account, Arrival, BadAddress, RawLetter, Sending
from mostik.channels.queries.letters import enclosed_calendar, enclosed_in
from mostik.channels.rules.mail.notices import Bounce
from mostik.channels.rules.mail.threads import MOST, thread_headers
from mostik.channels.terms import Fate, SendingState
from mostik.core import clock
from mostik.core.actors import Actor, ActorKind
from mostik.core.models import File
from mostik.core.ways import Letter, wire_number
from mostik.crm.access import visible_companies, visible_contacts
from mostik.kernel.refusals import Missing
from mostik.people.access import User, scoped

SHOWN: Final = 5
#: A report without a number is about the newest letter to the address, of so many days.
NAMELESS: Final = timedelta(days=5)
#: How long after a doubt one looks among what was sent: the far side may still be writing it down.
GRACE: Final = (timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1))
ASIDE: Final = (Fate.AUTOMATIC, Fate.INSIDE)


def answered_by(account: Account, numbers: Iterable[str], *, viewer: Actor) -> Sending | None:  # noqa: ARG001
    """Return which of our letters one answers: the nearest it names."""
    known = list(dict.fromkeys(numbers))[:MOST]
    rows = {each.outside: each for each in _sent_by(account).filter(outside__in=known)}
    return next((rows[each] for each in known if each in rows), None)


def letter_of_bounce(account: Account, bounce: Bounce, *, viewer: Actor) -> Sending | None:  # noqa: ARG001
    """Return the letter a report speaks of: by its number, else the newest to the address in some days."""
    if bounce.number:
        return _sent_by(account).filter(outside=bounce.number).first()
    since = clock.now() - NAMELESS
    return _sent_by(account).filter(to__iexact=bounce.address, made_at__gt=since).order_by("-pk").first()


def is_ours(sender: str, *, viewer: Actor) -> bool:
    """Return whether one of our own mailboxes wrote: a copy, or a letter that comes round."""
    return sender in {str(each.told.get("address", "")).lower() for each in mailboxes(viewer=viewer)}


def is_colleague(sender: str, *, viewer: Actor) -> bool:  # noqa: ARG001 - whether the address is of somebody who works here
    """Return whether somebody who works here wrote."""
    return User.objects.filter(email__iexact=sender, is_active=True).exists()


def mailboxes(*, viewer: Actor) -> QuerySet[Account]:
    """Return the connected mailboxes."""
    return accounts(viewer).filter(way=EMAIL)


def mailbox_for(*, viewer: Actor, owner_id: int | None) -> Account | None:
    """Return the mailbox somebody's letters go by: their own, else the company's first."""
    rows = mailboxes(viewer=viewer).filter(paused_at__isnull=True).select_related("owner").order_by("pk")
    own = [each for each in rows if each.told.get("whose") == "personal" and each.owner_id == owner_id]
    return next(iter(own or [each for each in rows if each.told.get("whose") != "personal"]), None)


def wire_letter(row: Sending, *, viewer: Actor) -> Letter:
    """Return a sending as it goes on the wire: its words and files; a letter on its thread."""
    return Letter(
        to=row.to,
        title=row.subject,
        text=row.text,
        html=row.html,
        number=row.number,
        files=(*enclosed_in(row, viewer=viewer), *enclosed_calendar(row)),
        headers=_headers(row) if row.way == EMAIL else _asked(row),
        copies=tuple(row.cc.split()),
        blind=tuple(row.bcc.split()),
    )


def raw_letter(raw_id: int, *, viewer: Actor) -> RawLetter | None:  # noqa: ARG001 - the worker's own
    """Return a letter as it came, still to be read."""
    return RawLetter.objects.filter(pk=raw_id).select_related("account").first()


def body_of(row: RawLetter) -> bytes:
    """Return a letter's bytes as they came; none of one whose writer is erased."""
    return zlib.decompress(bytes(row.body)) if row.body else b""


def letter_in_doubt(letter_id: int, *, viewer: Actor) -> Sending | None:  # noqa: ARG001 - the worker's own
    """Return a letter while it is in doubt."""
    rows = Sending.objects.filter(pk=letter_id, state=SendingState.IN_DOUBT, account__removed_at__isnull=True)
    return rows.select_related("account").first()


def letters_aside(*, viewer: Actor) -> QuerySet[RawLetter]:
    """Return the letters set aside, of mailboxes within reach."""
    rows = scoped(RawLetter.objects.all(), viewer, owner="account__owner_id", team="account__owner__team_id")
    rows = rows.filter(fate__in=ASIDE, account__removed_at__isnull=True).select_related("account")
    return rows if viewer.may("crm.see_deals") else rows.none()


def arrival(arrival_id: int, *, viewer: Actor) -> Arrival:
    """Return one thing a client wrote; refuses one out of reach."""
    rows = Arrival.objects.filter(pk=arrival_id, talk__in=visible_talks(viewer).values("pk"))
    row = rows.select_related("talk__deal", "account").first()
    if row is None:
        raise Missing()
    return row


def came_about(deal_id: int, *, viewer: Actor) -> list[Arrival]:
    """Return the newest letters that came about a deal, within reach."""
    rows = Arrival.objects.filter(account__way=EMAIL, talk__deal=deal_id, talk__in=visible_talks(viewer).values("pk"))
    return list(rows.order_by("-at", "-pk")[:SHOWN])


def files_of(row: Arrival, *, viewer: Actor) -> list[File]:  # noqa: ARG001 - of an arrival somebody sees already
    """Return the files that came with it."""
    return list(File.objects.filter(about_kind="channels.arrival", about_id=row.pk, removed_at__isnull=True))


def bad_addresses(*, viewer: Actor, cleared: bool | None = False) -> QuerySet[BadAddress]:
    """Return the addresses letters came back from, of clients within reach; cleared ones, others, or all."""
    theirs = Q(contact__in=visible_contacts(viewer).values("pk")) | Q(
        company__in=visible_companies(viewer).values("pk")
    )
    rows = BadAddress.objects.filter(theirs).select_related("contact", "company")
    return rows if cleared is None else rows.filter(cleared_at__isnull=not cleared)


def in_doubt_by_mailbox(*, viewer: Actor) -> list[tuple[Sending, int]]:  # noqa: ARG001 - the timer's own
    """Return letters in doubt that went by a mailbox, and which look among those sent is due for each."""
    now = clock.now()
    rows = Sending.objects.filter(state=SendingState.IN_DOUBT, way=EMAIL, account__removed_at__isnull=True)
    rows = rows.filter(
        account__isnull=False,
        account__paused_at__isnull=True,
        done_at__gt=now - timedelta(days=1),
        done_at__lt=now - GRACE[0],
    )
    return [(row, sum(row.done_at is not None and row.done_at < now - each for each in GRACE)) for row in rows]


def _sent_by(account: Account) -> QuerySet[Sending]:
    """Return what went by a mailbox, or by the company's server before there was one."""
    rows = Sending.objects.filter(Q(account=account) | Q(account__isnull=True), way=EMAIL)
    return rows.select_related("deal__owner", "contact__owner")


def _asked(row: Sending) -> dict[str, str]:
    return {"ask": row.asks} if row.asks else {}


def _headers(row: Sending) -> dict[str, str]:
    automatic = {"Auto-Submitted": "auto-generated"} if row.by_kind == ActorKind.ROBOT else {}
    if row.talk_id is None:
        return automatic
    theirs = Arrival.objects.filter(talk=row.talk_id).order_by("-pk").values_list("made_at", "number")[:MOST]
    sent = Sending.objects.filter(talk=row.talk_id, pk__lt=row.pk, state=SendingState.SENT).order_by("-pk")[:MOST]
    before = [(at, 1, number) for at, number in theirs]
    before += [(each.made_at, 0, wire_number(each.number)) for each in sent]
    return {**automatic, **thread_headers(number for _at, _theirs, number in sorted(before))}
