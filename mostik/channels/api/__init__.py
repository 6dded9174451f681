"""The room for programs."""

from ninja import Router

from mostik.channels.api import tracking

router = Router(tags=["channels"])
tracking.routes(router)

__all__ = ["router"]
