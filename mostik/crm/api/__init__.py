"""The room for programs: its records and its registers."""

from mostik.crm.api.records import router
from mostik.crm.api.registers import routes

routes(router)

__all__ = ["router"]
