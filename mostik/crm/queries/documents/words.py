"""What papers, their states and their faults are called."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mostik.crm.adapters.docx.filling import Trouble
from mostik.crm.rules.documents.marks import Fault
from mostik.crm.terms import DocumentKind, DocumentStatus

KINDS: Mapping[str, Promise] = {
    DocumentKind.PROPOSAL: pgettext_lazy("document", "Proposal"),
    DocumentKind.INVOICE: pgettext_lazy("document", "Invoice"),
    DocumentKind.CONTRACT: pgettext_lazy("document", "Contract"),
    DocumentKind.ACT: pgettext_lazy("document", "Act"),
    DocumentKind.WAYBILL: pgettext_lazy("document", "Waybill"),
    DocumentKind.POWER: pgettext_lazy("document", "Power of attorney"),
}
#: Asked for most often: one press on the deal's card.
FIRST = (DocumentKind.PROPOSAL, DocumentKind.INVOICE, DocumentKind.CONTRACT)
STATUSES: Mapping[str, Promise] = {
    DocumentStatus.DRAFT: pgettext_lazy("document", "Draft"),
    DocumentStatus.ISSUED: pgettext_lazy("document", "Issued"),
    DocumentStatus.SENT: pgettext_lazy("document", "Sent"),
    DocumentStatus.VIEWED: pgettext_lazy("document", "Opened by the client"),
    DocumentStatus.ACCEPTED: pgettext_lazy("document", "Accepted"),
    DocumentStatus.PAID: pgettext_lazy("document", "Paid"),
    DocumentStatus.CANCELLED: pgettext_lazy("document", "Cancelled"),
}
TONES: Mapping[str, str] = {
    DocumentStatus.DRAFT: "neutral",
    DocumentStatus.ISSUED: "info",
    DocumentStatus.SENT: "info",
    DocumentStatus.VIEWED: "accent",
    DocumentStatus.ACCEPTED: "good",
    DocumentStatus.PAID: "good",
    DocumentStatus.CANCELLED: "bad",
}
DUE: Mapping[str, Promise] = {
    DocumentKind.PROPOSAL: gettext_lazy("Valid until"),
    DocumentKind.CONTRACT: gettext_lazy("In force until"),
    DocumentKind.INVOICE: gettext_lazy("Pay by"),
    DocumentKind.POWER: gettext_lazy("Valid until"),
}
EXTRAS: Mapping[str, Promise] = {
    "terms": gettext_lazy("Terms"),
    "subject": gettext_lazy("Subject of the contract"),
    "basis": gettext_lazy("Basis"),
    "trustee": gettext_lazy("Who is entrusted"),
    "trustee_position": gettext_lazy("Position"),
    "trustee_document": gettext_lazy("Identity document"),
}
FAULTS: Mapping[str, Promise] = {
    Fault.UNKNOWN: gettext_lazy("There is no such field"),
    Fault.OPEN: gettext_lazy("A brace stands alone: close it or delete it"),
    Fault.LOOSE_ITEM: gettext_lazy("A line's field stands outside a table: put it into a table's row"),
    Fault.NOT_FILLED: gettext_lazy("Fields in notes and comments are not filled in: put it into the text"),
}
STORIES: Mapping[str, Promise] = {
    "header": gettext_lazy("in the header"),
    "footer": gettext_lazy("in the footer"),
    "note": gettext_lazy("in a note or comment"),
}


def title_of(kind: str, number: str) -> str:
    """Return what a paper is called: its kind and number."""
    words = str(KINDS[kind])
    return _("%(kind)s No. %(number)s") % {"kind": words, "number": number} if number else words


def place_of(trouble: Trouble) -> str:
    """Return where a fault of a template stands, in words."""
    if trouble.table:
        said = {"table": trouble.table, "row": trouble.row, "column": trouble.column}
        place = _("table %(table)s, row %(row)s, column %(column)s") % said
    elif trouble.paragraph:
        place = _("paragraph %(number)s") % {"number": trouble.paragraph}
    else:
        place = ""
    story = str(STORIES.get(trouble.story, ""))
    return " ".join(part for part in (place, story) if part)
