"""The room's addresses."""

from mostik.simulator.pages import plays
from mostik.web.routes import Policy, route

app_name = "simulator"

PLAY = Policy.needs("simulator.play")
ONE = "<slug:number>"

urlpatterns = [
    route("", plays.play_list, name="plays", policy=PLAY),
    route("add/", plays.play_add, name="play_add", policy=PLAY, methods=("GET", "POST")),
    route(f"{ONE}/", plays.play, name="play", policy=PLAY),
    route(f"{ONE}/progress/", plays.play_progress, name="play_progress", policy=PLAY),
    route(f"{ONE}/stop/", plays.play_stop, name="play_stop", policy=PLAY, methods=("POST",)),
]
