"""Payments from the bank and statements as tables."""

from collections.abc import Collection
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mostik.core.rights import EXPORT
from mostik.crm.models import Statement
from mostik.crm.queries.receivables.statements import FATES, KINDS, STATES, present_lines, search_lines
from mostik.crm.terms import LineKind
from mostik.web import tables

#: Lines that wait for a decision, or for the workers.
WAITING = ("certain", "doubtful")
COLUMNS = (
    tables.Column(
        key="party",
        title=_("From whom"),
        value=lambda row: row.party,
        sort=("party",),
        main=True,
        url=lambda row: reverse("crm:bank_line", args=[row.id]),
    ),
    tables.Column(key="amount", title=_("Sum"), value=lambda row: row.amount, kind="money", sort=("amount_minor",)),
    tables.Column(
        key="state", title=_("State"), value=lambda row: tables.Badge(row.state_words, row.tone), kind="badge"
    ),
    tables.Column(key="what", title=_("For what"), value=lambda row: row.what),
    tables.Column(key="why", title=_("Why"), value=lambda row: row.why, hide_on_phone=True),
    tables.Column(key="paid_on", title=_("Day"), value=lambda row: row.paid_on, kind="day", sort=("paid_on",)),
    tables.Column(key="purpose", title=_("Purpose"), value=lambda row: row.purpose, hide_on_phone=True),
    tables.Column(key="number", title=_("Number"), value=lambda row: row.number, default_hidden=True),
    tables.Column(key="inn", title=_("INN"), value=lambda row: row.inn, default_hidden=True),
    tables.Column(key="kind", title=_("Kind"), value=lambda row: row.kind_words, default_hidden=True),
)
BULK = (
    tables.BulkAction(
        code="confirm",
        title=_("Lay as proposed"),
        url_name="crm:bank_confirm",
        needs="crm.load_statements",
        confirm=_("Lay the picked payments on the invoices proposed for them? Each can be undone."),
    ),
    tables.BulkAction(
        code="leave", title=_("Leave as they are"), url_name="crm:bank_leave", needs="crm.load_statements"
    ),
)
STATEMENTS = tables.Table(
    code="statements",
    columns=(
        tables.Column(
            key="title",
            title=_("Statement"),
            value=lambda row: row.title,
            sort=("title",),
            main=True,
            url=lambda row: reverse("crm:statement", args=[row.pk]),
        ),
        tables.Column(
            key="state",
            title=_("State"),
            kind="badge",
            value=lambda row: (
                tables.Badge(_("taken back"), "bad")
                if row.undone_at
                else tables.Badge(_("applied"), "good")
                if row.applied_at
                else tables.Badge(_("not applied yet"), "warn")
            ),
        ),
        tables.Column(key="first", title=_("From"), value=lambda row: row.first, kind="day", sort=("first",)),
        tables.Column(key="last", title=_("To"), value=lambda row: row.last, kind="day", sort=("last",)),
        tables.Column(
            key="count",
            title=_("Lines"),
            value=lambda row: row.count,
            kind="number",
            url=lambda row: _lines(row, FATES - {"known"}) if row.count else "",
        ),
        tables.Column(
            key="waiting",
            title=_("To be decided"),
            value=lambda row: row.waiting,
            kind="number",
            url=lambda row: _lines(row, WAITING) if row.waiting else "",
        ),
        tables.Column(
            key="loaded_at", title=_("Loaded"), value=lambda row: row.loaded_at, kind="moment", sort=("loaded_at",)
        ),
        tables.Column(
            key="owner",
            title=_("Loaded by"),
            value=lambda row: row.owner.short_name if row.owner else "",
            kind="person",
        ),
    ),
    search=tables.text_search("title"),
    search_words=_("File name"),
    default_sort="-loaded_at",
    export_needs=EXPORT,
    empty_title=_("No statements yet"),
    empty_text=_("Load the first file from your bank above."),
)


def _lines(row: Statement, fates: Collection[str]) -> str:
    """Return the address of a statement's lines of some fates."""
    return f"{reverse('crm:statement', args=[row.pk])}?{urlencode([('fate', fate) for fate in sorted(fates)])}#lines"


def line_table(request: HttpRequest) -> tables.Table:
    """Return the list of payments from the bank as this viewer may see it."""
    viewer = request.actor
    states = [(state.value, words) for state, (words, _tone) in STATES.items()]  # type: ignore[attr-defined]
    kinds = [(kind.value, words) for kind, words in KINDS.items() if kind != LineKind.OUT]  # type: ignore[attr-defined]
    return tables.Table(
        code="bank",
        columns=COLUMNS,
        filters=(
            tables.multichoice_filter("state", _("State"), states),
            tables.multichoice_filter("kind", _("Kind"), kinds),
            tables.day_range_filter("paid", _("Day"), "paid_on"),
            tables.number_range_filter("amount", _("Sum"), "amount_minor", scale=2, more=True),
        ),
        search=lambda rows, text: search_lines(rows, text, viewer=viewer),
        search_words=_("Payer, INN, purpose"),
        default_sort="-paid_on",
        bulk=BULK,
        present=lambda rows: present_lines(rows, viewer=viewer),
        export_needs=EXPORT,
        empty_title=_("No payments from the bank yet"),
        empty_text=_("Load a statement: its payments find their invoices by themselves."),
    )
