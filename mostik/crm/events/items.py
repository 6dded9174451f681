"""What can happen to the lines of a deal."""

from dataclasses import dataclass

from mostik.crm.events.deals import DealEvent
from mostik.kernel.events import N_


@dataclass(frozen=True, kw_only=True)
class DealItemsSet(DealEvent):
    """The lines of a deal are written anew. ``items`` name ``COLUMNS``, in minor units, thousandths and hundredths."""

    name = "crm.deal_items_set"
    says = N_("changed what the deal sells")
    items: tuple[tuple[object, ...], ...] = ()
    changes: tuple[tuple[str, str, str], ...] = ()


#: What a line of ``DealItemsSet.items`` holds, in order.
COLUMNS = ("id", "product", "title", "unit", "quantity", "price", "discount", "vat_rate", "vat_included", "sum", "vat")
