"""Papers get their numbers: in the transaction that issues them, one after another, none twice and none left out."""

from datetime import datetime

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.crm import events
from mostik.crm.commands.documents.rows import held, keep, tell
from mostik.crm.models import Document, NumberCount, NumberPattern
from mostik.crm.rules.documents.numbers import DEFAULTS, number_of
from mostik.crm.terms import DocumentKind


@command(needs="crm.make_document")
def issue_document(*, by: Actor, document_id: int, version: int | None = None, at: datetime | None = None) -> str:
    """Issue a draft and return the number it took; from now on it is cancelled, never removed."""
    row = held(by, document_id, "issue", version)
    take_number(row)
    row.issued_at = at or clock.now()
    keep(row)
    tell(by, row, events.DocumentIssued, at=row.issued_at)
    return row.number


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
