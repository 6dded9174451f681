"""The room's addresses."""

from mostik.core import pages
from mostik.core.archive import pages as archive
from mostik.core.attachments import pages as attachments
from mostik.core.effects import pages as effects
from mostik.core.privacy import pages as privacy
from mostik.web.routes import Policy, route

app_name = "core"

OWN = Policy.signed_in()
POST = ("POST",)
SEEN, DRAWN = Policy.signed_in(row="core.file"), Policy.signed_in(row="core.file_drawn")
KEPT, GONE = Policy.signed_in(row="core.file_to_change"), Policy.signed_in(row="core.file_removed")
RECORD, CHANGED = Policy.signed_in(row="core.record"), Policy.signed_in(row="core.record_to_change")
MEND = Policy.needs("core.mend_effects")
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
    route("health/live/", pages.live, name="live", policy=Policy.public()),
    route("health/ready/", pages.ready, name="ready", policy=Policy.public()),
    route("effects/", effects.effects, name="effects", policy=MEND),
    route("effects/again/", effects.effects_again, name="effects_again", policy=MEND, methods=POST),
    route("effects/settle/", effects.effects_settle, name="effects_settle", policy=MEND, methods=POST),
    route("effects/<int:effect_id>/", effects.effect, name="effect", policy=MEND),
    route("effects/<int:effect_id>/again/", effects.effect_again, name="effect_again", policy=MEND, methods=POST),
    route("effects/<int:effect_id>/settle/", effects.effect_settle, name="effect_settle", policy=MEND, methods=POST),
    route("data-map/", privacy.data_map, name="data_map", policy=Policy.needs("core.see_data_map")),
    route("files/<int:file_id>/", attachments.file, name="file", policy=SEEN),
    route("files/<int:file_id>/thumb/", attachments.thumb, name="file_thumb", policy=DRAWN),
    route("files/<int:file_id>/versions/", attachments.versions, name="file_versions", policy=SEEN),
    route("files/<int:file_id>/versions/add/", attachments.version_add, name="file_version", policy=KEPT, methods=POST),
    route("files/<int:file_id>/again/", attachments.version_restore, name="file_again", policy=KEPT, methods=POST),
    route("files/<int:file_id>/remove/", attachments.remove, name="file_remove", policy=KEPT, methods=POST),
    route("files/<int:file_id>/restore/", attachments.restore, name="file_restore", policy=GONE, methods=POST),
    route("files/of/<str:kind>/<int:number>/", attachments.panel, name="files", policy=RECORD),
    route("files/of/<str:kind>/<int:number>/add/", attachments.add, name="files_add", policy=CHANGED, methods=POST),
]
