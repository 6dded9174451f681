"""What the room does by the clock and after a change: requests pressed, invitations and messages sent."""

import logging

from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from mostik.core import company, vault
from mostik.core.actors import SYSTEM
from mostik.core.outbox import InDoubt, effect
from mostik.core.ways import Became, Outcome
from mostik.people.access import User, has_left
from mostik.people.commands.approvals import press_approvals
from mostik.people.commands.attendance import notice_lapses
from mostik.people.commands.notices import choosing, sending
from mostik.people.commands.reads import seal_reads
from mostik.people.commands.sign_in import MAIL
from mostik.people.queries import letters
from mostik.people.queries import notices as queries

log = logging.getLogger(__name__)


def press() -> int:
    """Do what the clock says about requests."""
    return press_approvals(by=SYSTEM)


def notice() -> int:
    """Notice lateness, early leaves and no-shows."""
    return notice_lapses(by=SYSTEM)


def seal() -> int:
    """Chain the newest lines of the journal of reads."""
    return seal_reads()


@effect(MAIL)
def send_invite(*, person: int, link: str) -> None:
    """Send an invitation in the person's language, unless they have left meanwhile."""
    row = User.objects.filter(pk=person).first()
    if row is None or has_left(row):
        return
    with translation.override(row.language or None):
        text = _("Hello, {name}!\n\nYou are invited to Mostik. Set your password here within 72 hours:\n{link}")
        send_mail(
            _("Invitation to Mostik"), text.format(name=row.first_name, link=vault.opened(link)), None, [row.email]
        )


def write_letters() -> int:
    """Promise the daily letters whose hour has come."""
    return sending.write_letters(by=SYSTEM)


@effect(sending.TELL)
def tell(*, key: str) -> None:
    """Put one message on the wire, outside any transaction, and write down what became of it.

    What fails before the wire is known not to have gone.
    """
    begun = sending.begin_message(by=SYSTEM, key=key)
    if begun.doubt:
        raise InDoubt("The worker died while this message was being sent.")
    if begun.row is None or begun.found is None:
        return
    try:
        letter = letters.composed(viewer=begun.found.viewer, row=begun.row, found=begun.found)
        way = queries.channel(begun.row.way)
    except Exception as failure:
        log.exception("message %s is not ready to go", key)
        outcome = Outcome(Became.LATER, f"{type(failure).__name__}: {failure}")
    else:
        outcome = way.send(letter)
    sending.settle_message(by=SYSTEM, row=begun.row, outcome=outcome)
    if outcome.became is Became.UNKNOWN:
        raise InDoubt(outcome.why)


@effect(choosing.HEAR)
def hear(*, person: int, turn: int, code: str) -> None:
    """Hear what was written to the bot while somebody waits to be tied to their chat."""
    bot = queries.bot_of()
    if bot is None or not queries.waits_for_code(person_id=person, code=code):
        return
    tied = choosing.use_codes(by=SYSTEM, said=bot.heard(company.choice(queries.HEARD)))
    if person not in tied:
        choosing.listen(person=person, turn=turn + 1, code=code)
