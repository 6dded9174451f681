"""The board's running totals: changed in the deal's own transaction, exact at every moment.

Rows are always taken in one order, so that two transactions never wait for each other in a circle.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet

from mostik.crm.models import Deal, StageTotal

UPSERT = """
INSERT INTO crm_stagetotal (stage_id, owner_id, team_id, currency, deals, amount_minor) VALUES {rows}
ON CONFLICT (stage_id, owner_id, team_id, currency)
DO UPDATE SET deals = crm_stagetotal.deals + excluded.deals,
              amount_minor = crm_stagetotal.amount_minor + excluded.amount_minor
"""
AT_ONCE = 100

Row = tuple[int | str, ...]


class Place(NamedTuple):
    """One row of the totals: whose deals, in which stage, in which currency."""

    stage: int
    owner: int
    team: int
    currency: str


class Standing(NamedTuple):
    """Where a deal stands and what it is worth there."""

    place: Place
    amount: int


def standing(deal: Deal) -> Standing:
    """Return where a deal stands now; taken before and after a change."""
    return Standing(Place(deal.stage_id, deal.owner_id, deal.team_id or 0, deal.currency), deal.amount_minor)


def recount(*, gone: Iterable[Standing] = (), came: Iterable[Standing] = ()) -> None:
    """Take what has gone out of the totals and add what came."""
    change: dict[Place, list[int]] = defaultdict(lambda: [0, 0])
    for sign, standings in ((-1, gone), (1, came)):
        for place, amount in standings:
            change[place][0] += sign
            change[place][1] += sign * amount
    rows: list[Row] = [(*place, *numbers) for place, numbers in sorted(change.items()) if any(numbers)]
    for start in range(0, len(rows), AT_ONCE):
        _upsert(rows[start : start + AT_ONCE])


def hold(deals: QuerySet[Deal]) -> None:
    """Take the deals, then the totals they stand in, before many are changed one by one in this transaction."""
    owners = {deal.owner_id for deal in deals.select_for_update(of=("self",)).order_by("pk")}
    list(
        StageTotal.objects.filter(owner_id__in=owners)
        .order_by("stage", "owner_id", "team_id", "currency")
        .select_for_update()
    )


def recount_all() -> None:
    """Count every total anew from the deals themselves."""
    StageTotal.objects.all().delete()
    live = Deal.objects.filter(removed_at__isnull=True).only("stage", "owner", "team", "currency", "amount_minor")
    recount(came=(standing(deal) for deal in live.iterator(chunk_size=2000)))


def _upsert(rows: Sequence[Row]) -> None:
    sql = UPSERT.format(rows=", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(rows)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for row in rows for value in row])
