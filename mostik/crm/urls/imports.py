"""Addresses of imports."""

from django.urls import URLPattern

from mostik.core.rights import EXPORT
from mostik.crm.pages import imports as pages
from mostik.web.routes import Policy, route

IMPORT = Policy.needs("crm.import_records")
EXPORTS = Policy.needs(EXPORT)
RUN = Policy.needs("crm.import_records", row="crm.import")

urlpatterns: list[URLPattern] = [
    route("import/", pages.imports, name="imports", policy=IMPORT),
    route("import/deals-for-import.csv", pages.deals_leaving, name="deals_leaving", policy=EXPORTS),
    route("import/new/", pages.upload, name="import_upload", policy=IMPORT, methods=("POST",)),
    route("import/<int:run_id>/", pages.import_run, name="import_run", policy=RUN),
    route("import/<int:run_id>/columns/", pages.map_import, name="import_columns", policy=RUN, methods=("POST",)),
    route("import/<int:run_id>/start/", pages.start, name="import_start", policy=RUN, methods=("POST",)),
    route("import/<int:run_id>/progress/", pages.progress, name="import_progress", policy=RUN),
    route("import/<int:run_id>/cancel/", pages.cancel, name="import_cancel", policy=RUN, methods=("POST",)),
    route("import/<int:run_id>/continue/", pages.go_on, name="import_continue", policy=RUN, methods=("POST",)),
    route("import/<int:run_id>/undo/", pages.undo, name="import_undo", policy=RUN, methods=("POST",)),
    route("import/<int:run_id>/name/", pages.name, name="import_name", policy=RUN, methods=("POST",)),
    route("import/<int:run_id>/names/", pages.names, name="import_names", policy=RUN),
    route("import/<int:run_id>/compare/", pages.reckoning, name="import_reckoning", policy=RUN),
    route("import/<int:run_id>/recount/", pages.count_again, name="import_recount", policy=RUN, methods=("POST",)),
    route("import/<int:run_id>/leave/", pages.leave, name="import_leave", policy=RUN, methods=("POST",)),
    route("import/<int:run_id>/again/", pages.again, name="import_again", policy=RUN, methods=("POST",)),
    route("import/<int:run_id>/<slug:role>.csv", pages.problems, name="import_problems", policy=RUN),
]
