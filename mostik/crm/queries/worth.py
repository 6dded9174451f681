"""What deals brought: how far each came, what was paid on it and what was earned on what it sells."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from fractions import Fraction

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Sum

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.models import Cost, Deal, DealItem, Payment
from mostik.crm.rules.deals import QUALIFIED
from mostik.crm.rules.prices import costs_of
from mostik.crm.terms import Outcome
from mostik.kernel.many import portions
from mostik.people.access import clear

BATCH = 2_000
#: Rates of VAT are kept in hundredths of a per cent.
WHOLE = 10_000


@dataclass(frozen=True, kw_only=True)
class Worth:
    """A deal's worth in minor units of its currency.

    ``margin`` is the share of its price that is earned once VAT and cost are off, where every line's cost is known, or
    of a deal without lines its product's, and the viewer may see it; ``is_target`` says that it was qualified.
    """

    deal: int
    currency: str
    is_target: bool
    is_open: bool
    is_won: bool
    paid: int
    margin: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidOn:
    """A payment in minor units with whose deal it is of, and the earned share of the deal's price where it is known."""

    day: date
    deal: int
    person: int
    company: int | None
    amount: int
    share: Fraction | None


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


def paid_between(first: date, last: date, *, viewer: Actor, currency: str) -> list[PaidOn]:
    """Return what was paid in a currency on deals within reach on these days, each with its deal's earned share."""
    rows = Payment.objects.filter(
        deal__in=visible_deals(viewer), withdrawn_at__isnull=True, paid_on__range=(first, last), currency=currency
    )
    told = list(rows.values_list("paid_on", "deal_id", "deal__owner_id", "deal__company_id", "amount_minor"))
    numbers = sorted({deal for _day, deal, *_rest in told}) if clear("margin", viewer) else []
    shares: dict[int, Fraction] = {}
    for portion in portions(numbers, BATCH):
        shares |= _margins(portion)
    return [
        PaidOn(day=day, deal=deal, person=person, company=company, amount=amount, share=shares.get(deal))
        for day, deal, person, company, amount in told
    ]


def first_buyers(first: date, last: date, *, viewer: Actor) -> int:
    """Return how many companies bought for the first time on these days; a deal without a company is a client."""
    begins, ends = (clock.moment(day, time(0)) for day in (first, last + timedelta(days=1)))
    won = visible_deals(viewer).filter(outcome=Outcome.WON, closed_at__gte=begins, closed_at__lt=ends)
    earlier = Deal.objects.filter(company=OuterRef("company"), outcome=Outcome.WON, closed_at__lt=begins)
    fresh = won.filter(company__isnull=False).exclude(Exists(earlier))
    return fresh.values("company").distinct().count() + won.filter(company__isnull=True).count()


def _margins(numbers: Sequence[int]) -> dict[int, Fraction]:
    """Return the earned share of each deal all of whose lines have a cost; one without lines earns as its product."""
    known = DealItem.objects.filter(deal__in=numbers).values("deal_id")
    whole = known.annotate(lines=Count("pk"), costs=Count("cost_minor"))
    wanted = [each["deal_id"] for each in whole if each["lines"] == each["costs"]]
    lines: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    items = DealItem.objects.filter(deal__in=wanted).order_by("deal_id", "sort", "pk")
    for deal, price, vat, quantity, cost in items.values_list(
        "deal_id", "sum_minor", "vat_minor", "quantity", "cost_minor"
    ):
        lines[deal].append((price, vat, quantity, cost or 0))
    found = {deal: share for deal, sold in lines.items() if (share := _share(sold)) is not None}
    return {**_as_products(numbers), **found}


def _as_products(numbers: Sequence[int]) -> dict[int, Fraction]:
    """Return what deals without lines earn of their price: as one of their product by the catalogue does."""
    cost = Cost.objects.filter(
        product=OuterRef("product"), currency=OuterRef("product__currency"), since__lte=clock.today()
    )
    rows = Deal.objects.filter(pk__in=numbers, items__isnull=True, product__price_minor__gt=0)
    told = rows.annotate(cost=Subquery(cost.order_by("-since").values("cost_minor")[:1])).filter(cost__isnull=False)
    return {
        deal: Fraction(WHOLE, WHOLE + (vat or 0)) - Fraction(one, price)
        for deal, price, vat, one in told.values_list("pk", "product__price_minor", "product__vat_rate", "cost")
    }


def _share(sold: list[tuple[int, int, int, int]]) -> Fraction | None:
    price = sum(each for each, _vat, _quantity, _cost in sold)
    vat = sum(each for _price, each, _quantity, _cost in sold)
    cost = sum(each or 0 for each in costs_of([(quantity, cost) for _price, _vat, quantity, cost in sold]))
    return Fraction(price - vat - cost, price) if price else None
