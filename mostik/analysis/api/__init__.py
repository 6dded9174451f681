"""The room for programs: its figures, its reports, its losses, its score."""

from mostik.analysis.api import losses, reports, score
from mostik.analysis.api.figures import router

losses.routes(router)
reports.routes(router)
score.routes(router)

__all__ = ["router"]
