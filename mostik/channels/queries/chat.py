"""The chat of a site as its visitor sees it: whose page it is, what was said, whether somebody is here."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.core import signing

from mostik.channels.catalog.ways import CHAT
from mostik.channels.models import Account, Arrival, Sending, Talk
from mostik.channels.queries.accounts import account_behind
from mostik.channels.terms import SendingState, TalkState
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.period import Span
from mostik.kernel.refusals import Missing
from mostik.people.queries.calendar import planned_hours

SHOWN = 100


@dataclass(frozen=True)
class Line:
    """One message: its number on the page, who said it, the words, when."""

    number: str
    ours: bool
    who: str
    text: str
    at: datetime


def site_chat(door: str, *, viewer: Actor) -> Account:
    """Return the chat in use behind a door; refuses one paused, of another way, or not there."""
    row = account_behind(door, viewer=viewer)
    if row.way != CHAT or row.paused_at:
        raise Missing()
    return row


def new_visitor(account: Account) -> str:
    """Return a key for a visitor not seen before: they alone know it, and it opens their talk alone."""
    return _signer(account).sign(uuid4().hex)


def visitor_of(account: Account, key: str) -> str:
    """Return whose key it is; refuses a forged one as one that is not there."""
    try:
        return _signer(account).unsign(key)
    except signing.BadSignature:
        raise Missing() from None


def talk_of(account: Account, visitor: str, *, viewer: Actor) -> Talk | None:  # noqa: ARG001 - the key opens it
    """Return a visitor's talk, if they have written."""
    return Talk.objects.filter(account=account, address=visitor).first()


def lines_of(talk: Talk, *, viewer: Actor) -> list[Line]:  # noqa: ARG001 - the key opens it
    """Return the newest messages of a talk, the oldest first."""
    theirs = list(Arrival.objects.filter(talk=talk).order_by("-pk")[:SHOWN])
    ours = list(Sending.objects.filter(talk=talk, state=SendingState.SENT).order_by("-pk")[:SHOWN])
    found = [Line(f"a{row.pk}", ours=False, who="", text=row.text, at=row.made_at) for row in reversed(theirs)]
    found += [Line(f"s{row.pk}", ours=True, who=row.by_name, text=row.text, at=row.made_at) for row in reversed(ours)]
    return sorted(found, key=lambda line: line.at)[-SHOWN:]


def is_attended(account: Account, talk: Talk | None, *, viewer: Actor) -> bool:  # noqa: ARG001 - hours are no secret
    """Return whether somebody answers now: a robot in this talk, or its owner, in working hours."""
    if talk and talk.state == TalkState.ROBOT:
        return True
    now = clock.now().astimezone(clock.zone())
    span = Span(now.date(), now.date())
    owner = talk.owner_id if talk else account.owner_id
    hours = planned_hours(people_ids=[owner], span=span).get(owner, {}).get(now.date(), ())
    return any(begins <= now.time() and (now.time() < ends or not ends.hour) for begins, ends in hours)


def _signer(account: Account) -> signing.Signer:
    return signing.Signer(salt=f"channels.chat.{account.pk}")
