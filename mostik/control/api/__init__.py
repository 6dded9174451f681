"""The room for programs: deviations, incidents, assignments."""

from ninja import Router

from mostik.control.api.assignments import ASSIGNMENTS
from mostik.control.api.deviations import DEVIATIONS
from mostik.control.api.incidents import INCIDENTS
from mostik.web.resources import register

router = Router()
register(router, DEVIATIONS, INCIDENTS, ASSIGNMENTS)
