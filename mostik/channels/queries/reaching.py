"""By which ways the client of a deal is reached, the one they talk by first."""

from collections.abc import Mapping

from django.conf import settings
from django.db.models import Q

from mostik.channels.access import accounts
from mostik.channels.catalog.ways import EMAIL, WAYS, Words
from mostik.channels.models import Talk
from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.queries.letters import addressee_of_deal
from mostik.kernel.refusals import Missing

SMS = "sms"


def ways_to(deal_id: int, *, viewer: Actor) -> list[str]:
    """Return the ways the client of a deal is reached by: of their newest talks first, then mail, then SMS."""
    deal = visible_deals(viewer).filter(pk=deal_id).first()
    if deal is None:
        raise Missing()
    theirs = Q(deal=deal.pk)
    if deal.contact_id:
        theirs |= Q(contact=deal.contact_id)
    elif deal.company_id:
        theirs |= Q(company=deal.company_id)
    in_use = accounts(viewer).filter(paused_at__isnull=True)
    talks = Talk.objects.filter(theirs, account__in=in_use, gone_at__isnull=True, arrivals__isnull=False)
    found = list(talks.order_by("-last_at", "-pk").values_list("account__way", flat=True)[:20])
    to = addressee_of_deal(deal_id, viewer=viewer)
    if to.email:
        found.append(EMAIL)
    if to.phone and in_use.filter(way=SMS).exists():
        found.append(SMS)
    return [way for way in dict.fromkeys(found) if way in WAYS]


def ways_from_here(deal_id: int, *, viewer: Actor) -> Mapping[str, Words]:
    """Return the ways by which the viewer's words would leave now, by code; letters where a server takes them."""
    if not viewer.may("channels.write_letters"):
        return {}
    post_office = settings.EMAIL_HOST or accounts(viewer).filter(way=EMAIL, paused_at__isnull=True).exists()
    return {each: WAYS[each].words for each in ways_to(deal_id, viewer=viewer) if each != EMAIL or post_office}
