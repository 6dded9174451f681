"""What every write of a paper needs: the row held, its deal, what its events say, its state kept."""

from typing import Any

from django.utils.translation import gettext as _

from mostik.core.actors import Actor
from mostik.core.journal import publish
from mostik.crm.access import visible_documents
from mostik.crm.commands.rows import deal_of, dimensions
from mostik.crm.events.documents import DocumentEvent
from mostik.crm.models import Document
from mostik.crm.rules.documents.standing import LADDER, may, standing
from mostik.kernel.refusals import Conflict, Missing


def held(actor: Actor, document_id: int, deed: str, version: int | None = None) -> Document:
    """Return a paper within reach, held until the command ends; refuses a deed its state does not allow."""
    row = visible_documents(actor).select_for_update(of=("self",)).filter(pk=document_id).first()
    if row is None:
        raise Missing()
    return ready(row, deed, version)


def ready(row: Document, deed: str, version: int | None = None) -> Document:
    """Return the paper if the deed may be done to it as it stands; refuses otherwise."""
    if version is not None and row.version != version:
        raise Conflict(_("Somebody changed the document since you opened it. Look at it again."))
    if not may(deed, row.status, row.kind):
        raise Conflict(_("The document does not allow this in its present state."))
    return row


def keep(row: Document) -> None:
    """Save a paper with the state that follows from what has happened to it."""
    row.status = standing({name: getattr(row, name) for name, _status in LADDER})
    row.version += 1
    row.save()


def tell(actor: Actor, row: Document, kind: type[DocumentEvent], **more: Any) -> None:
    """Publish an event of a paper with everything such events say."""
    told = {**dimensions(deal_of(actor, row.deal_id)), **more}
    publish(kind(document=row.pk, kind=row.kind, number=row.number, sum=row.amount_minor, **told))
