"""The room for programs: its records, its books and its registers."""

from mostik.crm.api import (
    books,
    consents,
    distribution,
    documents,
    leads,
    prices,
    promos,
    receivables,
    registers,
    segments,
)
from mostik.crm.api.records import router

books.routes(router)
consents.routes(router)
leads.routes(router)
receivables.routes(router)
registers.routes(router)
prices.routes(router)
documents.routes(router)
segments.routes(router)
distribution.routes(router)
promos.routes(router)

__all__ = ["router"]
