"""What can happen to a better price until a day."""

from dataclasses import dataclass
from datetime import date

from mostik.crm.events.deals import DealEvent
from mostik.kernel.events import N_


@dataclass(frozen=True, kw_only=True)
class PromoGiven(DealEvent):
    """A deal has a better price until a day: ``percent`` in hundredths of a per cent."""

    name = "crm.promo_given"
    says = N_("gave a better price until a day")
    promo: int
    percent: int
    until: date


@dataclass(frozen=True, kw_only=True)
class PromoEnded(DealEvent):
    """A better price is over: ``kept`` says that the client took it, else the price is what it was."""

    name = "crm.promo_ended"
    says = N_("ended the better price")
    promo: int
    kept: bool = False
