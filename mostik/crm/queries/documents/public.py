"""What a client with a link sees: a list of its own, nothing taken over from the card of whoever works here."""

from dataclasses import dataclass
from datetime import date, datetime

from mostik.core import clock
from mostik.core.actors import SYSTEM, Actor
from mostik.core.models import File
from mostik.crm.access import visible_documents
from mostik.crm.models import DocumentLink, Edition
from mostik.crm.queries.documents.cards import edition_file
from mostik.crm.queries.documents.words import DUE, title_of
from mostik.crm.rules.documents.standing import may
from mostik.kernel.money import Money
from mostik.kernel.refusals import Missing


@dataclass(frozen=True, kw_only=True)
class PublicDocument:
    """A paper as its client sees it."""

    title: str
    language: str
    seller: str
    amount: Money
    dated_on: date
    due_words: str
    due_on: date | None
    pages: int
    edition: int
    payment_url: str
    accepted_at: datetime | None
    accepted_by: str
    can_accept: bool
    cancelled: bool
    paid: bool


def public_document(digest: str, *, viewer: Actor) -> PublicDocument:  # noqa: ARG001 - the link itself is the right
    """Return what a living link shows. Refuses one that is over, taken back or never was, all the same."""
    edition = _edition(digest)
    row = edition.document
    language = edition.version.template.language
    return PublicDocument(
        title=title_of(row.kind, row.number),
        language=language,
        seller=row.seller.title,
        amount=row.amount,
        dated_on=row.dated_on,
        due_words=str(DUE.get(row.kind, "")),
        due_on=row.due_on,
        pages=len(edition.rendering.pages),
        edition=edition.number,
        payment_url=row.payment_url if may("pay", row.status, row.kind) else "",
        accepted_at=row.accepted_at,
        accepted_by=row.accepted_by,
        can_accept=may("accept", row.status, row.kind),
        cancelled=row.cancelled_at is not None,
        paid=row.paid_at is not None,
    )


def public_language(digest: str, *, viewer: Actor) -> str:  # noqa: ARG001 - the link itself is the right
    """Return the language of a link's paper."""
    return _edition(digest).version.template.language


def public_file(digest: str, what: str, *, viewer: Actor) -> File:  # noqa: ARG001 - the link itself is the right
    """Return the PDF or a page of a living link's paper."""
    return edition_file(_edition(digest), what)


def _edition(digest: str) -> Edition:
    links = DocumentLink.objects.filter(revoked_at__isnull=True, expires_at__gt=clock.now(), digest=digest)
    papers = visible_documents(SYSTEM).exclude(status="draft").filter(pk__in=links.values("document"))
    rows = Edition.objects.filter(document__in=papers).select_related(
        "document__seller", "version__template", "rendering__pdf", "rendering__docx"
    )
    found = rows.first()
    if found is None:
        raise Missing()
    return found
