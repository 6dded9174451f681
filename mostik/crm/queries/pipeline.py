"""The open pipeline as plain rows: what plans and forecasts count on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, FloatField, QuerySet, Sum
from django.db.models.functions import Cast, TruncDate

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.models import Deal
from mostik.crm.terms import CHAIN, Outcome
from mostik.kernel.money import Money

COLUMNS = ("pk", "owner_id", "stage_id", "reached", "amount_minor", "currency", "stage_since", "stage__probability")
#: More open deals than these are not read one by one.
ONE_BY_ONE: Final = 10_000
Row = tuple[int, int, int, int, int, str, datetime, int]


@dataclass(frozen=True, slots=True)
class OpenDeal:
    """An open deal: whose, where it stands and since which day, what it is worth, its stage's own chance to be won.

    Or several alike (``deals`` of them, ``id`` 0): worth so much together; ``squares`` is their amounts' squares added.
    """

    id: int
    owner: int
    stage: int
    reached: int
    amount_minor: int
    currency: str
    since: date
    age_days: int
    probability: float
    deals: int
    squares: float

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
    """Return the open deals within reach, of some teams or owners when named. ``age_days`` are calendar days.

    Of very many, those of one owner, stage, last link, currency and day come together: one row, ``deals`` of it.
    """
    rows = visible_deals(viewer).filter(outcome=Outcome.OPEN)
    if team_ids is not None:
        rows = rows.filter(team_id__in=team_ids)
    if owner_ids is not None:
        rows = rows.filter(owner_id__in=owner_ids)
    today = clock.today()
    if rows.order_by()[: ONE_BY_ONE + 1].count() > ONE_BY_ONE:
        return [_open_group(row, today) for row in _alike(rows)]
    return [_open_deal(row, today) for row in rows.order_by("pk").values_list(*COLUMNS)]


def _open_deal(row: Row, today: date) -> OpenDeal:
    pk, owner, stage, reached, amount, currency, since, probability = row
    day = clock.business_day(since)
    age = max(0, (today - day).days)
    return OpenDeal(pk, owner, stage, reached, amount, currency, day, age, probability / 100, 1, float(amount) ** 2)


def _alike(rows: QuerySet[Deal]) -> QuerySet[Deal, tuple[Any, ...]]:
    amount = Cast("amount_minor", FloatField())
    keys = ("owner_id", "stage_id", "reached", "currency", "day", "stage__probability")
    grouped = rows.order_by().annotate(day=TruncDate("stage_since", tzinfo=clock.zone())).values_list(*keys)
    return grouped.annotate(many=Count("pk"), worth=Sum("amount_minor"), squares=Sum(amount * amount)).order_by(*keys)


def _open_group(row: tuple[Any, ...], today: date) -> OpenDeal:
    owner, stage, reached, currency, day, probability, deals, amount, squares = row
    age = max(0, (today - day).days)
    return OpenDeal(0, owner, stage, reached, amount, currency, day, age, probability / 100, deals, squares)
