"""What can happen to money on a deal."""

from dataclasses import dataclass

from mostik.crm.events.deals import DealEvent
from mostik.kernel.events import N_


@dataclass(frozen=True, kw_only=True)
class PaymentReceived(DealEvent):
    """A client paid: ``paid`` minor units of the deal's currency. ``first`` marks the deal's first payment."""

    name = "crm.payment_received"
    says = N_("received a payment")
    payment: int
    paid: int
    first: bool = False


@dataclass(frozen=True, kw_only=True)
class PaymentWithdrawn(DealEvent):
    """A recorded payment was a mistake and is taken back."""

    name = "crm.payment_withdrawn"
    says = N_("took a payment back")
    payment: int
    paid: int
    first: bool = False
