"""What suits a deal, what went to its client, by which way the next goes, and what a client's own link means."""

from dataclasses import dataclass
from typing import Final

from django.core import signing
from django.db.models import Count
from django.urls import reverse

from mostik.channels.catalog.ways import WAYS
from mostik.channels.queries.gate import BY_WAY
from mostik.channels.queries.openings import watching
from mostik.channels.queries.reaching import ways_to
from mostik.core.actors import SYSTEM, Actor
from mostik.crm.queries.deals import deal_values
from mostik.crm.queries.personal.consents import consented
from mostik.crm.queries.segments import segment_rows, visible_segments
from mostik.crm.terms import ConsentChannel, ConsentPurpose
from mostik.kernel.refusals import Missing
from mostik.kit.access import visible_materials, visible_shares
from mostik.kit.models import Material, Share
from mostik.kit.rules import Fit, suggested
from mostik.people.queries.notices import address

SALT: Final = "kit.share"
MOST: Final = 5
OFFERED: Final = 300


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """The library at one deal: what suits it, what went, by which way the next goes; no way, nothing is sent."""

    fits: list[Material]
    sent: list[Share]
    way: str
    way_words: str


def shelf(deal_id: int, *, viewer: Actor) -> Shelf:
    """Return the library at a deal; refuses a deal out of reach."""
    sent = list(
        visible_shares(viewer).filter(deal=deal_id).select_related("material").order_by("-made_at", "-pk")[: MOST * 2]
    )
    way = way_to(deal_id, viewer=viewer)
    return Shelf(
        fits=fitting(deal_id, viewer=viewer, sent=[each.material_id for each in sent]),
        sent=sent,
        way=way,
        way_words=str(WAYS[way].words) if way else "",
    )


def fitting(deal_id: int, *, viewer: Actor, sent: list[int] | None = None) -> list[Material]:
    """Return what suits a deal by segment, stage and product, made for it first; what went already is left out."""
    rows = visible_materials(viewer).filter(archived_at__isnull=True).order_by("-pk")
    rows = rows.prefetch_related("segments", "stages", "products").annotate(opened=Count("shares__first_at"))
    known = {row.pk: row for row in rows[:OFFERED]}
    told = [(row.pk, fit_of(row), row.opened) for row in known.values()]
    wanted = frozenset(number for _pk, fit, _opened in told for number in fit.segments)
    deal = fit_of_deal(deal_id, wanted, viewer=viewer)
    return [known[number] for number in suggested(told, deal, sent or (), MOST)]


def fit_of(row: Material) -> Fit:
    """Return whom a material is for."""
    found = (row.segments.all(), row.stages.all(), row.products.all())
    segments, stages, products = (frozenset(each.pk for each in rows) for rows in found)
    return Fit(segments=segments, stages=stages, products=products)


def fit_of_deal(deal_id: int, segments: frozenset[int], *, viewer: Actor) -> Fit:
    """Return where a deal stands: its stage, its products, which of the segments it or its client belongs to."""
    deal = deal_values(deal_id, viewer=viewer)
    whom = {"deal": deal.pk, "company": deal.company_id, "contact": deal.contact_id}
    mine = [
        row.pk
        for row in visible_segments(SYSTEM).filter(pk__in=segments)
        if whom[row.subject] and segment_rows(row, viewer=SYSTEM).filter(pk=whom[row.subject]).exists()
    ]
    products = {number for number in (deal.product_id, *deal.items.values_list("product", flat=True)) if number}
    return Fit(segments=frozenset(mine), stages=frozenset({deal.stage_id}), products=frozenset(products))


def way_to(deal_id: int, *, viewer: Actor) -> str:
    """Return by which way a deal's client is written to; nothing where there is none."""
    return next(iter(ways_to(deal_id, viewer=viewer)), "")


def link_to(row: Share, place: str = "") -> str:
    """Return a client's own page of a material; nothing while neither the company nor the asker knows the address."""
    place = address() or place
    return f"{place}{reverse('kit:shown', args=[signing.dumps(row.pk, salt=SALT)])}" if place else ""


def is_watched(row: Share, *, viewer: Actor) -> bool:
    """Return whether looks at a client's page may be counted: the company looks at all, and the person agreed to it."""
    if row.contact_id is None or not watching(viewer=viewer):
        return False
    channel = BY_WAY.get(row.way, ConsentChannel.MESSENGER)
    return consented(row.contact_id, purpose=ConsentPurpose.TRACKING, channel=channel, viewer=SYSTEM)


def share_of(token: str, *, viewer: Actor) -> Share:  # noqa: ARG001 - the token is the right
    """Return what a client's link shows; refuses a link that is none, and one to what is gone."""
    try:
        number = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise Missing() from None
    rows = Share.objects.filter(pk=number, deal__removed_at__isnull=True)
    row = rows.select_related("material", "edition", "owner", "deal").first()
    if row is None:
        raise Missing()
    return row
