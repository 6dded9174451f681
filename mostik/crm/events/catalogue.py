"""What can happen to costs and price lists."""

from dataclasses import dataclass
from datetime import date

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class CostSet(Event):
    """A product costs another sum since a day. Shown only to those who see margins."""

    name = "crm.cost_set"
    says = N_("changed what {title} costs")
    product: int
    title: str
    since: date
    cost: int
    currency: str = "RUB"

    def about(self) -> Ref:
        """The product."""
        return Ref("crm.product", self.product)


@dataclass(frozen=True, kw_only=True)
class PricesSet(Event):
    """Prices of a list were written: by hand, from a file, or copied from another list."""

    name = "crm.prices_set"
    says = N_("wrote prices of {title}")
    price_list: int
    title: str
    prices: tuple[tuple[int, int], ...] = ()

    def about(self) -> Ref:
        """The price list."""
        return Ref("crm.price_list", self.price_list)
