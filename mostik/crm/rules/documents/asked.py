"""What may be said about a paper when it is made or changed."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TypedDict

from mostik.crm.terms import DocumentKind
from mostik.kernel.money import Money


class DocumentFields(TypedDict, total=False):
    """A paper's own values; what is left out stays. ``amount`` is a part of the deal's sum, nothing for all of it."""

    template: int | None
    seller: int | None
    dated_on: date
    due_on: date | None
    amount: Money | None
    payment_url: str
    extra: Mapping[str, str]


#: What a kind asks for besides, each a field of its template.
EXTRAS: Mapping[str, tuple[str, ...]] = {
    DocumentKind.PROPOSAL: ("terms",),
    DocumentKind.CONTRACT: ("subject", "terms"),
    DocumentKind.INVOICE: ("basis",),
    DocumentKind.ACT: ("basis",),
    DocumentKind.WAYBILL: ("basis",),
    DocumentKind.POWER: ("trustee", "trustee_position", "trustee_document"),
}
#: After how many days a kind runs out when nobody says: valid until, pay by.
DUE_DAYS: Mapping[str, int] = {
    DocumentKind.PROPOSAL: 14,
    DocumentKind.CONTRACT: 365,
    DocumentKind.INVOICE: 5,
    DocumentKind.POWER: 10,
}
LONGEST_EXTRA = 2000


def due_day(kind: str, dated_on: date) -> date | None:
    """Return until which day a paper holds when nobody says otherwise; none for kinds without such a day.

    >>> due_day("invoice", date(2026, 11, 18)), due_day("act", date(2026, 11, 18))
    (datetime.date(2026, 11, 23), None)
    """
    return dated_on + timedelta(days=DUE_DAYS[kind]) if kind in DUE_DAYS else None
