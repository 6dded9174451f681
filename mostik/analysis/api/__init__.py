"""The room for programs: figures, reports ready, built and by schedule, who buys, losses, money, needs, score."""

from mostik.analysis.api import buyers, losses, needs, profit, reports, sales, score, tables
from mostik.analysis.api.figures import router
from mostik.analysis.api.own import OWN_REPORTS, SCHEDULES
from mostik.web.resources import register

buyers.routes(router)
losses.routes(router)
needs.routes(router)
profit.routes(router)
reports.routes(router)
sales.routes(router)
score.routes(router)
tables.routes(router)
register(router, OWN_REPORTS, SCHEDULES)

__all__ = ["router"]
