"""Drafts of papers: made from a deal, changed, removed, brought back."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.crm import events
from mostik.crm.commands.documents.rows import held, keep, tell
from mostik.crm.commands.rows import deal_of
from mostik.crm.models import Deal, Document, DocumentLine, Seller, Template
from mostik.crm.queries.documents.lines import deal_lines
from mostik.crm.rules.documents.asked import DUE_DAYS, EXTRAS, LONGEST_EXTRA, DocumentFields
from mostik.crm.rules.documents.sums import PaperLine, totals
from mostik.crm.terms import DocumentKind
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Invalid, Missing
from mostik.people.access import scoped

OLDEST = date(2000, 1, 1)
LATEST = timedelta(days=366)
NOTHING: DocumentFields = {}


@command(needs="crm.make_document")
def draft_document(*, by: Actor, deal_id: int, kind: str, fields: DocumentFields = NOTHING) -> int:
    """Make a draft of a paper of a kind from a deal and return its number in the books.

    Refuses a company that is not there, a template of another kind, impossible days, nothing to ask money for.
    """
    deal, kind = deal_of(by, deal_id), _kind(kind)
    row = Document(kind=kind, deal=deal, currency=deal.currency, made_at=clock.now(), made_by_id=by.id)
    row.dated_on = clock.today()
    due = DUE_DAYS.get(kind)
    row.due_on = row.dated_on + timedelta(days=due) if due else None
    write(row, {"template": None, "seller": None, **fields})
    fill(by, row, deal, fields.get("amount"))
    tell(by, row, events.DocumentDrafted, at=row.made_at)
    return row.pk


@command(needs="crm.make_document")
def edit_document(*, by: Actor, document_id: int, fields: DocumentFields, version: int | None = None) -> None:
    """Change a draft; its lines are taken from the deal anew."""
    row = held(by, document_id, "edit", version)
    write(row, fields)
    fill(by, row, deal_of(by, row.deal_id), fields.get("amount"))


@command(needs="crm.make_document")
def remove_document(*, by: Actor, document_id: int) -> None:
    """Remove a draft. What was issued is cancelled instead, for its number stays."""
    row = held(by, document_id, "remove")
    row.removed_at = clock.now()
    keep(row)
    tell(by, row, events.DocumentRemoved, at=row.removed_at)


@command(needs="crm.make_document")
def restore_document(*, by: Actor, document_id: int) -> None:
    """Bring a removed draft back."""
    rows = scoped(
        Document.objects.filter(deal__removed_at__isnull=True), by, owner="deal__owner_id", team="deal__team_id"
    )
    row = rows.select_for_update(of=("self",)).filter(pk=document_id).first()
    if row is None:
        raise Missing()
    if row.removed_at is None:
        raise Conflict(_("The draft is not removed."))
    row.removed_at = None
    keep(row)
    tell(by, row, events.DocumentRestored, at=clock.now())


def write(row: Document, fields: DocumentFields) -> None:
    """Put values onto a paper, unsaved."""
    if "seller" in fields:
        row.seller = _seller(fields["seller"])
    if "template" in fields:
        row.template = _template(row.kind, fields["template"])
    for name in ("dated_on", "due_on", "payment_url"):
        if name in fields:
            setattr(row, name, fields[name])
    if "extra" in fields:
        row.extra = _extra(row.kind, fields["extra"])
    _check(row)


def fill(actor: Actor, row: Document, deal: Deal, part: Money | None) -> None:
    """Take the company and the lines from the deal and keep the paper with their sums."""
    row.company = deal.company
    language = row.template.language if row.template else "ru"
    lines = deal_lines(deal, viewer=actor, vat_rate=row.seller.vat_rate, language=language, part=part)
    sums = totals(lines, row.currency)
    if sums.amount.minor <= 0 and row.kind != DocumentKind.POWER:
        raise Invalid(_("There is nothing to write down: give the deal an amount or products first."), field="amount")
    row.amount_minor, row.tax_minor = sums.amount.minor, sums.tax.minor if sums.tax is not None else None
    keep(row)
    row.lines.all().delete()
    DocumentLine.objects.bulk_create(_rows(row, lines))


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


def _kind(word: str) -> DocumentKind:
    if word not in set(DocumentKind):
        raise Missing(_("There is no such kind of document."))
    return DocumentKind(word)


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
