"""Letters that came back: the address is marked, the letter failed where the address is dead."""

from typing import Final

from django.db.models import F

from mostik.channels.events import LetterCameBack
from mostik.channels.models import Account, BadAddress, Sending
from mostik.channels.queries.mail import bad_addresses, letter_of_bounce
from mostik.channels.rules.mail.notices import Bounce
from mostik.channels.terms import SendingState
from mostik.core import clock
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.refusals import Conflict, Missing, gettext_noop

RIGHT: Final = "channels.write_letters"


class DeadAddress(Conflict):
    """Letters to the address come back."""

    message = gettext_noop(
        "Letters to {address} come back: there is no such address. Correct it on the card, or clear it among the "
        "addresses letters came back from."
    )


@command(needs=RIGHT)
def clear_address(*, by: Actor, bad_id: int) -> None:
    """Let an address be written to again."""
    _set_cleared(by, bad_id, cleared=True)


@command(needs=RIGHT)
def mark_address_again(*, by: Actor, bad_id: int) -> None:
    """Take the clearing back."""
    _set_cleared(by, bad_id, cleared=False)


def note_bounce(account: Account, bounce: Bounce) -> None:
    """Note within the running command that a letter came back from an address."""
    row = letter_of_bounce(account, bounce, viewer=SYSTEM)
    if row is None:
        return
    mark_address(row, bounce.said, hard=bounce.hard)
    if bounce.hard:
        row.state = SendingState.FAILED
    row.error = bounce.said[:300]
    row.save(update_fields=["state", "error"])
    told = {"letter": row.pk, "subject": row.subject, "deal": row.deal_id, "company": row.company_id}
    publish(LetterCameBack(at=clock.now(), error=row.error, hard=bounce.hard, **told))  # type: ignore[arg-type]


def mark_address(row: Sending, said: str, *, hard: bool) -> None:
    """Mark the address of a letter as bad; one known as dead stays so until somebody clears it."""
    now, address = clock.now(), row.to.lower()
    told = {"said": said[:300], "at": now, "contact_id": row.contact_id, "company_id": row.company_id}
    known, new = BadAddress.objects.get_or_create(address=address, defaults={"hard": hard, **told})
    if not new:
        dead = hard or (known.hard and known.cleared_at is None)
        BadAddress.objects.filter(pk=known.pk).update(hard=dead, times=F("times") + 1, cleared_at=None, **told)


def refuse_dead(address: str) -> None:
    """Refuse `DeadAddress` for one whose letters come back for good."""
    if BadAddress.objects.filter(address=address.lower(), hard=True, cleared_at__isnull=True).exists():
        raise DeadAddress(params={"address": address})


def _set_cleared(by: Actor, bad_id: int, *, cleared: bool) -> None:
    rows = bad_addresses(viewer=by, cleared=not cleared).filter(pk=bad_id)
    if not BadAddress.objects.filter(pk__in=rows.values("pk")).update(cleared_at=clock.now() if cleared else None):
        raise Missing()
