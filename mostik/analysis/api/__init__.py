"""The room for programs: its figures, its reports, its score."""

from mostik.analysis.api import reports, score
from mostik.analysis.api.figures import router

reports.routes(router)
score.routes(router)

__all__ = ["router"]
