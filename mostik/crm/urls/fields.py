"""Addresses of own fields."""

from mostik.crm.pages import fields
from mostik.web.routes import Policy, route

EDITS = Policy.needs("crm.edit_fields")
POST = ("POST",)
ASKS = ("GET", "POST")

urlpatterns = [
    route("fields/", fields.fields, name="fields", policy=EDITS),
    route("fields/add/", fields.add, name="field_add", policy=EDITS, methods=ASKS),
    route("fields/<int:field_id>/edit/", fields.edit, name="field_edit", policy=EDITS, methods=ASKS),
    route("fields/<int:field_id>/archive/", fields.archive, name="field_archive", policy=EDITS, methods=POST),
    route("fields/<int:field_id>/restore/", fields.restore, name="field_restore", policy=EDITS, methods=POST),
    route("fields/<int:field_id>/order/", fields.order, name="field_order", policy=EDITS, methods=POST),
]
