"""Papers get their numbers: in the transaction that issues them, one after another, none twice and none left out."""

from datetime import datetime

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.crm import events
from mostik.crm.commands.documents.drafts import draft_document
from mostik.crm.commands.documents.editions import new_edition
from mostik.crm.commands.documents.laying import fit, lay_advance
from mostik.crm.commands.documents.rows import held, keep, tell
from mostik.crm.commands.documents.writing import NOTHING, fill, refuse_over_credit, refuse_undecided, write
from mostik.crm.commands.rows import deal_of
from mostik.crm.models import Document, NumberCount, NumberPattern
from mostik.crm.rules.documents.asked import DocumentFields
from mostik.crm.rules.documents.numbers import DEFAULTS, number_of
from mostik.crm.terms import DocumentKind
from mostik.kernel.refusals import Invalid


@command(needs="crm.make_document")
def issue_document(*, by: Actor, document_id: int, version: int | None = None, at: datetime | None = None) -> str:
    """Issue a draft and return the number it took; from now on it is cancelled, never removed."""
    row = held(by, document_id, "issue", version)
    refuse_undecided(row)
    take_number(row)
    row.issued_at = at or clock.now()
    keep(row)
    new_edition(by, row)
    tell(by, row, events.DocumentIssued, at=row.issued_at)
    lay_advance(by, row)
    refuse_over_credit(by, row)
    return row.number


@command(needs="crm.make_document")
def remake_document(
    *, by: Actor, document_id: int, fields: DocumentFields = NOTHING, version: int | None = None
) -> int:
    """Make an issued paper anew from what the deal says today, under its number, and return the new edition's.

    The date stays in the number's year. What the client saw is no longer what there is: viewed begins again.
    """
    row = held(by, document_id, "remake", version)
    was = row.amount_minor
    write(row, fields)
    if row.dated_on.year != row.year:
        raise Invalid(
            _("The number belongs to {year}: the date stays in it."), field="dated_on", params={"year": row.year}
        )
    row.viewed_at = None
    fill(by, row, deal_of(by, row.deal_id))
    fit(by, row)
    edition = new_edition(by, row)
    tell(by, row, events.DocumentRemade, at=clock.now(), edition=edition.number, was_sum=was)
    lay_advance(by, row)
    refuse_over_credit(by, row)
    return edition.number


@command(needs="crm.make_document")
def make_document(*, by: Actor, deal_id: int, kind: str, fields: DocumentFields = NOTHING) -> int:
    """Draft a paper and issue it at once; return its number in the books."""
    document_id = draft_document(by=by, deal_id=deal_id, kind=kind, fields=fields)
    issue_document(by=by, document_id=document_id)
    return document_id


def take_number(row: Document) -> None:
    """Give a paper the next number of its kind and year. The count is held until the transaction ends.

    One that is rolled back gives the number back with everything else, so that there are no gaps; whoever comes
    meanwhile waits, so that there are no doubles.
    """
    NumberCount.objects.get_or_create(kind=row.kind, year=row.dated_on.year)
    count = NumberCount.objects.select_for_update().get(kind=row.kind, year=row.dated_on.year)
    count.last += 1
    count.save(update_fields=["last"])
    row.year, row.sequence = count.year, count.last
    row.number = number_of(pattern_of(row.kind), row.dated_on, count.last)


def pattern_of(kind: str) -> str:
    """Return how numbers of a kind are written."""
    chosen = NumberPattern.objects.filter(kind=kind).values_list("pattern", flat=True).first()
    return chosen or DEFAULTS[DocumentKind(kind)]
