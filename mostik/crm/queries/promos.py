"""The better price of a deal as it stands: what templates name of it."""

from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.models import Promo
from mostik.kernel.percent import Percent
from mostik.web import formats


def promo_of(deal_id: int, *, viewer: Actor) -> Promo | None:
    """Return the newest better price of a deal within reach, ended or not."""
    rows = Promo.objects.filter(deal__in=visible_deals(viewer).filter(pk=deal_id))
    return rows.select_related("deal").order_by("-pk").first()


def promo_values(deal_id: int, *, viewer: Actor) -> dict[str, str]:
    """Return what fills a template's fields about the better price of a deal; nothing where there is none."""
    row = promo_of(deal_id, viewer=viewer)
    if row is None:
        return {}
    return {
        "promo.percent": formats.percent(Percent.of(row.percent, 10_000)),
        "promo.until": formats.day(row.until),
        "promo.amount": formats.money(row.deal.amount),
    }
