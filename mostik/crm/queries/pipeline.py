"""The open pipeline as plain rows: what plans and forecasts count on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.terms import CHAIN, Outcome
from mostik.kernel.money import Money

COLUMNS = ("pk", "owner_id", "stage_id", "reached", "amount_minor", "currency", "stage_since", "stage__probability")
Row = tuple[int, int, int, int, int, str, datetime, int]


@dataclass(frozen=True, slots=True)
class OpenDeal:
    """An open deal: whose, where it stands and since which day, what it is worth, its stage's own chance to be won."""

    id: int
    owner: int
    stage: int
    reached: int
    amount_minor: int
    currency: str
    since: date
    age_days: int
    probability: float

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
    """Return the open deals within reach, of some teams or owners when named. ``age_days`` are calendar days."""
    rows = visible_deals(viewer).filter(outcome=Outcome.OPEN)
    if team_ids is not None:
        rows = rows.filter(team_id__in=team_ids)
    if owner_ids is not None:
        rows = rows.filter(owner_id__in=owner_ids)
    today = clock.today()
    return [_open_deal(row, today) for row in rows.order_by("pk").values_list(*COLUMNS)]


def _open_deal(row: Row, today: date) -> OpenDeal:
    pk, owner, stage, reached, amount, currency, since, probability = row
    day = clock.business_day(since)
    return OpenDeal(pk, owner, stage, reached, amount, currency, day, max(0, (today - day).days), probability / 100)
