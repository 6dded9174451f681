"""The open pipeline as plain rows: what plans and forecasts count on."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, FloatField, QuerySet, Sum
from django.db.models.functions import Cast, TruncDate

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.models import Deal
from mostik.crm.terms import CHAIN, Outcome
from mostik.kernel.money import Money

#: Deals of which all these are the same, besides the day, are alike.
ALIKE = ("owner_id", "stage_id", "reached", "currency", "stage__probability")
#: More open deals than these are not read one by one.
ONE_BY_ONE: Final = 10_000
#: The fields of an `OpenDeal`, in order.
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class OpenDeal:
    """An open deal: whose, where it stands and since which day, what it is worth, its stage's own chance to be won.

    Or several alike (``deals`` of them, ``id`` 0): worth so much together; ``squares`` is their amounts' squares added.
    """

    id: int
    deals: int
    amount_minor: int
    squares: float
    since: date
    owner: int
    stage: int
    reached: int
    currency: str
    percent: int

    @property
    def probability(self) -> float:
        """Its stage's own chance to be won."""
        return self.percent / 100

    @property
    def age_days(self) -> int:
        """Calendar days since it came to its stage."""
        return max(0, (clock.today() - self.since).days)

    @property
    def amount(self) -> Money:
        """What it is worth."""
        return Money(self.amount_minor, self.currency)

    @property
    def link(self) -> str:
        """The last link of the chain it has passed; the first one for a deal that has passed none."""
        return CHAIN[max(0, min(self.reached, len(CHAIN)) - 1)].value


def open_deals(
    *, viewer: Actor, team_ids: Collection[int] | None = None, owner_ids: Collection[int] | None = None
) -> list[OpenDeal]:
    """Return the open deals within reach, of some teams or owners when named.

    Of very many, those of one owner, stage, last link, currency and day come together: one row, ``deals`` of it.
    """
    rows = _open(viewer, team_ids, owner_ids)
    return [OpenDeal(*row) for row in (_together(rows) if _are_many(rows) else _one_by_one(rows))]


def are_many_open(*, viewer: Actor, owner_ids: Collection[int]) -> bool:
    """Return whether some owners' open deals within reach are too many to be read one by one."""
    return _are_many(_open(viewer, None, owner_ids))


def _open(viewer: Actor, team_ids: Collection[int] | None, owner_ids: Collection[int] | None) -> QuerySet[Deal]:
    rows = visible_deals(viewer).filter(outcome=Outcome.OPEN)
    if team_ids is not None:
        rows = rows.filter(team_id__in=team_ids)
    return rows if owner_ids is None else rows.filter(owner_id__in=owner_ids)


def _are_many(rows: QuerySet[Deal]) -> bool:
    return rows.order_by()[: ONE_BY_ONE + 1].count() > ONE_BY_ONE


def _one_by_one(rows: QuerySet[Deal]) -> Iterator[Row]:
    for pk, amount, since, *where in rows.order_by("pk").values_list("pk", "amount_minor", "stage_since", *ALIKE):
        yield pk, 1, amount, float(amount) ** 2, clock.business_day(since), *where


def _together(rows: QuerySet[Deal]) -> Iterator[Row]:
    amount = Cast("amount_minor", FloatField())
    apart = rows.order_by().annotate(day=TruncDate("stage_since", tzinfo=clock.zone())).values_list("day", *ALIKE)
    told = apart.annotate(many=Count("pk"), worth=Sum("amount_minor"), squares=Sum(amount * amount))
    for day, *where, deals, worth, squares in told.order_by(*ALIKE, "day"):
        yield 0, deals, worth, squares, day, *where
