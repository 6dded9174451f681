"""Addresses of the gate: its rules, whom not to write to, the client's own word."""

from mostik.channels.pages import gate, stops, unsubscribing
from mostik.web.routes import Policy, route

GATE = Policy.needs("channels.edit_gate")
BOTH, POST = ("GET", "POST"), ("POST",)

urlpatterns = [
    route("mail/gate/", gate.gate, name="gate", policy=GATE, methods=BOTH),
    route("mail/gate/halt/", gate.robots_halt, name="robots_halt", policy=GATE, methods=POST),
    route("mail/gate/release/", gate.robots_release, name="robots_release", policy=GATE, methods=POST),
    route("mail/gate/beside/", gate.gate_beside, name="gate_beside", policy=Policy.needs("automation.see_robots")),
    route("mail/stops/", stops.stop_list, name="stops", policy=GATE),
    route("mail/stops/add/", stops.stop_add, name="stop_add", policy=GATE, methods=BOTH),
    route("mail/stops/file/", stops.stop_import, name="stop_import", policy=GATE, methods=BOTH),
    route("mail/stops/<int:stop_id>/remove/", stops.stop_remove, name="stop_remove", policy=GATE, methods=BOTH),
    route("mail/stops/<int:stop_id>/restore/", stops.stop_restore, name="stop_restore", policy=GATE, methods=POST),
    route(
        "mail/off/<str:token>/",
        unsubscribing.unsubscribing,
        name="unsubscribing",
        policy=Policy.public(),
        methods=BOTH,
    ),
]
