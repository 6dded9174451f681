"""The funnel: counts, sums and conversions of the chain by period or cohort, and how long stages take."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Sum

from mostik.analysis.access import visible
from mostik.analysis.catalog import Term
from mostik.analysis.models import Fact
from mostik.analysis.queries.dimensions import DIMENSIONS, Key, dimension
from mostik.analysis.queries.sums import Sums, Where, narrowed, sums_by
from mostik.analysis.rules.delays import counted_curve
from mostik.analysis.terms import Measure
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.queries.pipelines import pipelines
from mostik.crm.terms import CHAIN, CLOSED
from mostik.kernel.money import Money
from mostik.kernel.period import Span

LINKS = tuple(Measure(milestone.value) for milestone in CHAIN)
COUNTS = {link: Term("quantity", (link,)) for link in LINKS}
AMOUNTS = {link: Term("amount", (link,)) for link in LINKS}
#: Codes of the metrics that count the links.
METRIC_OF = dict(
    zip(LINKS, ("leads", "qualified", "meetings", "proposals", "contracts", "invoices", "payments"), strict=True)
)
WON = Term("quantity", (Measure.WON,))
#: What one sale takes, by the codes of the metrics that count it.
EFFORT = {
    "calls": Measure.CALL,
    "talks": Measure.TALK,
    "meetings_held": Measure.MEETING_HELD,
    "proposals": Measure.PROPOSAL,
    "contracts": Measure.CONTRACT,
    "invoices": Measure.INVOICE,
}


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link: how many deals reached it and for how much, what share of the link before and of the first came.

    ``before`` and ``share_before`` are the same of the period compared with. Shares are None over nothing.
    """

    metric: str
    count: int
    amounts: tuple[Money, ...]
    share: float | None
    of_first: float | None
    before: int
    share_before: float | None


@dataclass(frozen=True, slots=True)
class StageRow:
    """How long deals that entered a stage in the period stand in it; open stays count as long as they have lasted.

    ``median`` is in calendar days, None while fewer than half have left: it is then ``longer_than`` so many days.
    """

    stage: int
    title: str
    pipeline: str
    entered: int
    open: int
    median: int | None
    mean: float | None
    longer_than: int
    norm: int | None


@dataclass(frozen=True, slots=True)
class SplitRow:
    """The funnel of one person, team, channel, product or pipeline: counts and shares link by link."""

    key: Key
    name: str
    counts: tuple[int, ...]
    shares: tuple[float | None, ...]
    to_sale: float | None


