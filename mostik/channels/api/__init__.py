"""The room for programs."""

from ninja import Router

from mostik.channels.api import bookings, gate, refusals, sources, surveys, talks, tracking, ways

router = Router(tags=["channels"])
tracking.routes(router)
gate.routes(router)
bookings.routes(router)
talks.routes(router)
sources.routes(router)
ways.routes(router)
refusals.routes(router)
surveys.routes(router)

__all__ = ["router"]
