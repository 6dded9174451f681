"""What becomes of an issued paper: sent, signed, cancelled, brought back. What is paid of it follows from payments."""

from datetime import datetime

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.crm import events
from mostik.crm.commands.documents.laying import lay_advance, lift
from mostik.crm.commands.documents.rows import held, keep, tell
from mostik.kernel.refusals import Invalid


@command(needs="crm.make_document")
def send_document(*, by: Actor, document_id: int, at: datetime | None = None) -> None:
    """Say that a paper went to the client; the first time counts."""
    row = held(by, document_id, "send")
    if row.sent_at is None:
        row.sent_at = at or clock.now()
        keep(row)
        tell(by, row, events.DocumentSent, at=row.sent_at)


@command(needs="crm.make_document")
def sign_document(*, by: Actor, document_id: int, who: str, at: datetime | None = None) -> None:
    """Say that the client signed or accepted a paper in another way than by its link, and who did."""
    row, who = held(by, document_id, "accept"), who.strip()[:150]
    if not who:
        raise Invalid(_("Write who signed it."), field="who")
    row.accepted_at, row.accepted_by = at or clock.now(), who
    keep(row)
    tell(by, row, events.DocumentAccepted, at=row.accepted_at, who=who)


@command(needs="crm.make_document")
def cancel_document(*, by: Actor, document_id: int, why: str = "") -> None:
    """Cancel an issued paper: it counts for nothing, its number is never given again. ``reinstate`` undoes this.

    Money laid on it is an advance again.
    """
    row = held(by, document_id, "cancel")
    row.cancelled_at, row.cancelled_why = clock.now(), why.strip()[:300]
    keep(row)
    lift(by, row.allocations.all(), [row])
    tell(by, row, events.DocumentCancelled, at=row.cancelled_at, why=row.cancelled_why)


@command(needs="crm.make_document")
def reinstate_document(*, by: Actor, document_id: int) -> None:
    """Let a cancelled paper count again, under its number."""
    row = held(by, document_id, "reinstate")
    row.cancelled_at, row.cancelled_why = None, ""
    keep(row)
    tell(by, row, events.DocumentReinstated, at=clock.now())
    lay_advance(by, row)
