"""The room's addresses."""

from mostik.control import pages
from mostik.web.routes import Policy, route

app_name = "control"

TAKE = Policy.needs("control.take_action")
ONE = Policy.needs("control.close_action", row="control.action")

urlpatterns = [
    route("", pages.action_list, name="actions", policy=Policy.needs("control.close_action")),
    route("actions/add/", pages.action_add, name="action_add", policy=TAKE, methods=("GET", "POST")),
    route("actions/<int:action_id>/end/", pages.action_end, name="action_end", policy=ONE, methods=("GET", "POST")),
    route("actions/<int:action_id>/resume/", pages.action_resume, name="action_resume", policy=ONE, methods=("POST",)),
]
