"""The room for programs: its figures, its reports, ready, built and by schedule, its losses, its money, its score."""

from mostik.analysis.api import losses, profit, reports, score
from mostik.analysis.api.figures import router
from mostik.analysis.api.own import OWN_REPORTS, SCHEDULES
from mostik.web.resources import register

losses.routes(router)
profit.routes(router)
reports.routes(router)
score.routes(router)
register(router, OWN_REPORTS, SCHEDULES)

__all__ = ["router"]
