"""Where a paper stands: its state follows from what has happened to it, and some states end what may be done."""

from collections.abc import Mapping
from datetime import datetime

from mostik.crm.terms import PAYABLE, DocumentKind, DocumentStatus

#: What happened, the last word first.
LADDER = (
    ("cancelled_at", DocumentStatus.CANCELLED),
    ("paid_at", DocumentStatus.PAID),
    ("accepted_at", DocumentStatus.ACCEPTED),
    ("viewed_at", DocumentStatus.VIEWED),
    ("sent_at", DocumentStatus.SENT),
    ("issued_at", DocumentStatus.ISSUED),
)
#: With the client: made and not yet settled.
WAITING = frozenset({DocumentStatus.ISSUED, DocumentStatus.SENT, DocumentStatus.VIEWED})
#: What may be done in which state.
ALLOWED: Mapping[str, frozenset[DocumentStatus]] = {
    "edit": frozenset({DocumentStatus.DRAFT}),
    "issue": frozenset({DocumentStatus.DRAFT}),
    "remove": frozenset({DocumentStatus.DRAFT}),
    "remake": WAITING,
    "send": WAITING | {DocumentStatus.ACCEPTED, DocumentStatus.PAID},
    "accept": WAITING,
    "pay": WAITING | {DocumentStatus.ACCEPTED},
    "unpay": frozenset({DocumentStatus.PAID}),
    "cancel": WAITING | {DocumentStatus.ACCEPTED},
    "reinstate": frozenset({DocumentStatus.CANCELLED}),
}


def standing(happened: Mapping[str, datetime | None]) -> DocumentStatus:
    """Return the state of a paper from the times of what happened to it.

    >>> at = datetime(2026, 11, 18)
    >>> standing({"issued_at": at, "viewed_at": at}), standing({"issued_at": None})
    (<DocumentStatus.VIEWED: 'viewed'>, <DocumentStatus.DRAFT: 'draft'>)
    """
    return next((status for name, status in LADDER if happened.get(name)), DocumentStatus.DRAFT)


def may(deed: str, status: str, kind: str) -> bool:
    """Return whether a deed may be done to a paper of a kind in a state.

    >>> may("issue", "draft", "act"), may("pay", "sent", "act"), may("pay", "sent", "invoice")
    (True, False, True)
    """
    payable = deed not in {"pay", "unpay"} or DocumentKind(kind) in PAYABLE
    return payable and DocumentStatus(status) in ALLOWED[deed]
