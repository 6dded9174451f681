"""What goes to a client with a paper: which one, and the fields a template may name of it."""

from typing import Any

from mostik.core.actors import Actor
from mostik.crm.access import visible_documents
from mostik.crm.queries.documents.words import KINDS, title_of
from mostik.crm.terms import DocumentKind
from mostik.web import formats


def paper_kinds(_viewer: Actor) -> list[tuple[str, Any]]:
    """Return the kinds of paper a client is sent."""
    kinds = (DocumentKind.PROPOSAL, DocumentKind.CONTRACT, DocumentKind.INVOICE, DocumentKind.ACT)
    return [(kind.value, KINDS[kind]) for kind in kinds]


def newest_paper(deal_id: int, kind: str, *, viewer: Actor) -> int | None:
    """Return the newest paper of a kind of a deal that is issued and in force; of invoices one still to be paid."""
    rows = visible_documents(viewer).filter(deal=deal_id, kind=kind, issued_at__isnull=False)
    rows = rows.filter(cancelled_at__isnull=True, paid_at__isnull=True)
    return rows.order_by("-issued_at", "-pk").values_list("pk", flat=True).first()


def paper_values(document_id: int, link: str, *, viewer: Actor) -> dict[str, str]:
    """Return what fills a template's fields about a paper."""
    row = visible_documents(viewer).get(pk=document_id)
    return {
        "paper.title": str(title_of(row.kind, row.number)),
        "paper.amount": formats.money(row.open if row.kind == DocumentKind.INVOICE else row.amount),
        "paper.until": formats.day(row.due_on) if row.due_on else "",
        "paper.link": link,
    }
