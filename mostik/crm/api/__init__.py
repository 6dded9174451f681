"""The room for programs: its records, its books and its registers."""

from mostik.crm.api import books, consents, documents, leads, prices, receivables, registers, segments
from mostik.crm.api.records import router

books.routes(router)
consents.routes(router)
leads.routes(router)
receivables.routes(router)
registers.routes(router)
prices.routes(router)
documents.routes(router)
segments.routes(router)

__all__ = ["router"]
