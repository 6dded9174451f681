"""Drafts of papers: made from a deal, changed, removed, brought back."""

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.crm import events
from mostik.crm.commands.documents.rows import held, keep, tell
from mostik.crm.commands.documents.writing import NOTHING, fill, write
from mostik.crm.commands.rows import deal_of
from mostik.crm.models import Document
from mostik.crm.rules.documents.asked import DocumentFields, due_day
from mostik.crm.terms import DocumentKind
from mostik.kernel.refusals import Conflict, Missing
from mostik.people.access import scoped


@command(needs="crm.make_document")
def draft_document(*, by: Actor, deal_id: int, kind: str, fields: DocumentFields = NOTHING) -> int:
    """Make a draft of a paper of a kind from a deal and return its number in the books.

    Refuses a company that is not there, a template of another kind, impossible days, nothing to ask money for.
    """
    deal, kind = deal_of(by, deal_id), _kind(kind)
    row = Document(kind=kind, deal=deal, currency=deal.currency, made_at=clock.now(), made_by_id=by.id)
    row.dated_on = fields.get("dated_on") or clock.today()
    row.due_on = due_day(kind, row.dated_on)
    write(row, {"template": None, "seller": None, **fields})
    fill(by, row, deal)
    tell(by, row, events.DocumentDrafted, at=row.made_at)
    return row.pk


@command(needs="crm.make_document")
def edit_document(*, by: Actor, document_id: int, fields: DocumentFields, version: int | None = None) -> None:
    """Change a draft; its lines are taken from the deal anew."""
    row = held(by, document_id, "edit", version)
    write(row, fields)
    fill(by, row, deal_of(by, row.deal_id))


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


def _kind(word: str) -> DocumentKind:
    if word not in set(DocumentKind):
        raise Missing(_("There is no such kind of document."))
    return DocumentKind(word)
