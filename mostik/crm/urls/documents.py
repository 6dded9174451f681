"""Addresses of papers, of what they are made with, and of what clients see."""

from mostik.crm.pages import document_files as files
from mostik.crm.pages import document_outcomes as outcomes
from mostik.crm.pages import documents as pages
from mostik.crm.pages import public_documents as public
from mostik.crm.pages import sellers, templates
from mostik.web.routes import Policy, route

SEES = Policy.needs("crm.see_deals")
SEES_DEAL = Policy.needs("crm.see_deals", row="crm.deal")
SEES_ONE = Policy.needs("crm.see_deals", row="crm.document")
MAKES = Policy.needs("crm.make_document")
MAKES_ON = Policy.needs("crm.make_document", row="crm.deal")
ONE = Policy.needs("crm.make_document", row="crm.document")
DRAFT = Policy.needs("crm.make_document", row="crm.document_draft")
REMOVED = Policy.needs("crm.make_document", row="crm.document_removed")
CANCELLED = Policy.needs("crm.make_document", row="crm.document_cancelled")
SETTLES = Policy.needs("crm.record_payment", row="crm.document")
LINK = Policy.needs("crm.make_document", row="crm.document_link")
TEMPLATES = Policy.needs("crm.edit_templates")
PUBLIC = Policy.public()
POST = ("POST",)
ASKS = ("GET", "POST")
D = "documents/<int:document_id>/"
T = "templates/<int:template_id>/"
S = "sellers/<int:seller_id>/"

urlpatterns = [
    route("deals/<int:deal_id>/documents/", pages.panel, name="deal_documents", policy=SEES_DEAL),
    route("deals/<int:deal_id>/documents/<slug:kind>/", pages.add, name="document_add", policy=MAKES_ON, methods=ASKS),
    route("documents/", outcomes.document_list, name="document_list", policy=SEES),
    route("documents/send/", outcomes.send_many, name="documents_send", policy=MAKES, methods=POST),
    route("documents/cancel/", outcomes.cancel_many, name="documents_cancel", policy=MAKES, methods=POST),
    route(D, pages.document, name="document", policy=SEES_ONE),
    route(f"{D}progress/", pages.progress, name="document_progress", policy=SEES_ONE),
    route(f"{D}paper.pdf", files.pdf, name="document_pdf", policy=SEES_ONE),
    route(f"{D}paper.docx", files.docx, name="document_docx", policy=SEES_ONE),
    route(f"{D}page-<int:page>.png", files.page, name="document_page", policy=SEES_ONE),
    route(f"{D}preview/", pages.preview, name="document_preview", policy=DRAFT),
    route(f"{D}edit/", pages.edit, name="document_edit", policy=DRAFT, methods=ASKS),
    route(f"{D}issue/", pages.issue, name="document_issue", policy=DRAFT, methods=POST),
    route(f"{D}remove/", pages.remove, name="document_remove", policy=DRAFT, methods=POST),
    route(f"{D}restore/", pages.restore, name="document_restore", policy=REMOVED, methods=POST),
    route(f"{D}remake/", pages.remake, name="document_remake", policy=ONE, methods=ASKS),
    route(f"{D}again/", pages.again, name="document_again", policy=ONE, methods=POST),
    route(f"{D}send/", outcomes.send, name="document_send", policy=ONE, methods=POST),
    route(f"{D}link/", outcomes.link, name="document_link", policy=ONE, methods=ASKS),
    route(f"{D}sign/", outcomes.sign, name="document_sign", policy=ONE, methods=ASKS),
    route(f"{D}paid/", outcomes.settle, name="document_settle", policy=SETTLES, methods=POST),
    route(f"{D}unpaid/", outcomes.unsettle, name="document_unsettle", policy=SETTLES, methods=POST),
    route(f"{D}cancel/", outcomes.cancel, name="document_cancel", policy=ONE, methods=ASKS),
    route(f"{D}reinstate/", outcomes.reinstate, name="document_reinstate", policy=CANCELLED, methods=POST),
    route(
        "documents/links/<int:link_id>/revoke/",
        outcomes.revoke,
        name="document_link_revoke",
        policy=LINK,
        methods=POST,
    ),
    route("documents/setup/", templates.setup, name="document_setup", policy=TEMPLATES),
    route("documents/fields/", templates.fields, name="document_fields", policy=TEMPLATES),
    route("documents/numbers/<slug:kind>/", templates.numbers, name="document_numbers", policy=TEMPLATES, methods=ASKS),
    route("templates/add/", templates.add, name="template_add", policy=TEMPLATES, methods=ASKS),
    route("templates/ready/", templates.add_ready, name="templates_ready", policy=TEMPLATES, methods=POST),
    route(T, templates.template_card, name="template", policy=TEMPLATES),
    route(f"{T}version/", templates.add_version, name="template_version_add", policy=TEMPLATES, methods=POST),
    route(f"{T}rename/", templates.rename, name="template_rename", policy=TEMPLATES, methods=ASKS),
    route(f"{T}archive/", templates.archive, name="template_archive", policy=TEMPLATES, methods=POST),
    route(f"{T}restore/", templates.restore, name="template_restore", policy=TEMPLATES, methods=POST),
    route("templates/versions/<int:version_id>/", files.template_version, name="template_version", policy=TEMPLATES),
    route("templates/versions/<int:version_id>/preview/", templates.preview, name="template_preview", policy=TEMPLATES),
    route("sellers/add/", sellers.add, name="seller_add", policy=TEMPLATES, methods=ASKS),
    route(f"{S}edit/", sellers.edit, name="seller_edit", policy=TEMPLATES, methods=ASKS),
    route(f"{S}main/", sellers.make_main, name="seller_main", policy=TEMPLATES, methods=POST),
    route(f"{S}archive/", sellers.archive, name="seller_archive", policy=TEMPLATES, methods=POST),
    route(f"{S}restore/", sellers.restore, name="seller_restore", policy=TEMPLATES, methods=POST),
    route("d/<str:token>/", public.document, name="public_document", policy=PUBLIC),
    route("d/<str:token>/seen/", public.seen, name="public_seen", policy=PUBLIC, methods=POST),
    route("d/<str:token>/accept/", public.accept, name="public_accept", policy=PUBLIC, methods=POST),
    route("d/<str:token>/page-<int:page>.png", public.page, name="public_page", policy=PUBLIC),
    route("d/<str:token>/paper.pdf", public.pdf, name="public_pdf", policy=PUBLIC),
]
