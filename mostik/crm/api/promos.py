"""Better prices with a last day, for programs: given and read."""

from decimal import Decimal
from functools import partial
from typing import Annotated, Any

from ninja import Router
from pydantic import Field

from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.commands.promos import LONGEST, give_promo
from mostik.crm.models import Promo
from mostik.kernel.refusals import Invalid, gettext_noop
from mostik.people.access import clear, shown
from mostik.web import resources
from mostik.web.api import Id
from mostik.web.resources import Write

Resource = partial(resources.Resource, clear=clear, shown=shown)
Percent = Annotated[str, Field(pattern=r"^\d{1,2}(\.\d{1,2})?$", examples=["7.5"])]
Days = Annotated[int, Field(ge=1, le=LONGEST)]


def _give(*, by: Actor, said: dict[str, Any]) -> int:
    if not visible_deals(by).filter(pk=said["deal"]).exists():
        raise Invalid(gettext_noop("There is no such deal within your reach."), field="deal")
    return give_promo(by=by, deal_id=said["deal"], percent=int(Decimal(said["percent"]) * 100), days=said["days"])


PROMOS = Resource(
    name="promos",
    one="promo",
    model=Promo,
    kind="crm.promo",
    see="crm.see_deals",
    rows=lambda viewer: Promo.objects.filter(deal__in=visible_deals(viewer)),
    shows="deal until made_at ended_at kept",
    also={"percent": (str, lambda row, _viewer: f"{Decimal(row.percent) / 100:f}")},
    filters="deal until made_at ended_at kept",
    create=Write(
        needs="crm.edit_deal",
        also={"deal": (Id, ...), "percent": (Percent, ...), "days": (Days, ...)},
        call=_give,
        says="Give a deal a better price for so many days; above one's limit it is refused",
    ),
)


def routes(router: Router) -> None:
    """Give promos their operations."""
    resources.register(router, PROMOS)
