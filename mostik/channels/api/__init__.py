"""The room for programs."""

from ninja import Router

from mostik.channels.api import bookings, gate, talks, tracking

router = Router(tags=["channels"])
tracking.routes(router)
gate.routes(router)
bookings.routes(router)
talks.routes(router)

__all__ = ["router"]
