"""The room for programs."""

from ninja import Router

from mostik.channels.api import gate, tracking

router = Router(tags=["channels"])
tracking.routes(router)
gate.routes(router)

__all__ = ["router"]
