"""A paper's card: what it says, its pages, its editions, its links, what may be done to it."""

from dataclasses import dataclass
from datetime import datetime

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.models import File
from mostik.crm.access import visible_documents
from mostik.crm.models import Document, DocumentLink, Edition
from mostik.crm.models.documents import RenderState
from mostik.crm.queries.documents.lines import written_lines
from mostik.crm.queries.documents.rows import DocumentRow, present_documents
from mostik.crm.queries.documents.words import DUE, EXTRAS
from mostik.crm.rules.documents.fields import MASKED
from mostik.crm.rules.documents.standing import ALLOWED, may
from mostik.crm.rules.documents.sums import PaperLine
from mostik.kernel.money import Money
from mostik.kernel.refusals import Denied, Missing, gettext_noop

STEPS = 3


class ContactsHidden(Denied):
    """The paper shows what the viewer's role sees only in part."""

    message = gettext_noop("This document shows contacts that your role sees only in part.")


@dataclass(frozen=True, kw_only=True)
class LinkView:
    """A link as it stands: until when, whether opened."""

    id: int
    made_at: datetime
    made_by: str
    expires_at: datetime
    seen_at: datetime | None
    views: int
    living: bool


@dataclass(frozen=True, kw_only=True)
class EditionView:
    """One edition: when, by whom, from which version of the template."""

    number: int
    made_at: datetime
    made_by: str
    template: str
    version: int


@dataclass(frozen=True, kw_only=True)
class Files:
    """How far the files of a paper are; ``pages`` counts its page pictures."""

    state: str
    share: float
    error: str
    pages: int

    @property
    def ready(self) -> bool:
        """Whether the files are there."""
        return self.state == RenderState.READY


@dataclass(frozen=True, kw_only=True)
class DocumentCard:
    """Everything a paper's card shows."""

    row: DocumentRow
    version: int
    lines: tuple[PaperLine, ...]
    tax: Money | None
    due_words: str
    template: str
    payment_url: str
    extra: tuple[tuple[str, str], ...]
    moments: tuple[tuple[str, datetime], ...]
    accepted_by: str
    cancelled_why: str
    files: Files | None
    hidden: bool
    editions: tuple[EditionView, ...]
    links: tuple[LinkView, ...]
    deeds: frozenset[str]


def document_values(document_id: int, *, viewer: Actor) -> Document:
    """Return one paper within reach with its records; refuses another's as if there were none."""
    rows = visible_documents(viewer).select_related("deal__owner", "deal__contact", "company", "seller", "template")
    row = rows.filter(pk=document_id).first()
    if row is None:
        raise Missing()
    return row


def document_card(document_id: int, *, viewer: Actor) -> DocumentCard:
    """Return a paper's card."""
    row = document_values(document_id, viewer=viewer)
    editions = list(row.editions.select_related("version__template", "rendering"))
    (shown,) = present_documents([row], viewer=viewer)
    return DocumentCard(
        row=shown,
        version=row.version,
        lines=written_lines(row, viewer=viewer),
        tax=row.tax,
        due_words=str(DUE.get(row.kind, "")),
        template=str(row.template or ""),
        payment_url=row.payment_url,
        extra=tuple((str(EXTRAS[name]), text) for name, text in row.extra.items() if name in EXTRAS),
        moments=tuple((name, at) for name in MOMENTS if (at := getattr(row, f"{name}_at"))),
        accepted_by=row.accepted_by,
        cancelled_why=row.cancelled_why,
        files=_files(editions[0]) if editions else None,
        hidden=bool(editions) and hides(editions[0], viewer=viewer),
        editions=tuple(_edition(each) for each in editions),
        links=tuple(_link(each) for each in row.links.all()[:20]),
        deeds=frozenset(deed for deed in ALLOWED if may(deed, row.status, row.kind)),
    )


MOMENTS = ("issued", "sent", "viewed", "accepted", "paid", "cancelled")


def files_of(document_id: int, *, viewer: Actor) -> Files:
    """Return how far the files of an issued paper are."""
    return _files(_latest(document_values(document_id, viewer=viewer)))


def file_of(document_id: int, what: str, *, viewer: Actor) -> File:
    """Return a file of a paper ("docx", "pdf", "1" for a page); asked anew at every download.

    Refuses whoever does not see the paper now, or may see only in part what it shows.
    """
    edition = _latest(document_values(document_id, viewer=viewer))
    if hides(edition, viewer=viewer):
        raise ContactsHidden
    return edition_file(edition, what)


def edition_file(edition: Edition, what: str) -> File:
    """Return a file of an edition already fetched; refuses one that is not there or not yet."""
    made = edition.rendering
    found: File | None
    if what in {"docx", "pdf"}:
        found = made.docx if what == "docx" else made.pdf
    else:
        place = int(what) - 1
        number = made.pages[place] if 0 <= place < len(made.pages) else 0
        found = File.objects.filter(pk=number, about_kind="crm.rendering").first()
    if found is None:
        raise Missing()
    return found


def hides(edition: Edition, *, viewer: Actor) -> bool:
    """Return whether an edition shows contacts the viewer's role sees only in part."""
    shown = {MASKED[name] for name in edition.version.fields if name in MASKED}
    return bool(shown & viewer.masked)


def _latest(row: Document) -> Edition:
    edition = row.editions.select_related("rendering__docx", "rendering__pdf", "version").first()
    if edition is None:
        raise Missing()
    return edition


def _files(edition: Edition) -> Files:
    made = edition.rendering
    return Files(state=made.state, share=made.step / STEPS, error=made.error, pages=len(made.pages))


def _edition(row: Edition) -> EditionView:
    return EditionView(
        number=row.number,
        made_at=row.made_at,
        made_by=row.made_by,
        template=row.version.template.title,
        version=row.version.number,
    )


def _link(row: DocumentLink) -> LinkView:
    return LinkView(
        id=row.pk,
        made_at=row.made_at,
        made_by=row.made_by,
        expires_at=row.expires_at,
        seen_at=row.seen_at,
        views=row.views,
        living=row.revoked_at is None and row.expires_at > clock.now(),
    )
