"""The board: heads from running totals, the next cards of every column; as quick with a million deals as with ten."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.models import Deal, StageTotal
from mostik.crm.queries.deals import Stand
from mostik.crm.queries.nearest import Asked, Place, narrowed, next_deals
from mostik.crm.queries.pipelines import PipelineView, stages
from mostik.crm.rules.activities import step_tone
from mostik.crm.rules.deals import StageView
from mostik.crm.terms import StageKind
from mostik.kernel.money import Money
from mostik.kernel.refusals import Missing
from mostik.people.access import scoped
from mostik.web import formats


@dataclass(frozen=True, kw_only=True)
class Card:
    """A deal on the board."""

    id: int
    version: int
    title: str
    company: str
    amount: Money
    owner: str
    is_open: bool
    next_at: datetime | None
    step_tone: str
    stand: Stand

    @property
    def step(self) -> str:
        """Return the next step's time in words."""
        if not self.is_open:
            return ""
        return formats.moment(self.next_at) if self.next_at else _("no step")

    @property
    def mark(self) -> str:
        """Return the next step's colour: red overdue, green planned, grey none."""
        if self.next_at is None:
            return "neutral"
        return "bad" if self.step_tone == "bad" else "good"

    @property
    def stood(self) -> str:
        """Return for how long it has stood here, in words."""
        words = ngettext("%(count)s day here", "%(count)s days here", self.stand.days)
        return words % {"count": formats.number(self.stand.days)}


@dataclass(frozen=True, kw_only=True)
class Head:
    """How many deals stand in a column and for how much, by currency."""

    deals: int
    sums: tuple[Money, ...]

    @property
    def words(self) -> str:
        """Return the sums as a head shows them."""
        return " + ".join(formats.money_short(each) for each in self.sums) or formats.DASH


TONES = {StageKind.OPEN: "info", StageKind.HOLD: "warn", StageKind.WON: "good", StageKind.LOST: "bad"}
NOTHING = Head(deals=0, sums=())


@dataclass(frozen=True, kw_only=True)
class Column:
    """A stage with its head and next cards; ``after`` asks for the cards beyond."""

    stage: StageView
    head: Head
    cards: tuple[Card, ...]
    after: str

    @property
    def tone(self) -> str:
        """Return the colour of its mark."""
        return "accent" if self.stage.key else TONES[self.stage.kind]


def columns(way: PipelineView, *, viewer: Actor, asked: Asked) -> tuple[Column, ...]:
    """Return the columns of a pipeline: heads, and the beginning of each."""
    return tuple(_columns(way.stages, viewer, asked))


def column(stage_id: int, *, viewer: Actor, asked: Asked, after: Place | None = None) -> Column:
    """Return one column, from its beginning or beyond a place."""
    stage = stages(viewer=viewer).get(stage_id)
    if stage is None:
        raise Missing()
    return next(_columns([stage], viewer, asked, after))


def heads(stage_ids: Collection[int], *, viewer: Actor, asked: Asked) -> dict[int, Head]:
    """Return the heads of some columns alone."""
    shown = [stage for stage in stages(viewer=viewer).values() if stage.id in stage_ids]
    return _heads(shown, _totals(shown, viewer, asked), viewer, asked)


def card(row: Deal, *, viewer: Actor) -> Card:
    """Return a deal as it stands on the board."""
    return _card(row, stages(viewer=viewer)[row.stage_id])


def _columns(shown: Sequence[StageView], viewer: Actor, asked: Asked, after: Place | None = None) -> Iterator[Column]:
    totals = _totals(shown, viewer, asked)
    places = next_deals(shown, totals, viewer=viewer, asked=asked, after=after)
    wanted = [pk for stage in shown for pk in places[stage.id][: Place.size(stage, after)]]
    deals = Deal.objects.select_related("owner", "company").in_bulk(wanted)
    found = _heads(shown, totals, viewer, asked)
    for stage in shown:
        yield _column(stage, found[stage.id], places[stage.id], deals, Place.size(stage, after))


def _totals(shown: Sequence[StageView], viewer: Actor, asked: Asked) -> dict[int, list[StageTotal]]:
    """Return the totals within reach and narrowing, by stage."""
    rows = scoped(StageTotal.objects.filter(stage__in=[stage.id for stage in shown], deals__gt=0), viewer)
    if asked.owner is not None:
        rows = rows.filter(owner_id=asked.owner)
    if asked.team is not None:
        rows = rows.filter(team_id=asked.team)
    found: dict[int, list[StageTotal]] = defaultdict(list)
    for row in rows:
        found[row.stage_id].append(row)
    return found


def _heads(
    shown: Sequence[StageView], totals: Mapping[int, list[StageTotal]], viewer: Actor, asked: Asked
) -> dict[int, Head]:
    counted = _counted(shown, viewer, asked) if asked.beyond_totals else None
    if counted is not None:
        return {stage.id: counted.get(stage.id, NOTHING) for stage in shown}
    return {stage.id: _head(totals.get(stage.id, ())) for stage in shown}


def _head(totals: Iterable[StageTotal]) -> Head:
    sums: dict[str, int] = defaultdict(int)
    deals = 0
    for row in totals:
        deals += row.deals
        sums[row.currency] += row.amount_minor
    return Head(deals=deals, sums=tuple(Money(minor, currency) for currency, minor in sorted(sums.items()) if minor))


def _counted(shown: Sequence[StageView], viewer: Actor, asked: Asked) -> dict[int, Head]:
    """Count heads from the deals themselves: only for words the totals do not know."""
    rows = narrowed(visible_deals(viewer), viewer=viewer, asked=asked).filter(stage__in=[stage.id for stage in shown])
    if asked.owner is not None:
        rows = rows.filter(owner=asked.owner)
    if asked.team is not None:
        rows = rows.filter(team=asked.team)
    found: dict[int, list[tuple[int, Money]]] = defaultdict(list)
    sums = rows.order_by().values_list("stage", "currency").annotate(Count("pk"), Sum("amount_minor"))
    for stage, currency, deals, amount in sums:
        found[stage].append((deals, Money(amount, currency)))
    return {
        stage: Head(deals=sum(deals for deals, _sum in parts), sums=tuple(each for _deals, each in parts if each))
        for stage, parts in found.items()
    }


def _column(stage: StageView, head: Head, numbers: Sequence[int], deals: dict[int, Deal], size: int) -> Column:
    shown = [deals[pk] for pk in numbers[:size] if pk in deals]
    last = Place(shown[-1].next_at, shown[-1].pk) if shown and len(numbers) > size else ""
    return Column(stage=stage, head=head, cards=tuple(_card(row, stage) for row in shown), after=str(last))


def _card(row: Deal, stage: StageView) -> Card:
    return Card(
        id=row.pk,
        version=row.version,
        title=row.title,
        company=row.company.title if row.company else "",
        amount=row.amount,
        owner=row.owner.short_name,
        is_open=row.is_open,
        next_at=row.next_at,
        step_tone=step_tone(next_at=row.next_at, now=clock.now(), is_open=row.is_open),
        stand=Stand.of(row, stage),
    )
