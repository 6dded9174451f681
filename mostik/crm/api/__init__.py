"""The room for programs: its records, its books and its registers."""

from mostik.crm.api import books, registers
from mostik.crm.api.records import router

books.routes(router)
registers.routes(router)

__all__ = ["router"]
