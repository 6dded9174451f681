"""Words of the room: what is measured."""

from enum import StrEnum


class Measure(StrEnum):
    """What a fact counts. The links of the chain carry the names of ``crm.terms.Milestone``."""

    LEAD = "lead"
    QUALIFIED = "qualified"
    MEETING = "meeting"
    PROPOSAL = "proposal"
    CONTRACT = "contract"
    INVOICE = "invoice"
    PAYMENT = "payment"
    WON = "won"
    LOST = "lost"
    PAID = "paid"
    CALL = "call"
    TALK = "talk"
    MEETING_SET = "meeting_set"
    MEETING_HELD = "meeting_held"
    TASK = "task"
    EMAIL = "email"
    MESSAGE = "message"
    STAGE = "stage"
    STAY = "stay"
