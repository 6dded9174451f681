"""The ready templates: built by code, in Russian and English, to be used as they are or taken as a start."""

from functools import cache

from mostik.crm.adapters.docx.ready import act, contract, invoice, power, proposal, waybill
from mostik.crm.adapters.docx.ready.sheet import Block, built
from mostik.crm.terms import DocumentKind

SHEETS: dict[tuple[DocumentKind, str], tuple[str, tuple[Block, ...]]] = {
    (DocumentKind.PROPOSAL, "ru"): ("Коммерческое предложение", proposal.RU),
    (DocumentKind.PROPOSAL, "en"): ("Commercial proposal", proposal.EN),
    (DocumentKind.CONTRACT, "ru"): ("Договор поставки", contract.RU),
    (DocumentKind.CONTRACT, "en"): ("Supply contract", contract.EN),
    (DocumentKind.INVOICE, "ru"): ("Счёт на оплату", invoice.RU),
    (DocumentKind.INVOICE, "en"): ("Invoice", invoice.EN),
    (DocumentKind.ACT, "ru"): ("Акт", act.RU),
    (DocumentKind.ACT, "en"): ("Certificate of acceptance", act.EN),
    (DocumentKind.WAYBILL, "ru"): ("Товарная накладная", waybill.RU),
    (DocumentKind.WAYBILL, "en"): ("Waybill", waybill.EN),
    (DocumentKind.POWER, "ru"): ("Доверенность", power.RU),
    (DocumentKind.POWER, "en"): ("Power of attorney", power.EN),
}


@cache
def ready_template(kind: DocumentKind, language: str) -> tuple[str, bytes]:
    """Return the title and the file of a ready template."""
    title, blocks = SHEETS[kind, language]
    return title, built(blocks)
