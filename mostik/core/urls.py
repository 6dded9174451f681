"""The room's addresses."""

from mostik.core import pages
from mostik.core.archive import pages as archive
from mostik.core.privacy import pages as privacy
from mostik.web.routes import Policy, route

app_name = "core"

OWN = Policy.signed_in()
WHOLE = Policy.needs("core.export_company")
ARCHIVE = Policy.needs("core.export_company", row="core.archive")

urlpatterns = [
    route("bell/", pages.bell, name="bell", policy=OWN),
    route("notifications/", pages.notifications, name="notifications", policy=OWN),
    route("notifications/read/", pages.notifications_read, name="notifications_read", policy=OWN, methods=("POST",)),
    route("notifications/new/", pages.notifications_new, name="notifications_new", policy=OWN, methods=("POST",)),
    route("views/save/", pages.view_save, name="view_save", policy=OWN, methods=("GET", "POST")),
    route(
        "views/<int:view_id>/delete/",
        pages.view_delete,
        name="view_delete",
        policy=Policy.signed_in(row="core.view", mine=True),
        methods=("POST",),
    ),
    route("company/", archive.company, name="company", policy=WHOLE),
    route("company/export/", archive.export, name="company_export", policy=WHOLE, methods=("POST",)),
    route("company/restore/", archive.restore, name="company_restore", policy=WHOLE, methods=("POST",)),
    route("company/<int:archive_id>/progress/", archive.progress, name="archive_progress", policy=ARCHIVE),
    route("company/<int:archive_id>/archive.zip", archive.download, name="archive_download", policy=ARCHIVE),
    route("company/<int:archive_id>/delete/", archive.drop, name="archive_drop", policy=ARCHIVE, methods=("POST",)),
    route("data-map/", privacy.data_map, name="data_map", policy=Policy.needs("core.see_data_map")),
    route("files/<int:file_id>/", pages.file, name="file", policy=Policy.signed_in(row="core.file")),
]
