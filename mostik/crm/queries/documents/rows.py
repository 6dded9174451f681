"""Papers in lists: of everybody within reach, and of one deal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_documents
from mostik.crm.models import Document
from mostik.crm.queries.deals import deal_values
from mostik.crm.queries.documents.words import STATUSES, TONES, title_of
from mostik.crm.rules.documents.standing import WAITING
from mostik.kernel.money import Money
from mostik.web.tables.searching import spellings


@dataclass(frozen=True, kw_only=True)
class DocumentRow:
    """A paper in a list."""

    id: int
    kind: str
    title: str
    number: str
    status: str
    status_words: str
    tone: str
    amount: Money
    dated_on: date
    due_on: date | None
    late: bool
    deal: str
    deal_id: int
    company: str
    company_id: int | None
    owner: str
    seller: str
    sent_at: datetime | None
    viewed_at: datetime | None


def document_rows(*, viewer: Actor) -> QuerySet[Document]:
    """Return the papers within reach, as rows for the list."""
    return visible_documents(viewer).select_related("deal__owner", "company", "seller")


def search_documents(rows: QuerySet[Document], text: str, *, viewer: Actor) -> QuerySet[Document]:  # noqa: ARG001 - rows are scoped
    """Narrow papers by their number, their deal's title or their client's name, in any letter case."""
    asked = Q()
    for words in spellings(text):
        asked |= Q(number__icontains=words) | Q(deal__title__icontains=words) | Q(company__title__icontains=words)
    return rows.filter(asked)


def present_documents(rows: Iterable[Document], *, viewer: Actor) -> list[DocumentRow]:  # noqa: ARG001 - rows are scoped
    """Return a page of papers as lists show them, without another query."""
    today = clock.today()
    return [_row(row, today) for row in rows]


def deal_documents(deal_id: int, *, viewer: Actor) -> list[DocumentRow]:
    """Return the papers of a deal within reach, the newest first."""
    deal_values(deal_id, viewer=viewer)
    return present_documents(document_rows(viewer=viewer).filter(deal=deal_id).order_by("-pk"), viewer=viewer)


def _row(row: Document, today: date) -> DocumentRow:
    return DocumentRow(
        id=row.pk,
        kind=row.kind,
        title=title_of(row.kind, row.number),
        number=row.number,
        status=row.status,
        status_words=str(STATUSES[row.status]),
        tone=TONES[row.status],
        amount=row.amount,
        dated_on=row.dated_on,
        due_on=row.due_on,
        late=row.status in WAITING and row.due_on is not None and row.due_on < today,
        deal=row.deal.title,
        deal_id=row.deal_id,
        company=row.company.title if row.company else "",
        company_id=row.company_id,
        owner=row.deal.owner.short_name,
        seller=row.seller.title,
        sent_at=row.sent_at,
        viewed_at=row.viewed_at,
    )
