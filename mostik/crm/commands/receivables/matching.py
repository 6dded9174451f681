"""Deciding about money that came by a bank: laid on invoices and deals, left as it is, given back, opened again.

Rows are held in one order: the line, the invoices of its deals, the deals, their payments.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.crm import events
from mostik.crm.access import visible_lines
from mostik.crm.commands.documents.laying import held_invoices, lay
from mostik.crm.commands.payments import receive, withdraw
from mostik.crm.commands.rows import deal_of
from mostik.crm.models import BankLine, Deal, Document, Payment
from mostik.crm.rules.receivables.debts import checked_split
from mostik.crm.terms import LineState
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Invalid, Missing


class Part(NamedTuple):
    """A part of what came: for a deal, and for one of its invoices or as an advance."""

    deal: int
    invoice: int | None
    minor: int


@command(needs="crm.load_statements")
def match_line(*, by: Actor, line_id: int, parts: Sequence[Part]) -> None:
    """Lay money that came on invoices and deals; what the parts leave over is an advance on the first one's deal.

    Refuses a payment somebody decided about meanwhile, parts above what came or above what is open of an invoice.
    ``reopen_line`` undoes this.
    """
    line = _held(by, line_id)
    if line.state == LineState.MATCHED:
        raise Conflict(_("Somebody has decided about this payment already. Look at it again."))
    settle_line(by, line, parts)


@command(needs="crm.load_statements")
def leave_line(*, by: Actor, line_id: int, note: str = "") -> None:
    """Leave money that came as it is: it is no client's payment for anything."""
    _decide(by, _held(by, line_id), LineState.LEFT, note)


@command(needs="crm.load_statements")
def return_line(*, by: Actor, line_id: int, note: str = "") -> None:
    """Say that money goes back to whoever paid it: its payments count no more, its invoices are open again."""
    _decide(by, _held(by, line_id), LineState.RETURNED, note)


@command(needs="crm.load_statements")
def reopen_line(*, by: Actor, line_id: int) -> None:
    """Undo a decision about money that came: its payments are taken back and it waits again."""
    line = _held(by, line_id)
    if line.state == LineState.WAITING:
        raise Conflict(_("Nothing is decided about this payment yet."))
    let_go(by, line)
    _say(line, LineState.WAITING)


def hold_deals(deal_ids: Collection[int]) -> None:
    """Hold deals and their invoices before many lines are walked, in the order everybody holds them."""
    held_invoices(deal_ids)
    locked(Deal.objects.filter(pk__in=deal_ids))


def settle_line(actor: Actor, line: BankLine, parts: Sequence[Part]) -> None:
    """Lay a held line's money as the parts say."""
    checked_split(line.amount_minor, parts)
    deal_ids = list(dict.fromkeys(part.deal for part in parts))
    rows = {row.pk: row for row in held_invoices(deal_ids)}
    for part in parts:
        _check(part, rows, line)
    rest = line.amount_minor - sum(part.minor for part in parts)
    for deal_id in sorted(deal_ids):
        deal = deal_of(actor, deal_id)
        if deal.currency != line.currency:
            raise Invalid(_("The deal is in {currency}."), params={"currency": deal.currency})
        mine = [part for part in parts if part.deal == deal_id]
        total = sum(part.minor for part in mine) + (rest if deal_id == deal_ids[0] else 0)
        day, money = min(line.paid_on, clock.today()), Money(total, line.currency)
        payment = receive(actor, deal, money, day, line=line, note=line.purpose[:200])
        for part in mine:
            if part.invoice is not None:
                lay(actor, payment, rows[part.invoice], part.minor)
    _say(line, LineState.MATCHED)


def let_go(actor: Actor, line: BankLine) -> None:
    """Take back what became of a held line."""
    payments = list(Payment.objects.filter(line=line, withdrawn_at__isnull=True).order_by("pk"))
    rows = held_invoices({payment.deal_id for payment in payments})
    for deal_id in sorted({payment.deal_id for payment in payments}):
        deal_of(actor, deal_id, removed=True)
    for payment in Payment.objects.filter(pk__in=[each.pk for each in payments]).select_for_update(of=("self",)):
        withdraw(actor, payment, rows)


def _decide(by: Actor, line: BankLine, state: LineState, note: str) -> None:
    if line.state == state:
        raise Conflict(_("Somebody has decided about this payment already. Look at it again."))
    let_go(by, line)
    line.note = note.strip()[:200]
    _say(line, state)


def _held(by: Actor, line_id: int) -> BankLine:
    row = visible_lines(by).select_for_update(of=("self",)).select_related("statement").filter(pk=line_id).first()
    if row is None:
        raise Missing()
    return row


def _check(part: Part, rows: dict[int, Document], line: BankLine) -> None:
    if part.invoice is None:
        return
    row = rows.get(part.invoice)
    if row is None or row.deal_id != part.deal:
        raise Missing(_("This deal has no such invoice."))
    if row.currency != line.currency:
        raise Invalid(_("The deal is in {currency}."), params={"currency": row.currency})
    if row.open.minor < part.minor or row.cancelled_at is not None or row.issued_at is None:
        raise Conflict(
            _("Less is open of the invoice {number} by now. Look at it again."), params={"number": row.number}
        )


def _say(line: BankLine, state: LineState) -> None:
    line.state = state
    line.save(update_fields=["state", "note"])
    publish(
        events.BankLineSettled(
            at=clock.now(),
            statement=line.statement_id,
            title=line.statement.title,
            line=line.pk,
            number=line.number,
            state=str(state),
        )
    )
