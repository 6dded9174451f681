"""Putting values onto papers: what is asked checked, the lines taken from the deal."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.commands.documents.rows import keep
from mostik.crm.models import Company, Deal, DealItem, Document, DocumentLine, Seller, Template
from mostik.crm.queries.documents.lines import deal_lines
from mostik.crm.queries.receivables.debts import credit_over
from mostik.crm.rules.documents.asked import EXTRAS, LONGEST_EXTRA, DocumentFields
from mostik.crm.rules.documents.sums import PaperLine, totals
from mostik.crm.terms import DocumentKind
from mostik.kernel.events import N_
from mostik.kernel.money import Money
from mostik.kernel.refusals import Invalid
from mostik.web import formats

OLDEST = date(2000, 1, 1)
LATEST = timedelta(days=366)
NOTHING: DocumentFields = {}


def write(row: Document, fields: DocumentFields) -> None:
    """Put values onto a paper, unsaved."""
    if "seller" in fields:
        row.seller = _seller(fields["seller"])
    if "template" in fields:
        row.template = _template(row.kind, fields["template"])
    for name in ("dated_on", "due_on", "payment_url"):
        if name in fields:
            setattr(row, name, fields[name])
    if "amount" in fields:
        row.part_minor = _part(fields["amount"], row.currency)
    if "extra" in fields:
        row.extra = _extra(row.kind, fields["extra"])
    _check(row)


def fill(actor: Actor, row: Document, deal: Deal) -> None:
    """Take the company and the lines from the deal and keep the paper with their sums.

    An invoice is refused while a discount on the deal waits for its decision: nobody knows yet what to ask for.
    """
    refuse_undecided(row)
    row.company = deal.company
    language = row.template.language if row.template else "ru"
    lines = deal_lines(deal, viewer=actor, vat_rate=row.seller.vat_rate, language=language, part=row.part)
    sums = totals(lines, row.currency)
    if sums.amount.minor <= 0 and row.kind != DocumentKind.POWER:
        raise Invalid(_("There is nothing to write down: give the deal an amount or products first."), field="amount")
    row.amount_minor, row.tax_minor = sums.amount.minor, sums.tax.minor if sums.tax is not None else None
    keep(row)
    row.lines.all().delete()
    DocumentLine.objects.bulk_create(_rows(row, lines))


def refuse_undecided(row: Document) -> None:
    """Refuse an invoice over prices that still wait for somebody's decision."""
    waits = DealItem.objects.filter(deal=row.deal_id, asked_in__isnull=False)
    if row.kind == DocumentKind.INVOICE and waits.exists():
        raise Invalid(_("A discount on this deal waits for approval. Make the invoice once it is decided."))


class CreditExceeded(Invalid):
    """An invoice would let a client owe more than their credit limit, which is strict."""

    message = N_("The client's credit limit would be exceeded by {over}.")


def refuse_over_credit(actor: Actor, row: Document) -> None:
    """Refuse an invoice above a strict credit limit of its client, who is held: two invoices share one limit."""
    if not Company.objects.select_for_update().filter(pk=row.company_id or 0, credit_strict=True).exists():
        return
    over = credit_over(row, viewer=actor)
    if over is not None:
        raise CreditExceeded(params={"over": formats.money(over)})


def _rows(row: Document, lines: Sequence[PaperLine]) -> list[DocumentLine]:
    return [
        DocumentLine(
            document=row,
            position=position,
            title=line.title,
            unit=line.unit,
            quantity=int(line.quantity * 1000),
            discount=line.discount,
            price_minor=line.price.minor,
            amount_minor=line.amount.minor,
            vat_rate=line.vat_rate,
            tax_minor=line.tax.minor,
        )
        for position, line in enumerate(lines, 1)
    ]


def _seller(seller_id: int | None) -> Seller:
    rows = Seller.objects.filter(archived_at__isnull=True)
    found = (rows.filter(pk=seller_id) if seller_id else rows).first()
    if found is None:
        raise Invalid(_("Add your own company first: documents are issued in its name."), field="seller")
    return found


def _template(kind: str, template_id: int | None) -> Template | None:
    rows = Template.objects.filter(archived_at__isnull=True, kind=kind)
    found = (rows.filter(pk=template_id) if template_id else rows).first()
    if template_id and found is None:
        raise Invalid(_("Choose a template of this kind."), field="template")
    return found


def _part(amount: Money | None, currency: str) -> int | None:
    if amount is None:
        return None
    if amount.currency != currency or amount.minor <= 0:
        raise Invalid(_("Write an amount above zero."), field="amount")
    return amount.minor


def _extra(kind: str, said: Mapping[str, str]) -> dict[str, str]:
    if unknown := set(said) - set(EXTRAS[DocumentKind(kind)]):
        raise Invalid(_("There is no such field: {name}."), params={"name": min(unknown)})
    return {name: text.strip()[:LONGEST_EXTRA] for name, text in said.items() if text.strip()}


def _check(row: Document) -> None:
    if not OLDEST <= row.dated_on <= clock.today() + LATEST:
        raise Invalid(_("Choose a date from this century, at most a year ahead."), field="dated_on")
    if row.due_on is not None and row.due_on < row.dated_on:
        raise Invalid(_("This day is before the document's own date."), field="due_on")
    if row.payment_url and not row.payment_url.startswith("https://"):
        raise Invalid(_("A payment link begins with https://."), field="payment_url")
