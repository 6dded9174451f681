"""Addresses of alike records and merges."""

from mostik.crm.pages import duplicates as pages
from mostik.web.routes import Policy, route

ANY = Policy.needs("crm.merge_clients")
COMPANY = Policy.needs("crm.merge_clients", row="crm.company")
CONTACT = Policy.needs("crm.merge_clients", row="crm.contact")
PEEK = Policy.needs("crm.see_deals", row="crm.company")
MERGE = Policy.needs("crm.merge_clients", row="crm.merge")
POST = ("POST",)
ASKS = ("GET", "POST")

urlpatterns = [
    route("duplicates/", pages.pair_list, name="pairs", policy=ANY),
    route("duplicates/dismiss/", pages.dismiss, name="pairs_dismiss", policy=ANY, methods=POST),
    route("duplicates/recall/", pages.recall, name="pairs_recall", policy=ANY, methods=POST),
    route("clients/<int:company_id>/peek/", pages.peek, name="company_peek", policy=PEEK),
    route("clients/<int:company_id>/merge/", pages.merge_company, name="company_merge", policy=COMPANY, methods=ASKS),
    route("contacts/<int:contact_id>/merge/", pages.merge_contact, name="contact_merge", policy=CONTACT, methods=ASKS),
    route("merges/<int:merge_id>/undo/", pages.undo, name="merge_undo", policy=MERGE, methods=POST),
]
