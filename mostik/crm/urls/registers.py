"""Addresses of registers and their rows."""

from mostik.crm.pages import register_import, register_rows, registers
from mostik.web.routes import Policy, route

MAKES = Policy.needs("crm.edit_fields")
SEES = Policy.needs("crm.see_registers")
ROW = Policy.needs("crm.see_registers", row="crm.row")
IMPORTS = Policy.needs("crm.import_records")
POST = ("POST",)
ASKS = ("GET", "POST")

urlpatterns = [
    route("fields/registers/", registers.registers, name="registers", policy=MAKES),
    route("fields/registers/add/", registers.add, name="register_add", policy=MAKES, methods=ASKS),
    route("fields/registers/<int:register_id>/", registers.edit, name="register_edit", policy=MAKES),
    route(
        "fields/registers/<int:register_id>/settings/",
        registers.settings,
        name="register_settings",
        policy=MAKES,
        methods=ASKS,
    ),
    route(
        "fields/registers/<int:register_id>/archive/",
        registers.archive,
        name="register_archive",
        policy=MAKES,
        methods=POST,
    ),
    route(
        "fields/registers/<int:register_id>/restore/",
        registers.restore,
        name="register_restore",
        policy=MAKES,
        methods=POST,
    ),
    route("registers/", register_rows.index, name="register_index", policy=SEES),
    route("registers/rows/<int:row_id>/", register_rows.row, name="row", policy=ROW),
    route("registers/rows/<int:row_id>/edit/", register_rows.edit, name="row_edit", policy=ROW, methods=ASKS),
    route("registers/rows/<int:row_id>/remove/", register_rows.remove, name="row_remove", policy=ROW, methods=POST),
    route(
        "registers/rows/<int:row_id>/own/<int:field_id>/",
        register_rows.row_own,
        name="row_own",
        policy=ROW,
        methods=ASKS,
    ),
    route(
        "deals/<int:deal_id>/registers/",
        register_rows.deal_rows,
        name="deal_registers",
        policy=Policy.needs("crm.see_deals", row="crm.deal"),
    ),
    route(
        "clients/<int:company_id>/registers/",
        register_rows.company_rows,
        name="company_registers",
        policy=Policy.needs("crm.see_deals", row="crm.company"),
    ),
    route("registers/<slug:code>/", register_rows.row_list, name="register_list", policy=SEES),
    route("registers/<slug:code>/add/", register_rows.add, name="row_add", policy=SEES, methods=ASKS),
    route("registers/<slug:code>/import/", register_import.load, name="rows_import", policy=IMPORTS, methods=ASKS),
    route("registers/<slug:code>/remove/", register_rows.remove_many, name="rows_remove", policy=SEES, methods=POST),
    route("registers/<slug:code>/restore/", register_rows.restore_many, name="rows_restore", policy=SEES, methods=POST),
    route(
        "registers/<slug:code>/hand-over/",
        register_rows.hand_over_many,
        name="rows_hand_over",
        policy=SEES,
        methods=ASKS,
    ),
]
