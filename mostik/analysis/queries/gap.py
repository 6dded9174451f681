"""Why revenue differs between two periods, or from a plan: an exact split between the links of the chain."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from django.conf import settings

from mostik.analysis.catalog import Term
from mostik.analysis.queries.dimensions import DIMENSIONS
from mostik.analysis.queries.sums import Sums, Where, sums_by
from mostik.analysis.rules import gap as rules
from mostik.analysis.rules.gap import Factors, Part
from mostik.analysis.terms import Measure
from mostik.core.actors import Actor
from mostik.crm.terms import CHAIN
from mostik.kernel.money import Money
from mostik.kernel.period import Span
from mostik.people.queries.calendar import total_minutes

__all__ = [
    "Cell",
    "Factors",
    "Gap",
    "GapRow",
    "Part",
    "cells_of",
    "currencies",
    "factors_of",
    "gap_between",
    "gap_of_spans",
]

#: Counts of the chain's links, from lead to payment.
LINKS = tuple(Term("quantity", (Measure(milestone.value),)) for milestone in CHAIN)
#: Conversions between them, by the codes of their metrics.
STEPS = tuple(f"{before.value}_to_{after.value}" for before, after in pairwise(CHAIN))
#: What revenue may be taken for: the metric, its sum, and how many sales stand behind it where no link was reached.
MONEY = {
    "revenue": (Term("amount", (Measure.PAID,)), Term("quantity", (Measure.PAID,))),
    "revenue_won": (Term("amount", (Measure.WON,)), Term("quantity", (Measure.WON,))),
}
BY_CELL = ("person", "channel")
#: Minutes of a whole working day.
DAY = 480

#: A person and a channel; None where there is none.
Cell = tuple[int | None, int | None]
Side = Factors | Mapping[Cell, Factors]


@dataclass(frozen=True, slots=True)
class GapRow:
    """One person's or channel's parts of a gap."""

    key: int | None
    name: str
    total: Money
    parts: Mapping[str, Money]


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap and its parts, which sum to it to the kopeck; rows by person and by channel sum to the same."""

    base: Money
    fact: Money
    parts: tuple[Part, ...]
    by_person: tuple[GapRow, ...] = ()
    by_channel: tuple[GapRow, ...] = ()

    @property
    def total(self) -> Money:
        """How much more (below zero: less) came than the base."""
        return self.fact - self.base

    @property
    def currency(self) -> str:
        """The currency of all its amounts."""
        return self.base.currency


def factors_of(
    *,
    viewer: Actor,
    span: Span,
    metric: str = "revenue",
    currency: str = "",
    where: Where | None = None,
    days: float = 1.0,
) -> Factors:
    """Return what the revenue of a span is the product of, for all the viewer sees: leads, conversions, average check.

    Counts are of the period. ``days`` worked may be given to tell absence from fewer leads a day.
    """
    found = _sums(viewer, span, metric=metric, currency=currency, where=where)
    return _factors(found.get((), {}), metric, days)


def cells_of(
    *,
    viewer: Actor,
    span: Span,
    by: Sequence[str] = BY_CELL,
    metric: str = "revenue",
    currency: str = "",
    where: Where | None = None,
    days: Mapping[int | None, float] | None = None,
) -> dict[Cell, Factors]:
    """Return the same for each person, or each person and channel; ``days`` worked are by person."""
    found = _sums(viewer, span, metric=metric, currency=currency, where=where, by=by)
    worked = days or {}
    cells = {(keys[0], keys[1] if len(keys) > 1 else None): sums for keys, sums in found.items()}
    return {cell: _factors(sums, metric, worked.get(cell[0], 1.0)) for cell, sums in cells.items()}


def gap_between(*, viewer: Actor, base: Side, fact: Side, currency: str = "") -> Gap:
    """Return why ``fact`` differs from ``base``: two chains, or two tables of chains by person and channel.

    Refuses chains of different links.
    """
    currency = currency or settings.CURRENCY
    if isinstance(base, Factors) or isinstance(fact, Factors):
        base, fact = _whole(base), _whole(fact)
        parts = tuple(rules.gap(base, fact))
        return Gap(Money(base.revenue, currency), Money(fact.revenue, currency), parts)
    table = rules.gap_by_cell(base, fact)
    return Gap(
        base=Money(sum(each.revenue for each in base.values()), currency),
        fact=Money(sum(each.revenue for each in fact.values()), currency),
        parts=table.parts,
        by_person=_rows(viewer, "person", table.by_person(), currency),
        by_channel=_rows(viewer, "channel", table.by_channel(), currency),
    )


