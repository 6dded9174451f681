"""Addresses of consents and of requests about personal data."""

from mostik.crm.pages import consents, person_requests, retention
from mostik.web.routes import Policy, route

SEES = Policy.needs("crm.see_deals")
GIVES = Policy.needs("crm.edit_client", row="crm.contact")
WITHDRAWS = Policy.needs("crm.edit_client", row="crm.consent")
ALL = Policy.needs("crm.handle_requests")
ASKED = Policy.needs("crm.handle_requests", row="crm.contact")
ONE = Policy.needs("crm.handle_requests", row="crm.request")
DONE = Policy.needs("crm.handle_requests", row="crm.request_done")
POST = ("POST",)
ASKS = ("GET", "POST")

urlpatterns = [
    route("consents/", consents.consent_list, name="consents", policy=SEES),
    route("contacts/<int:contact_id>/consents/add/", consents.give, name="consent_give", policy=GIVES, methods=ASKS),
    route(
        "consents/<int:consent_id>/withdraw/",
        consents.withdraw,
        name="consent_withdraw",
        policy=WITHDRAWS,
        methods=ASKS,
    ),
    route("terms/", retention.terms, name="terms", policy=ALL),
    route("terms/<slug:code>/edit/", retention.edit, name="term_edit", policy=ALL, methods=ASKS),
    route("terms/<slug:code>/forget/", retention.carry_out, name="term_carry_out", policy=ALL, methods=POST),
    route("requests/", person_requests.request_list, name="person_requests", policy=ALL),
    route(
        "contacts/<int:contact_id>/request/",
        person_requests.receive,
        name="person_request_receive",
        policy=ASKED,
        methods=ASKS,
    ),
    route("requests/<int:request_id>/", person_requests.person_request, name="person_request", policy=ONE),
    route(
        "requests/<int:request_id>/refuse/",
        person_requests.refuse,
        name="person_request_refuse",
        policy=ONE,
        methods=ASKS,
    ),
    route(
        "requests/<int:request_id>/answer/",
        person_requests.answer,
        name="person_request_answer",
        policy=ONE,
        methods=POST,
    ),
    route(
        "requests/<int:request_id>/erase/",
        person_requests.erase,
        name="person_request_erase",
        policy=ONE,
        methods=POST,
    ),
    route(
        "requests/<int:request_id>/progress/",
        person_requests.progress,
        name="person_request_progress",
        policy=ONE,
    ),
    route("requests/<int:request_id>/file/", person_requests.file, name="person_request_file", policy=ONE),
    route("requests/<int:request_id>/act.txt", person_requests.proof, name="person_request_act", policy=DONE),
]
