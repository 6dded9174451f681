"""The room for programs: its figures, its score."""

from mostik.analysis.api import score
from mostik.analysis.api.figures import router

score.routes(router)

__all__ = ["router"]
