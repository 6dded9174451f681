"""The list of papers as a table: columns, filters, what is done to many."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mostik.core import clock
from mostik.core.actors import Reach
from mostik.core.rights import EXPORT
from mostik.crm.forms.activities import people_choices
from mostik.crm.models import Document
from mostik.crm.queries.documents.rows import present_documents, search_documents
from mostik.crm.queries.documents.templates import sellers
from mostik.crm.queries.documents.words import KINDS, STATUSES
from mostik.crm.rules.documents.standing import WAITING
from mostik.web import tables

COLUMNS = (
    tables.Column(
        key="title",
        title=_("Document"),
        value=lambda row: row.title,
        sort=("number",),
        main=True,
        url=lambda row: reverse("crm:document", args=[row.id]),
    ),
    tables.Column(
        key="status", title=_("State"), value=lambda row: tables.Badge(row.status_words, row.tone), kind="badge"
    ),
    tables.Column(key="amount", title=_("Sum"), value=lambda row: row.amount, kind="money", sort=("amount_minor",)),
    tables.Column(
        key="company",
        title=_("Client"),
        value=lambda row: row.company,
        url=lambda row: reverse("crm:company", args=[row.company_id]) if row.company_id else "",
    ),
    tables.Column(
        key="deal",
        title=_("Deal"),
        value=lambda row: row.deal,
        url=lambda row: reverse("crm:deal", args=[row.deal_id]),
        hide_on_phone=True,
    ),
    tables.Column(key="dated_on", title=_("Date"), value=lambda row: row.dated_on, kind="day", sort=("dated_on",)),
    tables.Column(
        key="due_on",
        title=_("Until"),
        value=lambda row: row.due_on,
        kind="day",
        sort=("due_on",),
        tone=lambda row: "bad" if row.late else "neutral",
    ),
    tables.Column(key="owner", title=_("Owner"), value=lambda row: row.owner, kind="person"),
    tables.Column(key="seller", title=_("Issued by"), value=lambda row: row.seller, default_hidden=True),
    tables.Column(
        key="sent_at",
        title=_("Sent"),
        value=lambda row: row.sent_at,
        kind="moment",
        sort=("sent_at",),
        default_hidden=True,
    ),
    tables.Column(
        key="viewed_at",
        title=_("Opened"),
        value=lambda row: row.viewed_at,
        kind="moment",
        sort=("viewed_at",),
        default_hidden=True,
    ),
)
BULK = (
    tables.BulkAction(code="send", title=_("Mark as sent"), url_name="crm:documents_send", needs="crm.make_document"),
    tables.BulkAction(
        code="cancel",
        title=_("Cancel"),
        url_name="crm:documents_cancel",
        needs="crm.make_document",
        confirm=_("Cancel the picked documents? Their numbers stay, and each can be brought back."),
        danger=True,
    ),
)


def document_table(request: HttpRequest) -> tables.Table:
    """Return the list as this viewer may see and narrow it."""
    viewer = request.actor
    found = [
        tables.multichoice_filter("kind", _("Kind"), KINDS.items()),
        tables.multichoice_filter("status", _("State"), STATUSES.items()),
        tables.yes_no_filter("late", _("Overdue"), apply=_late),
    ]
    if viewer.reach is not Reach.OWN:
        found.append(tables.person_filter("owner", _("Owner"), people_choices(viewer=viewer), "deal__owner_id"))
    ours = [(row.pk, row.title) for row in sellers(viewer=viewer, archived=True)]
    found += [
        tables.day_range_filter("dated", _("Date"), "dated_on", more=True),
        tables.day_range_filter("due", _("Until"), "due_on", more=True),
        tables.number_range_filter("amount", _("Sum"), "amount_minor", scale=2, more=True),
        tables.multichoice_filter("seller", _("Issued by"), ours, "seller_id", more=True),
    ]
    return tables.Table(
        code="documents",
        columns=COLUMNS,
        filters=tuple(found),
        search=lambda rows, text: search_documents(rows, text, viewer=viewer),
        search_words=_("Number, deal or client"),
        default_sort="-dated_on",
        bulk=BULK,
        present=lambda rows: present_documents(rows, viewer=viewer),
        export_needs=EXPORT,
        empty_title=_("No documents yet"),
        empty_text=_("Open a deal and make its first proposal or invoice there."),
    )


def _late(rows: QuerySet[Document], value: bool) -> QuerySet[Document]:  # noqa: FBT001 - what a filter is given
    """Narrow to papers with the client past their day, or to the others."""
    late = {"status__in": WAITING, "due_on__lt": clock.today()}
    return rows.filter(**late) if value else rows.exclude(**late)
