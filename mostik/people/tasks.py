"""What the room does by the clock and after a change: requests pressed for a decision, invitations sent."""

from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from mostik.core import vault
from mostik.core.actors import SYSTEM
from mostik.core.outbox import effect
from mostik.people.access import User, has_left
from mostik.people.commands.approvals import press_approvals
from mostik.people.commands.reads import seal_reads
from mostik.people.commands.sign_in import MAIL


def press() -> int:
    """Do what the clock says about requests."""
    return press_approvals(by=SYSTEM)


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