def gap_of_spans(
    *,
    viewer: Actor,
    base: Span,
    fact: Span,
    metric: str = "revenue",
    currency: str = "",
    where: Where | None = None,
) -> Gap:
    """Return why the revenue of one span differs from another's, by link, person and channel.

    Days worked follow everybody's calendar, schedule and absences, so that absence is told from fewer leads a day.
    """
    before = cells_of(viewer=viewer, span=base, metric=metric, currency=currency, where=where)
    after = cells_of(viewer=viewer, span=fact, metric=metric, currency=currency, where=where)
    people = {person for person, _ in (*before, *after) if person is not None}
    before, after = _worked(before, people, base), _worked(after, people, fact)
    return gap_between(viewer=viewer, base=before, fact=after, currency=currency)


def _worked(cells: Mapping[Cell, Factors], people: Collection[int], span: Span) -> dict[Cell, Factors]:
    minutes = total_minutes(people_ids=people, span=span) if people else {}
    days = {person: total / DAY for person, total in minutes.items()}
    return {cell: replace(factors, days=days.get(cell[0] or 0, 1.0)) for cell, factors in cells.items()}


def currencies(*, viewer: Actor, spans: Iterable[Span], metric: str) -> list[str]:
    """Return the currencies revenue came in during some spans, the company's own first."""
    money = MONEY[metric][0]
    found = {
        str(keys[0][0])
        for span in spans
        for keys, sums in sums_by(viewer=viewer, terms=[money], span=span, by=[DIMENSIONS["currency"]]).items()
        if sums[money]
    }
    return sorted(found, key=lambda each: (each != settings.CURRENCY, each))


def _sums(
    viewer: Actor, span: Span, *, metric: str, currency: str, where: Where | None, by: Sequence[str] = ()
) -> dict[tuple[int | None, ...], Sums]:
    """Return counts whatever the currency, and money of the one asked for."""
    terms = [*LINKS, *MONEY[metric]]
    split = [*(DIMENSIONS[code] for code in by), DIMENSIONS["currency"]]
    found: dict[tuple[int | None, ...], Sums] = {}
    for keys, sums in sums_by(viewer=viewer, terms=terms, span=span, by=split, where=where).items():
        if keys[-1][0] == (currency or settings.CURRENCY):
            found[tuple(key for key, _ in keys[:-1])] = sums  # type: ignore[misc]
    return found


def _factors(sums: Sums, metric: str, days: float) -> Factors:
    """Return one chain. A link nothing entered in the period, though something left it, takes as many as left it."""
    money, sales = MONEY[metric]
    counts = [sums.get(link, 0) for link in LINKS]
    revenue = max(0, sums.get(money, 0))
    counts[-1] = max(0, counts[-1]) or (max(1, sums.get(sales, 0)) if revenue else 0)
    for place in range(len(counts) - 2, -1, -1):
        counts[place] = max(0, counts[place]) or counts[place + 1]
    passed = [(step, float(count)) for step, count in zip(STEPS, counts[1:], strict=True)]
    return rules.counted(counts[0], passed, counts[-1], revenue, days)


def _whole(side: Side) -> Factors:
    if isinstance(side, Factors):
        return side
    raise TypeError("A chain is compared with a chain, a table with a table.")


def _rows(viewer: Actor, kind: str, table: Mapping[int | None, tuple[Part, ...]], currency: str) -> tuple[GapRow, ...]:
    names = DIMENSIONS[kind].naming(viewer, set(table))
    rows = [
        GapRow(
            key=key,
            name=names[key][1],
            total=Money(sum(part.amount for part in parts), currency),
            parts={part.code: Money(part.amount, currency) for part in parts},
        )
        for key, parts in table.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.total.minor, row.name)))
