"""The room's addresses."""

from mostik.core import pages
from mostik.web.routes import Policy, route

app_name = "core"

OWN = Policy.signed_in()

urlpatterns = [
    route("bell/", pages.bell, name="bell", policy=OWN),
    route("notifications/", pages.notifications, name="notifications", policy=OWN),
    route("notifications/read/", pages.notifications_read, name="notifications_read", policy=OWN, methods=("POST",)),
    route("views/save/", pages.view_save, name="view_save", policy=OWN, methods=("GET", "POST")),
    route(
        "views/<int:view_id>/delete/",
        pages.view_delete,
        name="view_delete",
        policy=Policy.signed_in(row="core.view", mine=True),
        methods=("POST",),
    ),
    route("files/<int:file_id>/", pages.file, name="file", policy=Policy.signed_in(row="core.file")),
]
