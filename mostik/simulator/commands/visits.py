"""Visits of the virtual department's site, what of them led to its deals, and what was spent on bringing them."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

from mostik.channels.commands.sites import save_site
from mostik.channels.commands.spend import SpendRow, keep_spend
from mostik.channels.commands.visits import note_visit, trace_deal
from mostik.channels.queries.tracking import site
from mostik.channels.terms import TouchKind
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.crm.queries.deals import deal_rows
from mostik.simulator.rules.advertising import CHANNELS, DAYS, HOST, SITE, Campaign, strangers, way_of

Visited = tuple[datetime, Campaign]


@command(needs="crm.import_records", whole=False)
def fill_visits(*, by: Actor) -> None:
    """Let the newest deals of advertised channels have come by the site, others look and leave, and clicks cost."""
    key = site(save_site(by=by, title=SITE, hosts=[HOST]), viewer=by).key
    since, seen = clock.now() - timedelta(days=DAYS), list[Visited]()
    deals = deal_rows(viewer=by).filter(channel__title__in=CHANNELS, created_at__gte=since).order_by("pk")
    for place, (deal, channel, asked) in enumerate(deals.values_list("pk", "channel__title", "created_at")):
        chance = Random(place)  # noqa: S311 - a virtual market, not a secret
        visitor = f"client-of-deal-{place:06d}"
        seen += [_visit(by, key, visitor, each) for each in way_of(channel, asked, chance)]
        with clock.stopped(asked):
            trace_deal(by=by, deal_id=deal, kind=TouchKind.FORM, key=f"form:{visitor}", at=asked, visitor_key=visitor)
        for other, each in enumerate(strangers(channel, asked, chance)):
            seen.append(_visit(by, key, f"only-looked-{place:06d}-{other}", each))
    if rows := _spend(seen):
        keep_spend(by=by, rows=rows, origin="direct-2026.csv")


def _visit(by: Actor, key: str, visitor: str, visited: Visited) -> Visited:
    at, campaign = visited
    told = {"landing": campaign.landing, "referrer": campaign.referrer}
    with clock.stopped(at):
        note_visit(by=by, site_key=key, host=HOST, visitor_key=visitor, **told)
    return visited


def _spend(seen: Iterable[Visited]) -> list[SpendRow]:
    """Return what each day's clicks of each campaign cost."""
    clicks = Counter((clock.business_day(at), campaign) for at, campaign in seen if campaign.click)
    return [
        SpendRow(
            day=day,
            source=campaign.source,
            medium=campaign.medium,
            campaign=campaign.name,
            amount_minor=count * campaign.click,
            clicks=count,
            shows=count * 23,
        )
        for (day, campaign), count in clicks.items()
    ]
