"""The list of clients as a table: columns, filters, what is done to many."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mostik.core.rights import EXPORT
from mostik.crm.forms.activities import people_choices
from mostik.crm.pages.own_table import OwnList
from mostik.crm.queries.clients import present_companies, search_companies
from mostik.crm.terms import Holder
from mostik.web import tables

COLUMNS = (
    tables.Column(
        key="title",
        title=_("Name"),
        value=lambda row: row.title,
        sort=("title",),
        main=True,
        url=lambda row: reverse("crm:company", args=[row.id]),
    ),
    tables.Column(key="region", title=_("Region"), value=lambda row: row.region, sort=("region",), hide_on_phone=True),
    tables.Column(key="sector", title=_("Sector"), value=lambda row: row.sector, sort=("sector",), hide_on_phone=True),
    tables.Column(
        key="phone",
        title=_("Phone"),
        value=lambda row: row.reached.phone,
        url=lambda row: row.reached.call,
        width="is-whole",
    ),
    tables.Column(
        key="email",
        title=_("E-mail"),
        value=lambda row: row.reached.email,
        url=lambda row: row.reached.write,
        default_hidden=True,
    ),
    tables.Column(
        key="contacts", title=_("Contacts"), value=lambda row: row.contacts, kind="number", default_hidden=True
    ),
    tables.Column(key="deals", title=_("Open deals"), value=lambda row: row.open_deals, kind="number"),
    tables.Column(key="amount", title=_("In open deals"), value=lambda row: row.open_amount, kind="money"),
    tables.Column(
        key="owner", title=_("Owner"), value=lambda row: row.owner, kind="person", sort=("owner__last_name",)
    ),
    tables.Column(
        key="created_at", title=_("Added"), value=lambda row: row.created_at, kind="day", sort=("created_at",)
    ),
)
BULK = (
    tables.BulkAction(
        code="hand_over",
        title=_("Hand over"),
        url_name="crm:companies_hand_over",
        needs="crm.hand_over_deal",
        dialog=True,
    ),
    tables.BulkAction(
        code="remove",
        title=_("Remove"),
        url_name="crm:companies_remove",
        needs="crm.remove_client",
        confirm=_("Remove the picked clients? Each can be brought back from its card."),
        danger=True,
    ),
)


def company_table(request: HttpRequest) -> tables.Table:
    """Return the list as this viewer may see and narrow it: what is shown in part is neither searched nor sorted by."""
    viewer = request.actor
    own = OwnList(Holder.COMPANY, viewer=viewer)
    return tables.Table(
        code="companies",
        columns=(*COLUMNS, *own.columns()),
        prepare=own.rows,
        filters=(
            tables.person_filter("owner", _("Owner"), lambda _request: people_choices(viewer=viewer), "owner_id"),
            tables.text_filter("region", _("Region")),
            tables.text_filter("sector", _("Sector"), more=True),
            tables.day_range_filter("added", _("Added"), "created_at__date", more=True),
            *own.filters(),
        ),
        search=lambda rows, text: search_companies(rows, text, viewer=viewer, also=own.search(text)),
        search_words=_("Name, contact, phone, e-mail"),
        default_sort="title",
        bulk=BULK,
        present=lambda rows: present_companies(rows, viewer=viewer, fields=own.fields),
        export_needs=EXPORT,
        subjects="crm.company",
        shows_contacts=True,
        empty_title=_("No clients yet"),
        empty_text=_("Add the first one, or import them with their deals."),
    )
