"""The room for programs: plans made, read, split anew and answered."""

from mostik.planning.api import replan  # noqa: F401 - its addresses join the room's
from mostik.planning.api.plans import router

__all__ = ["router"]
