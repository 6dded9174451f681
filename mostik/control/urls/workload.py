"""Addresses of the load."""

from mostik.control.pages import workload
from mostik.control.queries.workload import HAND_OVER
from mostik.web.routes import Policy, route

HANDS = Policy.needs(HAND_OVER)
IT = Policy.needs(HAND_OVER, row="control.rebalance")
NORMS = Policy.needs("control.set_norms")

urlpatterns = [
    route("workload/", workload.workload, name="workload", policy=HANDS),
    route("workload/norm/", workload.workload_norm, name="workload_norm", policy=NORMS, methods=("GET", "POST")),
    route("workload/even/", workload.workload_even, name="workload_even", policy=HANDS, methods=("POST",)),
    route(
        "workload/<int:rebalance_id>/undo/", workload.workload_undo, name="workload_undo", policy=IT, methods=("POST",)
    ),
]
