"""The room for programs: deviations, incidents, assignments, processes."""

from ninja import Router

from mostik.control.api.assignments import ASSIGNMENTS
from mostik.control.api.deviations import DEVIATIONS
from mostik.control.api.incidents import INCIDENTS
from mostik.control.api.processes import PROCESSES, runs_at
from mostik.web.resources import register

router = Router()
register(router, DEVIATIONS, INCIDENTS, ASSIGNMENTS, PROCESSES)
runs_at(router)