@dataclass(frozen=True, slots=True)
class EffortRow:
    """How much of one kind of work there was, and how much one sale took."""

    metric: str
    count: int
    per_sale: float | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """Everything the funnel's screen shows. ``weakest`` is the place of the link that lost most against before."""

    links: tuple[LinkRow, ...]
    stages: tuple[StageRow, ...]
    split: tuple[SplitRow, ...]
    effort: tuple[EffortRow, ...]
    sales: int
    weakest: int | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was counted at all."""
        return not any(row.count for row in self.links) and not any(row.count for row in self.effort)


def funnel(
    *,
    viewer: Actor,
    span: Span,
    before: Span,
    by: str = "",
    where: Where | None = None,
    by_cohort: bool = False,
) -> Funnel:
    """Return the funnel of a span, compared with another one.

    By period, each link counts the deals that reached it in the span; by cohort, those created in the span that ever
    reached it. ``by`` names the dimension it is split by.
    """
    now = _together(viewer, span, where, by_cohort=by_cohort)
    then = _together(viewer, before, where, by_cohort=by_cohort)
    links = tuple(_link_rows(now, then))
    won = sum(sums.get(WON, 0) for sums in now.values())
    return Funnel(
        links=links,
        stages=tuple(_stages(viewer, span, where or {})),
        split=tuple(_split(viewer, span, by, where, by_cohort=by_cohort)) if by else (),
        effort=() if by_cohort else tuple(_effort(now, won)),
        sales=won,
        weakest=_weakest(links),
    )


def _together(viewer: Actor, span: Span, where: Where | None, *, by_cohort: bool) -> dict[str, Sums]:
    work = [Term("quantity", (measure,)) for measure in EFFORT.values()]
    terms = [*COUNTS.values(), *AMOUNTS.values(), WON, *work]
    currency = [DIMENSIONS["currency"]]
    found = sums_by(viewer=viewer, terms=terms, span=span, by=currency, where=where, by_cohort=by_cohort)
    return {str(keys[0][0]): sums for keys, sums in found.items()}


def _count(found: Mapping[str, Sums], term: Term) -> int:
    return sum(sums.get(term, 0) for sums in found.values())


def _link_rows(now: Mapping[str, Sums], then: Mapping[str, Sums]) -> Iterable[LinkRow]:
    counts = [_count(now, COUNTS[link]) for link in LINKS]
    older = [_count(then, COUNTS[link]) for link in LINKS]
    for place, link in enumerate(LINKS):
        amounts = (Money(sums[AMOUNTS[link]], currency) for currency, sums in sorted(now.items()) if currency)
        yield LinkRow(
            metric=METRIC_OF[link],
            count=counts[place],
            amounts=tuple(money for money in amounts if money),
            share=_share(counts, place),
            of_first=counts[place] / counts[0] if counts[0] else None,
            before=older[place],
            share_before=_share(older, place),
        )


def _share(counts: Sequence[int], place: int) -> float | None:
    return counts[place] / counts[place - 1] if place and counts[place - 1] else None


def _weakest(links: Sequence[LinkRow]) -> int | None:
    """Return the link whose conversion fell most, in points; None when none fell."""
    falls = {
        place: row.share - row.share_before
        for place, row in enumerate(links)
        if row.share is not None and row.share_before is not None and row.share < row.share_before
    }
    return min(falls, key=lambda place: falls[place], default=None)


def _effort(found: Mapping[str, Sums], won: int) -> Iterable[EffortRow]:
    for code, measure in EFFORT.items():
        count = _count(found, Term("quantity", (measure,)))
        yield EffortRow(code, count, count / won if won else None)


def _split(viewer: Actor, span: Span, by: str, where: Where | None, *, by_cohort: bool) -> list[SplitRow]:
    found = sums_by(
        viewer=viewer, terms=[*COUNTS.values(), WON], span=span, by=[dimension(by)], where=where, by_cohort=by_cohort
    )
    rows = [_split_row(keys[0][0], keys[0][1], sums) for keys, sums in found.items()]
    return sorted((row for row in rows if any(row.counts)), key=lambda row: (-row.counts[0], -row.counts[-1], row.name))


def _split_row(key: Key, name: str, sums: Sums) -> SplitRow:
    counts = tuple(sums.get(COUNTS[link], 0) for link in LINKS)
    shares = tuple(_share(counts, place) for place in range(len(counts)))
    return SplitRow(key, name, counts, shares, sums.get(WON, 0) / counts[0] if counts[0] else None)


def _stages(viewer: Actor, span: Span, where: Where) -> Iterable[StageRow]:
    ended, waiting = _stays(viewer, span, where)
    for pipeline in pipelines(viewer=viewer):
        for stage in pipeline.stages:
            if stage.kind not in CLOSED and (ended[stage.id] or waiting[stage.id]):
                curve = counted_curve(ended[stage.id], waiting[stage.id])
                known = curve.known and curve.tail < 0.5
                yield StageRow(
                    stage=stage.id,
                    title=stage.title,
                    pipeline=pipeline.title,
                    entered=ended[stage.id].total() + waiting[stage.id].total(),
                    open=waiting[stage.id].total(),
                    median=curve.median if known else None,
                    mean=curve.mean if known else None,
                    longer_than=max(waiting[stage.id] | ended[stage.id]),
                    norm=stage.norm_days,
                )


def _stays(viewer: Actor, span: Span, where: Where) -> tuple[dict[int, Counter[int]], dict[int, Counter[int]]]:
    """Return, by stage, how many stays ended after how many days and how many have lasted how many so far."""
    today = clock.today()
    facts = Fact.objects.filter(measure__in=[Measure.STAGE, Measure.STAY], day__gte=span.first, day__lte=span.last)
    rows = narrowed(visible(facts, viewer), viewer, where).order_by()
    ended: defaultdict[int, Counter[int]] = defaultdict(Counter)
    waiting: defaultdict[int, Counter[int]] = defaultdict(Counter)
    counted = rows.values_list("measure", "stage", "day", "days").annotate(Sum("quantity"))
    for measure, stage, day, days, count in counted:
        age = max(0, (today - day).days)
        if measure == Measure.STAY:
            # A counter-fact carries its days with the sign of its count.
            ended[stage][abs(days)] += count
            waiting[stage][age] -= count
        else:
            waiting[stage][age] += count
    return _positive(ended), _positive(waiting)


def _positive(table: Mapping[int, Counter[int]]) -> defaultdict[int, Counter[int]]:
    return defaultdict(Counter, {stage: +counts for stage, counts in table.items()})
