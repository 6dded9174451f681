"""A small stage for tests of papers: our own company, a deal to sell, a paper in any state."""

from mostik.core import outbox
from mostik.core.actors import SYSTEM
from mostik.crm.commands.documents.drafts import draft_document
from mostik.crm.commands.documents.issuing import issue_document
from mostik.crm.commands.sellers import save_seller
from mostik.crm.commands.templates import seed_templates
from mostik.crm.models import Document, Seller
from mostik.people.queries.actors import actor_of
from tests.crm.stage import company, deal

OURS = {
    "title": "ООО «Мостик»",
    "full_title": "Общество с ограниченной ответственностью «Мостик»",
    "inn": "7707083893",
    "kpp": "773601001",
    "ogrn": "1027700132195",
    "address": "101000, Москва, ул. Мясницкая, д. 1",
    "bank": "ПАО СБЕРБАНК",
    "bic": "044525225",
    "account": "40702810200000000001",
    "correspondent": "30101810400000000225",
    "signer": "Орлова О. П.",
    "signer_position": "Генеральный директор",
    "signer_basis": "Устава",
    "vat_rate": 2200,
}


def seller(**more) -> Seller:
    """Return our own company, made once."""
    known = Seller.objects.filter(title=OURS["title"]).first()
    return known or Seller.objects.get(pk=save_seller(by=SYSTEM, values={**OURS, **more}))


def draft(owner, kind: str = "invoice", *, row=None, **fields) -> Document:
    """Return a draft made by the owner of a deal with a client."""
    seller()
    seed_templates(by=SYSTEM)
    row = row or deal(owner, company=company(owner))
    number = draft_document(by=actor_of(owner), deal_id=row.pk, kind=kind, fields=fields)
    return Document.objects.get(pk=number)


def issued(owner, kind: str = "invoice", **more) -> Document:
    """Return an issued paper."""
    row = draft(owner, kind, **more)
    issue_document(by=actor_of(owner), document_id=row.pk)
    row.refresh_from_db()
    return row


def rendered(owner, kind: str = "invoice", **more) -> Document:
    """Return an issued paper whose files are made."""
    row = issued(owner, kind, **more)
    while outbox.run_due():
        pass
    return row
