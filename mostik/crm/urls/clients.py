"""Addresses of clients."""

from mostik.crm.pages import clients, contacts, own
from mostik.web.routes import Policy, route

SEES = Policy.needs("crm.see_deals", row="crm.company")
EDITS = Policy.needs("crm.edit_client", row="crm.company")
REMOVES = Policy.needs("crm.remove_client", row="crm.company")
CONTACT = Policy.needs("crm.edit_client", row="crm.contact")
REMOVES_CONTACT = Policy.needs("crm.remove_client", row="crm.contact")
SEES_CONTACT = Policy.needs("crm.see_deals", row="crm.contact")
REMOVES_ANY = Policy.needs("crm.remove_client")
ANY = Policy.needs("crm.edit_client")
POST = ("POST",)
ASKS = ("GET", "POST")

urlpatterns = [
    route("clients/", clients.company_list, name="company_list", policy=Policy.needs("crm.see_deals")),
    route("clients/add/", clients.add, name="company_add", policy=ANY, methods=ASKS),
    route("contacts/", contacts.contact_list, name="contact_list", policy=Policy.needs("crm.see_deals")),
    route("contacts/add/", contacts.new, name="contact_new", policy=ANY, methods=ASKS),
    route("contacts/likely/", contacts.likely, name="contact_likely", policy=ANY),
    route("contacts/remove/", contacts.remove_many, name="contacts_remove", policy=REMOVES_ANY, methods=POST),
    route("contacts/restore/", contacts.restore_many, name="contacts_restore", policy=REMOVES_ANY, methods=POST),
    route("contacts/<int:contact_id>/", contacts.contact, name="contact", policy=SEES_CONTACT),
    route(
        "contacts/<int:contact_id>/timeline/", contacts.contact_timeline, name="contact_timeline", policy=SEES_CONTACT
    ),
    route("clients/likely/", clients.likely, name="company_likely", policy=ANY),
    route(
        "clients/remove/",
        clients.remove_many,
        name="companies_remove",
        policy=Policy.needs("crm.remove_client"),
        methods=POST,
    ),
    route(
        "clients/hand-over/",
        clients.hand_over_many,
        name="companies_hand_over",
        policy=Policy.needs("crm.hand_over_deal"),
        methods=ASKS,
    ),
    route("clients/<int:company_id>/", clients.company, name="company", policy=SEES),
    route(
        "clients/<int:company_id>/own/<int:field_id>/", own.company_own, name="company_own", policy=EDITS, methods=ASKS
    ),
    route("clients/<int:company_id>/timeline/", clients.company_timeline, name="company_timeline", policy=SEES),
    route("clients/<int:company_id>/edit/", clients.edit, name="company_edit", policy=EDITS, methods=ASKS),
    route("clients/<int:company_id>/remove/", clients.remove, name="company_remove", policy=REMOVES, methods=POST),
    route("clients/<int:company_id>/restore/", clients.restore, name="company_restore", policy=REMOVES, methods=POST),
    route("clients/<int:company_id>/contacts/add/", contacts.add, name="contact_add", policy=EDITS, methods=ASKS),
    route("contacts/<int:contact_id>/edit/", contacts.edit, name="contact_edit", policy=CONTACT, methods=ASKS),
    route(
        "contacts/<int:contact_id>/remove/",
        contacts.remove,
        name="contact_remove",
        policy=REMOVES_CONTACT,
        methods=POST,
    ),
    route(
        "contacts/<int:contact_id>/restore/",
        contacts.restore,
        name="contact_restore",
        policy=REMOVES_CONTACT,
        methods=POST,
    ),
]
