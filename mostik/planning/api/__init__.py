"""The room for programs: plans made, taken from a file, read, split anew and answered; the schedule and its events."""

from mostik.planning.api import demands, plan_files, replan, schedule  # noqa: F401 - their addresses join the room's
from mostik.planning.api.events import EVENTS
from mostik.planning.api.plans import router
from mostik.web.resources import register

register(router, EVENTS)

__all__ = ["router"]
