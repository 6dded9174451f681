"""Addresses of the load."""

from mostik.control.pages import rebalances, workload
from mostik.control.queries.workload import HAND_OVER
from mostik.web.routes import Policy, route

HANDS = Policy.needs(HAND_OVER)
IT = Policy.needs(HAND_OVER, row="control.rebalance")
NORMS = Policy.needs("control.set_norms")
ONE = "workload/<int:rebalance_id>"

urlpatterns = [
    route("workload/", workload.workload, name="workload", policy=HANDS),
    route("workload/norm/", workload.workload_norm, name="workload_norm", policy=NORMS, methods=("GET", "POST")),
    route("workload/even/", rebalances.workload_even, name="workload_even", policy=HANDS, methods=("POST",)),
    route(f"{ONE}/", rebalances.rebalance, name="rebalance", policy=IT),
    route(f"{ONE}/progress/", rebalances.rebalance_progress, name="rebalance_progress", policy=IT),
    route(f"{ONE}/cancel/", rebalances.rebalance_cancel, name="rebalance_cancel", policy=IT, methods=("POST",)),
    route(f"{ONE}/undo/", rebalances.workload_undo, name="workload_undo", policy=IT, methods=("POST",)),
]
