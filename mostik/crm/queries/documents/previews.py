"""What a template would make of a real deal: the values, before anything is kept."""

from dataclasses import dataclass

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.models import Deal, Document, Seller, TemplateVersion
from mostik.crm.queries.deals import deal_values
from mostik.crm.queries.documents.lines import deal_lines, written_lines
from mostik.crm.queries.documents.templates import version_row
from mostik.crm.queries.documents.values import line_values, paper_values
from mostik.crm.rules.documents.asked import due_day
from mostik.kernel.refusals import Invalid, Missing, gettext_noop

DEALS = 30


@dataclass(frozen=True)
class Preview:
    """A template's version with the values it would be filled with."""

    version: TemplateVersion
    values: dict[str, str]
    lines: list[dict[str, str]]


def recent_deals(*, viewer: Actor) -> dict[int, str]:
    """Return deals a template may be tried on: the newest within reach with something to sell."""
    rows = visible_deals(viewer).filter(amount_minor__gt=0).select_related("company").order_by("-created_at", "-pk")
    return {row.pk: f"{row.title} · {row.company.title}" if row.company else row.title for row in rows[:DEALS]}


def template_preview(version_id: int, deal_id: int, *, viewer: Actor) -> Preview:
    """Return what a version would be filled with from a deal within reach."""
    version, deal = version_row(version_id, viewer=viewer), deal_values(deal_id, viewer=viewer)
    seller = Seller.objects.filter(archived_at__isnull=True).first()
    if seller is None:
        raise Invalid(gettext_noop("Add your own company first: documents are issued in its name."))
    row = _imagined(deal, version, seller)
    lines = deal_lines(deal, viewer=viewer, vat_rate=seller.vat_rate, language=version.template.language)
    told = line_values(lines, language=version.template.language)
    return Preview(version, paper_values(row, lines, viewer=viewer), told)


def draft_preview(row: Document, *, viewer: Actor) -> Preview:
    """Return what a draft would be filled with if it were issued now; the row is within reach."""
    version = row.template.versions.select_related("file", "template").first() if row.template else None
    if version is None:
        raise Missing()
    lines = written_lines(row, viewer=viewer)
    told = line_values(lines, language=version.template.language)
    return Preview(version, paper_values(row, lines, viewer=viewer), told)


def _imagined(deal: Deal, version: TemplateVersion, seller: Seller) -> Document:
    return Document(
        kind=version.template.kind,
        deal=deal,
        company=deal.company,
        seller=seller,
        template=version.template,
        currency=deal.currency,
        dated_on=clock.today(),
        due_on=due_day(version.template.kind, clock.today()),
    )
