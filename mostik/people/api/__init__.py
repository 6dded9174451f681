"""The room for programs: who works here, what is asked and decided, letters stopped."""

from mostik.people.api import approvals
from mostik.people.api.structure import router

approvals.routes(router)

__all__ = ["router"]
