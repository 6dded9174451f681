"""What becomes of an issued paper: sent, signed, paid, cancelled, brought back."""

from datetime import datetime

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.crm import events
from mostik.crm.access import visible_documents
from mostik.crm.commands.documents.rows import held, keep, tell
from mostik.crm.commands.payments import receive, withdraw
from mostik.crm.commands.receivables.laying import held_invoices, lay, lay_advance, lift, weigh
from mostik.crm.commands.rows import deal_of
from mostik.crm.models import Payment
from mostik.kernel.refusals import Invalid, Missing


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


@command(needs="crm.record_payment")
def settle_document(*, by: Actor, document_id: int, at: datetime | None = None) -> None:
    """Say that an invoice is paid in full: the deal's advances are laid on it, the rest is recorded as a payment.

    ``unsettle_document`` takes that payment back.
    """
    deal_id = _deal_id(by, document_id)
    held_invoices([deal_id])
    row = held(by, document_id, "pay")
    deal = deal_of(by, deal_id)
    lay_advance(by, row)
    if row.open:
        payment = receive(by, deal, row.open, clock.business_day(at or clock.now()), settles=row)
        lay(by, payment, row, row.open.minor)


@command(needs="crm.record_payment")
def unsettle_document(*, by: Actor, document_id: int) -> None:
    """Say that an invoice taken for paid is not: what its mark recorded is taken back, other money is an advance."""
    rows = held_invoices([_deal_id(by, document_id)])
    row = held(by, document_id, "unpay")
    deal_of(by, row.deal_id)
    row = next(each for each in rows if each.pk == row.pk)
    for payment in Payment.objects.filter(settles=row, withdrawn_at__isnull=True).select_for_update(of=("self",)):
        withdraw(by, payment, rows)
    lift(by, row.allocations.all(), rows)
    if row.before_minor:
        row.before_minor = 0
        weigh(by, row)


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


def _deal_id(by: Actor, document_id: int) -> int:
    found = visible_documents(by).filter(pk=document_id).values_list("deal_id", flat=True).first()
    if found is None:
        raise Missing()
    return found
