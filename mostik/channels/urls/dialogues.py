"""Addresses of text robots in talks."""

from mostik.channels.pages import dialogues
from mostik.web.routes import Policy, route

SEE, EDIT = Policy.needs("automation.see_robots"), Policy.needs("automation.edit_robots")

urlpatterns = [
    route("dialogues/<int:dialogue_id>/places/", dialogues.places, name="dialogue_places", policy=SEE),
    route(
        "dialogues/<int:dialogue_id>/places/<int:account_id>/",
        dialogues.place_set,
        name="dialogue_place_set",
        policy=EDIT,
        methods=("POST",),
    ),
]
