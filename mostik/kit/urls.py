"""Addresses of the room: the library, its place at deals, a client's own page."""

from mostik.kit.access import EDIT, SEE
from mostik.kit.pages import materials, sharing, shown
from mostik.web.routes import Policy, route

SEES, EDITS, PUBLIC = Policy.needs(SEE), Policy.needs(EDIT), Policy.public()
SENDS = Policy.needs("channels.write_letters", row="crm.deal")
BOTH, POST = ("GET", "POST"), ("POST",)
IT = "library/<int:material_id>"

app_name = "kit"

urlpatterns = [
    route("library/", materials.material_list, name="materials", policy=SEES),
    route("library/add/", materials.material_add, name="material_add", policy=EDITS, methods=BOTH),
    route("library/archive/", materials.materials_archive, name="materials_archive", policy=EDITS, methods=POST),
    route("library/restore/", materials.materials_restore, name="materials_restore", policy=EDITS, methods=POST),
    route(f"{IT}/", materials.material, name="material", policy=SEES),
    route(f"{IT}/edit/", materials.material_edit, name="material_edit", policy=EDITS, methods=BOTH),
    route(f"{IT}/archive/", materials.material_archive, name="material_archive", policy=EDITS, methods=POST),
    route(f"{IT}/restore/", materials.material_restore, name="material_restore", policy=EDITS, methods=POST),
    route(
        "library/deals/<int:deal_id>/",
        sharing.materials_about,
        name="materials_about",
        policy=Policy.needs(SEE, row="crm.deal"),
    ),
    route(
        "library/deals/<int:deal_id>/<int:material_id>/send/",
        sharing.material_send,
        name="material_send",
        policy=SENDS,
        methods=POST,
    ),
    route(
        "library/deals/<int:deal_id>/shares/<int:share_id>/back/",
        sharing.material_back,
        name="material_back",
        policy=SENDS,
        methods=POST,
    ),
    route("m/<str:token>/", shown.shown, name="shown", policy=PUBLIC),
    route("m/<str:token>/seen/", shown.seen, name="seen", policy=PUBLIC, methods=POST),
    route("m/<str:token>/file/", shown.shown_file, name="shown_file", policy=PUBLIC),
]
