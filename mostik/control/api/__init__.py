"""The room for programs: deviations, incidents, assignments, processes, one's rhythm, the load."""

from ninja import Router

from mostik.control.api.assignments import ASSIGNMENTS
from mostik.control.api.deviations import DEVIATIONS
from mostik.control.api.incidents import INCIDENTS
from mostik.control.api.processes import PROCESSES, runs_at
from mostik.control.api.rhythm import DUTIES, rhythm_at
from mostik.control.api.workload import REBALANCES, load_at
from mostik.web.resources import register

router = Router()
register(router, DEVIATIONS, INCIDENTS, ASSIGNMENTS, PROCESSES, DUTIES, REBALANCES)
runs_at(router)
rhythm_at(router)
load_at(router)
