"""The room for programs: plans made, read, split anew and answered."""

from mostik.planning.api import demands, replan, schedule  # noqa: F401 - their addresses join the room's
from mostik.planning.api.plans import router

__all__ = ["router"]
