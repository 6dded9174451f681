"""What deals brought: how far each came, what was paid on it and what was earned on what it sells."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, QuerySet, Sum

from mostik.core.actors import Actor
from mostik.crm.models import Deal, DealItem, Payment
from mostik.crm.rules.deals import QUALIFIED
from mostik.crm.rules.prices import costs_of
from mostik.crm.terms import Outcome
from mostik.people.access import clear

BATCH = 2_000


@dataclass(frozen=True, kw_only=True)
class Worth:
    """A deal's worth in minor units of its currency.

    ``margin`` is the share of its price net of VAT that is earned, where every line's cost is known and the viewer may
    see it; ``is_target`` says that it was qualified.
    """

    deal: int
    currency: str
    is_target: bool
    is_open: bool
    is_won: bool
    paid: int
    margin: Fraction | None = None


def worths(rows: QuerySet[Deal], *, viewer: Actor) -> Iterator[list[Worth]]:
    """Yield what the deals brought, in batches; the rows come within the viewer's reach already."""
    told = rows.order_by("pk").values_list("pk", "currency", "reached", "outcome")
    batch: list[tuple[int, str, int, str]] = []
    for row in told.iterator(chunk_size=BATCH):
        batch.append(row)
        if len(batch) == BATCH:
            yield _worths(batch, viewer)
            batch = []
    yield _worths(batch, viewer)


def _worths(batch: list[tuple[int, str, int, str]], viewer: Actor) -> list[Worth]:
    numbers = [number for number, *_rest in batch]
    payments = Payment.objects.filter(deal__in=numbers, withdrawn_at__isnull=True)
    paid = {
        (each["deal_id"], each["currency"]): each["sum"]
        for each in payments.values("deal_id", "currency").annotate(sum=Sum("amount_minor"))
    }
    margins = _margins(numbers) if clear("margin", viewer) else {}
    return [
        Worth(
            deal=number,
            currency=currency,
            is_target=reached >= QUALIFIED,
            is_open=outcome == Outcome.OPEN,
            is_won=outcome == Outcome.WON,
            paid=paid.get((number, currency), 0),
            margin=margins.get(number),
        )
        for number, currency, reached, outcome in batch
    ]


def _margins(numbers: list[int]) -> dict[int, Fraction]:
    """Return the earned share of each deal all of whose lines have a cost."""
    known = DealItem.objects.filter(deal__in=numbers).values("deal_id")
    whole = known.annotate(lines=Count("pk"), costs=Count("cost_minor"))
    wanted = [each["deal_id"] for each in whole if each["lines"] == each["costs"]]
    lines: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    items = DealItem.objects.filter(deal__in=wanted).order_by("deal_id", "sort", "pk")
    for deal, net, vat, quantity, cost in items.values_list(
        "deal_id", "sum_minor", "vat_minor", "quantity", "cost_minor"
    ):
        lines[deal].append((net - vat, quantity, cost or 0))
    return {deal: share for deal, sold in lines.items() if (share := _share(sold)) is not None}


def _share(sold: list[tuple[int, int, int]]) -> Fraction | None:
    net = sum(each for each, _quantity, _cost in sold)
    cost = sum(each or 0 for each in costs_of([(quantity, cost) for _net, quantity, cost in sold]))
    return Fraction(net - cost, net) if net else None
