"""The records behind a number: every figure opens the deals, payments and activities it is made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, Max, Min, Q, QuerySet, Sum, Value, When

from mostik.analysis.access import visible
from mostik.analysis.catalog import Term, find
from mostik.analysis.models import Fact
from mostik.analysis.queries.dimensions import DIMENSIONS
from mostik.analysis.queries.sums import BEGINNING, Where, narrowed
from mostik.analysis.terms import Measure
from mostik.core.actors import Actor
from mostik.crm.queries import names as crm_names
from mostik.kernel.events import Ref
from mostik.kernel.money import Money
from mostik.kernel.period import Span

AT_ONCE = 100
CLIENT = "crm.company"
COLUMNS = ("ref_kind", "ref", "person", "currency")


@dataclass(frozen=True, slots=True)
class Record:
    """One deal or activity behind a number: what it counts there. ``opens`` is None where it is out of reach now."""

    ref: Ref
    title: str
    note: str
    person: str
    day: date
    quantity: int
    amount: Money | None
    days: int
    opens: Ref | None


@dataclass(frozen=True, slots=True)
class Drill:
    """A page of the records behind a number: how many records there are, what they count together."""

    records: tuple[Record, ...]
    total: int
    quantity: int
    page: int

    @property
    def more(self) -> bool:
        """Whether there is a next page."""
        return (self.page + 1) * AT_ONCE < self.total


def drill(
    *,
    viewer: Actor,
    code: str,
    span: Span,
    values: Where | None = None,
    base: bool = False,
    page: int = 0,
    by_cohort: bool | None = None,
) -> Drill:
    """Return the records behind a metric's figure, newest first.

    Of a ratio they are those above the line or, with ``base``, below it. ``by_cohort`` takes deals created in the
    span, whatever the metric itself does.
    ``values`` are the figure's dimension values. What was taken back is left out, so the records count to the figure.
    """
    metric = find(code)
    term = metric.formula.bottom if base and metric.formula.bottom else metric.formula.top
    rows = _counting(viewer, term, span, values or {}, by_cohort=metric.by_cohort if by_cohort is None else by_cohort)
    start = page * AT_ONCE
    found = list(rows.order_by("-first", "-ref_kind", "-ref")[start : start + AT_ONCE])
    summed = list(rows.values_list("n", flat=True))
    return Drill(tuple(_records(viewer, term, found)), len(summed), sum(summed), page)


def _counting(viewer: Actor, term: Term, span: Span, values: Where, *, by_cohort: bool) -> "QuerySet[Any]":
    axis = "cohort" if by_cohort else "day"
    measures = {str(measure) for measure in (term.every if term.stands else term.measures)}
    first = BEGINNING if term.stands else span.first
    within = {"measure__in": sorted(measures), f"{axis}__gte": first, f"{axis}__lte": span.last}
    rows = narrowed(visible(Fact.objects.filter(**within), viewer), viewer, values)
    if term.stands:
        return _there(rows, term)
    summed = rows.order_by().values(*COLUMNS).annotate(n=Sum("quantity"), sum=Sum("amount"), long=Sum("days"))
    counting: QuerySet[Any] = summed.annotate(first=Min("day")).exclude(Q(n=0) & Q(sum=0) & Q(long=0))
    return counting


def _there(rows: "QuerySet[Any]", term: Term) -> "QuerySet[Any]":
    """Return the records that are there still: what came less what went, each once."""
    less = [str(measure) for measure in term.less]
    sign = Case(When(measure__in=less, then=-F("quantity")), default=F("quantity"))
    summed = rows.order_by().values(*COLUMNS).annotate(n=Sum(sign), sum=Max("amount"), long=Value(0))
    counting: QuerySet[Any] = summed.annotate(first=Min("day")).exclude(n=0)
    return counting


def _records(viewer: Actor, term: Term, rows: list[dict[str, Any]]) -> Iterable[Record]:
    of = {kind: [row["ref"] for row in rows if row["ref_kind"] == kind] for kind in ("crm.deal", "crm.activity")}
    deals = crm_names.deals(viewer=viewer, ids=of["crm.deal"]) if of["crm.deal"] else {}
    acts = crm_names.activities(viewer=viewer, ids=of["crm.activity"]) if of["crm.activity"] else {}
    clients = {row["ref"] for row in rows if row["ref_kind"] == CLIENT}
    titles = crm_names.titles(viewer=viewer, kind="company", ids=clients) if clients else {}
    people = DIMENSIONS["person"].naming(viewer, {row["person"] for row in rows})
    is_work = not any(measure in {Measure.WON, Measure.LOST, Measure.STAY} for measure in term.measures)
    for row in rows:
        ref = Ref(row["ref_kind"], row["ref"])
        title, note, opens = (
            (titles[ref.id], "", ref) if ref.id in titles and ref.kind == CLIENT else _named(ref, deals, acts)
        )
        money = Money(row["sum"], row["currency"]) if row["currency"] else None
        days = 0 if is_work else row["long"]
        yield Record(ref, title, note, people[row["person"]][1], row["first"], row["n"], money, days, opens)


def _named(
    ref: Ref, deals: dict[int, tuple[str, str]], acts: dict[int, tuple[str, str, int | None]]
) -> tuple[str, str, Ref | None]:
    if ref.kind == "crm.activity" and ref.id in acts:
        title, deal, number = acts[ref.id]
        return title, deal, Ref("crm.deal", number) if number else None
    if ref.kind == "crm.deal" and ref.id in deals:
        return *deals[ref.id], ref
    return f"№ {ref.id}", "", None
