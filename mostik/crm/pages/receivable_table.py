"""The list of open invoices as a table."""

from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mostik.core.actors import Reach
from mostik.core.rights import EXPORT
from mostik.crm.forms.activities import people_choices
from mostik.crm.queries.receivables.debts import BUCKETS, owing_companies, present_debts, search_debts
from mostik.web import tables

COLUMNS = (
    tables.Column(
        key="title",
        title=_("Invoice"),
        value=lambda row: row.number,
        sort=("number",),
        main=True,
        width="is-whole",
        url=lambda row: reverse("crm:document", args=[row.id]),
    ),
    tables.Column(
        key="company",
        title=_("Client"),
        value=lambda row: row.company,
        url=lambda row: reverse("crm:company", args=[row.company_id]) if row.company_id else "",
    ),
    tables.Column(key="open", title=_("Owed"), value=lambda row: row.open, kind="money", sort=("owed",)),
    tables.Column(
        key="bucket", title=_("Age"), value=lambda row: tables.Badge(row.bucket_words, row.tone), kind="badge"
    ),
    tables.Column(key="due_on", title=_("Pay by"), value=lambda row: row.due_on, kind="day", sort=("due_on",)),
    tables.Column(
        key="late",
        title=_("Days late"),
        value=lambda row: row.late or None,
        kind="number",
        tone=lambda row: row.tone if row.late else "neutral",
    ),
    tables.Column(key="promised_for", title=_("Promised for"), value=lambda row: row.promised_for, kind="day"),
    tables.Column(key="amount", title=_("Sum"), value=lambda row: row.amount, kind="money", sort=("amount_minor",)),
    tables.Column(key="paid", title=_("Paid"), value=lambda row: row.paid, kind="money", default_hidden=True),
    tables.Column(
        key="deal",
        title=_("Deal"),
        value=lambda row: row.deal,
        url=lambda row: reverse("crm:deal", args=[row.deal_id]),
        default_hidden=True,
    ),
    tables.Column(key="owner", title=_("Owner"), value=lambda row: row.owner, kind="person"),
    tables.Column(
        key="dated_on",
        title=_("Date"),
        value=lambda row: row.dated_on,
        kind="day",
        sort=("dated_on",),
        default_hidden=True,
    ),
)
BULK = (
    tables.BulkAction(
        code="step", title=_("Give a step"), url_name="crm:receivables_step", needs="crm.do_activity", dialog=True
    ),
)


def debt_table(request: HttpRequest, day: date) -> tables.Table:
    """Return the list as this viewer may see and narrow it."""
    viewer = request.actor
    ages = [(age.value, words) for age, words in BUCKETS.items()]  # type: ignore[attr-defined]
    found = [
        tables.multichoice_filter("age", _("Age"), ages),
        tables.yes_no_filter("promised", _("Promised"), apply=_promised),
    ]
    if viewer.reach is not Reach.OWN:
        found.append(tables.person_filter("owner", _("Owner"), people_choices(viewer=viewer), "deal__owner_id"))
    found += [
        tables.choice_filter(
            "company", _("Client"), lambda _request: owing_companies(viewer=viewer, day=day), "company_id"
        ),
        tables.day_range_filter("due", _("Pay by"), "due_on", more=True),
        tables.number_range_filter("owed", _("Owed"), "owed", scale=2, more=True),
    ]
    return tables.Table(
        code="receivables",
        columns=COLUMNS,
        filters=tuple(found),
        search=lambda rows, text: search_debts(rows, text, viewer=viewer),
        search_words=_("Invoice, client, INN or deal"),
        default_sort="due_on",
        bulk=BULK,
        present=lambda rows: present_debts(rows, viewer=viewer, day=day),
        export_needs=EXPORT,
        empty_title=_("Nobody owes anything"),
        empty_text=_("Invoices issued and not paid in full stand here, by their age."),
    )


def _promised(rows: object, value: bool) -> object:  # noqa: FBT001 - what a filter is given
    """Narrow to invoices with an open promise, or without one."""
    asked = {"promises__state": "open"}
    return rows.filter(**asked) if value else rows.exclude(**asked)  # type: ignore[attr-defined]
