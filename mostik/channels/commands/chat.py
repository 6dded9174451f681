"""What a visitor of a site says in its chat, and that they have seen what we said."""

from uuid import uuid4

from django.utils.translation import gettext as _

from mostik.channels.commands.arrivals import receive
from mostik.channels.models import Account, Sending, Talk
from mostik.channels.terms import SendingState
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.kernel.refusals import Invalid, gettext_noop

LONGEST = 4000


class NothingSaid(Invalid):
    """An empty message, or an endless one."""

    message = gettext_noop("Write a message of up to {most} characters.")


@command(needs=None)
def hear_visitor(
    *,
    by: Actor,
    account: Account,
    visitor: str,
    number: str,
    text: str,
    page: str = "",
    name: str = "",
    phone: str = "",
    email: str = "",
) -> int:
    """Take in what a visitor wrote, once by its number, with the page they were on; return the talk's number."""
    said = text.strip()
    if not 1 <= len(said) <= LONGEST:
        raise NothingSaid(field="text", params={"most": LONGEST})
    known = Talk.objects.filter(account=account, address=visitor).exists()
    return receive(
        by=by,
        account_id=account.pk,
        number=f"{visitor}:{number or uuid4().hex}"[:250],
        address=visitor,
        name=name.strip()[:120] or ("" if known else _("Visitor of the site")),
        text=said,
        subject=page[:200],
        at=clock.now(),
        phone=phone,
        email=email,
        title=said,
    ).talk


@command(needs=None)
def note_read(*, by: Actor, talk_id: int) -> None:
    """Write down that the visitor's page has fetched what we said."""
    now = clock.now()
    rows = Sending.objects.filter(talk=talk_id, state=SendingState.SENT, read_at__isnull=True)
    rows.update(read_at=now, delivered_at=now)


def has_unread(talk: Talk) -> bool:
    """Return whether something we said was not fetched yet."""
    return Sending.objects.filter(talk=talk, state=SendingState.SENT, read_at__isnull=True).exists()
