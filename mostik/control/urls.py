"""The room's addresses."""

from mostik.control.pages import actions, order
from mostik.web.routes import Policy, route

app_name = "control"

TAKE = Policy.needs("control.take_action")
ONE = Policy.needs("control.close_action", row="control.action")

ORDER = Policy.needs("crm.see_deals")
NORMS = Policy.needs("control.set_norms")
ASKS = ("GET", "POST")

urlpatterns = [
    route("order/", order.order_of_people, name="order", policy=ORDER),
    route("order/norms/", order.order_norms, name="order_norms", policy=NORMS, methods=ASKS),
    route("", actions.action_list, name="actions", policy=Policy.needs("control.close_action")),
    route("actions/add/", actions.action_add, name="action_add", policy=TAKE, methods=("GET", "POST")),
    route("actions/<int:action_id>/end/", actions.action_end, name="action_end", policy=ONE, methods=("GET", "POST")),
    route(
        "actions/<int:action_id>/resume/", actions.action_resume, name="action_resume", policy=ONE, methods=("POST",)
    ),
]
