"""The list of people as a table: columns, filters, what is done to many."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mostik.core.rights import EXPORT
from mostik.crm.forms.activities import people_choices
from mostik.crm.queries.contacts import present_contacts, search_contacts
from mostik.crm.queries.words import DECISIONS
from mostik.web import tables

COLUMNS = (
    tables.Column(
        key="name",
        title=_("Name"),
        value=lambda row: row.name,
        sort=("last_name", "first_name"),
        main=True,
        url=lambda row: reverse("crm:contact", args=[row.id]),
    ),
    tables.Column(
        key="company",
        title=_("Client"),
        value=lambda row: row.company,
        url=lambda row: reverse("crm:company", args=[row.company_id]) if row.company_id else "",
    ),
    tables.Column(key="position", title=_("Position"), value=lambda row: row.position, hide_on_phone=True),
    tables.Column(key="decision", title=_("Part in the decision"), value=lambda row: row.decision, hide_on_phone=True),
    tables.Column(
        key="phone",
        title=_("Phone"),
        value=lambda row: row.reached.phone,
        width="is-whole",
        url=lambda row: row.reached.call,
    ),
    tables.Column(
        key="email", title=_("E-mail"), value=lambda row: row.reached.email, url=lambda row: row.reached.write
    ),
    tables.Column(key="deals", title=_("Open deals"), value=lambda row: row.open_deals, kind="number"),
    tables.Column(
        key="owner", title=_("Owner"), value=lambda row: row.owner, kind="person", sort=("owner__last_name",)
    ),
    tables.Column(
        key="created_at",
        title=_("Added"),
        value=lambda row: row.created_at,
        kind="day",
        sort=("created_at",),
        default_hidden=True,
    ),
)
BULK = (
    tables.BulkAction(
        code="remove",
        title=_("Remove"),
        url_name="crm:contacts_remove",
        needs="crm.remove_client",
        confirm=_("Remove the picked people? They can be brought back."),
        danger=True,
    ),
)


def contact_table(request: HttpRequest) -> tables.Table:
    """Return the list as this viewer may see and narrow it."""
    viewer = request.actor
    return tables.Table(
        code="contacts",
        columns=COLUMNS,
        filters=(
            tables.person_filter("owner", _("Owner"), lambda _request: people_choices(viewer=viewer), "owner_id"),
            tables.multichoice_filter("decision", _("Part in the decision"), tuple(DECISIONS.items())),
            tables.text_filter("position", _("Position"), more=True),
            tables.yes_no_filter("alone", _("Without a client"), "company__isnull", more=True),
            tables.day_range_filter("added", _("Added"), "created_at__date", more=True),
        ),
        search=lambda rows, text: search_contacts(rows, text, viewer=viewer),
        search_words=_("Name, client, phone, e-mail"),
        default_sort="name",
        bulk=BULK,
        present=lambda rows: present_contacts(rows, viewer=viewer),
        export_needs=EXPORT,
        subjects="crm.contact",
        shows_contacts=True,
        empty_title=_("No people yet"),
        empty_text=_("Add people from their client's card, or import them with their deals."),
    )
