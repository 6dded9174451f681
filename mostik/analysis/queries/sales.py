"""The sales metrics of some days beside the days before, as a whole and by a split, with what drove each change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.conf import settings

from mostik.analysis.catalog import METRICS, Metric, Value, amount, count, days
from mostik.analysis.queries.dimensions import DIMENSIONS, Named
from mostik.analysis.queries.metrics import CURRENCY, by_currency, figure_of, metric_table
from mostik.analysis.queries.sums import Sums, Where, sums_by
from mostik.analysis.rules.sales import Speed, counts_of, drivers, mover, parts_of
from mostik.analysis.rules.spans import periods_in, span_before
from mostik.analysis.terms import Measure, Unit
from mostik.core.actors import Actor
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.kernel.shares import FEW, Net, wilson

#: The sales metrics, in the order a head reads them.
CODES: Final = (
    "deals_won",
    "win_rate",
    "average_check",
    "days_to_win",
    "sales_velocity",
    "repeat_share",
    "csat",
    "nps",
)
SPLITS: Final = ("person", "team", "channel", "product")
#: What is told month by month.
BY_MONTH: Final = ("deals_open", "sales_velocity")
MONTHS: Final = 12
MARKS: Final = ("csat", "nps")
UP, DOWN = count(Measure.NPS_UP), count(Measure.NPS_DOWN)
Lines = Mapping[Named, Mapping[str, Sums]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesFigure:
    """One metric: now and before, above and below the line, whose part of the change is the largest, its bounds."""

    metric: Metric
    now: Value
    before: Value
    top: int
    base: int | None
    base_before: int | None
    mover: Named | None = None
    bounds: tuple[float, float] | None = None
    few: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesLine:
    """One value of the split with its figures now and before."""

    key: Named
    now: Mapping[str, Value]
    before: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sales:
    """The sales metrics of some days: the whole, by a split, the velocity's factors and their part of its change."""

    span: Span
    base: Span
    by: str
    figures: tuple[SalesFigure, ...]
    lines: tuple[SalesLine, ...]
    speed: tuple[Speed, Speed]
    drivers: Mapping[str, float]

    @property
    def has_any(self) -> bool:
        """Whether anything was counted in these days or before."""
        return any(each.top or each.base or each.base_before for each in self.figures)


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesMonth:
    """A month up to its end or to the last day asked for, with the figures that stand and flow in it."""

    span: Span
    figures: Mapping[str, Value]


def sales(*, viewer: Actor, span: Span, by: str = SPLITS[0], where: Where | None = None) -> Sales:
    """Return the sales metrics within reach. Money is in the company's currency. Four queries."""
    base = span_before(span)
    now, before = (_lines(viewer, each, by, where) for each in (span, base))
    whole, whole_before = _whole(now), _whole(before)
    speed = (_speed(whole_before), _speed(whole))
    metrics = [METRICS[code] for code in CODES]
    return Sales(
        span=span,
        base=base,
        by=by,
        figures=tuple(_figure(each, whole, whole_before, now, before) for each in metrics),
        lines=tuple(
            sorted(
                (_line(key, now, before) for key in dict.fromkeys((*now, *before))),
                key=lambda line: (-(line.now["deals_won"] or 0), line.key[1]),
            )
        ),
        speed=speed,
        drivers=drivers(*speed),
    )


def sales_months(*, viewer: Actor, last: date, where: Where | None = None) -> list[SalesMonth]:
    """Return deals in work and the velocity of the twelve months up to a day, as each stood at its end."""
    span = Span(Period.of(PeriodKind.MONTH, last).shifted(1 - MONTHS).first, last)
    found = metric_table(viewer=viewer, codes=BY_MONTH, span=span, by=("month",), where=where)
    stood = {keys[0]: values for keys, values in found.items()}
    return [
        SalesMonth(span=Span(each.first, min(each.last, last)), figures=stood.get(each.first, {}))
        for each in periods_in(PeriodKind.MONTH, span)
    ]


def _lines(viewer: Actor, span: Span, by: str, where: Where | None) -> Lines:
    terms = [term for code in CODES for term in METRICS[code].formula.terms] + [UP.top, DOWN.top]
    split = [DIMENSIONS[by], CURRENCY]
    sums = sums_by(viewer=viewer, terms=terms, span=span, by=split, where=where)
    names = {keys[0][0]: keys[0] for keys in sums}
    return {names[key[0]]: found for key, found in by_currency(sums).items() if any(map(_any, found.values()))}


def _any(sums: Sums) -> bool:
    return any(sums.values())


def _whole(lines: Lines) -> dict[str, Sums]:
    found: dict[str, Sums] = {}
    for each in lines.values():
        for currency, sums in each.items():
            held = found.setdefault(currency, {})
            held.update({term: held.get(term, 0) + value for term, value in sums.items()})
    return found


def _line(key: Named, now: Lines, before: Lines) -> SalesLine:
    made = [{code: figure_of(METRICS[code], dict(side.get(key, {}))) for code in CODES} for side in (now, before)]
    return SalesLine(key=key, now=made[0], before=made[1])


def _figure(
    metric: Metric, now: dict[str, Sums], before: dict[str, Sums], lines: Lines, lines_before: Lines
) -> SalesFigure:
    value, was = figure_of(metric, now), figure_of(metric, before)
    (top, base), (_top, base_before) = _sides(metric, now), _sides(metric, before)
    moved = None
    if value is not None and was is not None and not metric.formula.times:
        moved = mover(_parts(metric, lines, lines_before), float(Decimal(value) - Decimal(was)))
    net = _marks(now) if metric.code == "nps" else None
    bounds = (net.low, net.high) if net else wilson(top, base) if metric.code == "csat" and base else None
    return SalesFigure(
        metric=metric,
        now=value,
        before=was,
        top=top,
        base=base if metric.formula.bottom else None,
        base_before=base_before if metric.formula.bottom else None,
        mover=moved,
        bounds=bounds if base else None,
        few=metric.code in MARKS and 0 < base < FEW,
    )


def _marks(sums: Mapping[str, Sums]) -> Net:
    up, down = (sum(each.get(side.top, 0) for each in sums.values()) for side in (UP, DOWN))
    return Net(up, down, _sides(METRICS["nps"], sums)[1])


def _parts(metric: Metric, now: Lines, before: Lines) -> dict[Named, float]:
    after, then = ({key: _sides(metric, sums) for key, sums in side.items()} for side in (now, before))
    if metric.formula.bottom:
        return parts_of(then, after)
    return counts_of({key: each[0] for key, each in then.items()}, {key: each[0] for key, each in after.items()})


def _sides(metric: Metric, sums: Mapping[str, Sums]) -> tuple[int, int]:
    """Return what stands above and below the line: of the company's currency where it is money."""
    used = [sums.get(settings.CURRENCY, {})] if metric.unit is Unit.MONEY else list(sums.values())
    formula = metric.formula
    top = sum(each.get(formula.top, 0) for each in used)
    return top, sum(each.get(formula.bottom, 0) for each in used) if formula.bottom else 0


def _speed(sums: Mapping[str, Sums]) -> Speed:
    own = sums.get(settings.CURRENCY, {})
    pace = METRICS["sales_velocity"].formula
    won, long, money = (own.get(each.top, 0) for each in (count(Measure.WON), days(Measure.WON), amount(Measure.WON)))
    closed = own.get(pace.bottom, 0) if pace.bottom else 0
    return Speed(
        there=own.get(pace.top, 0),
        rate=won / closed if closed else 0.0,
        check=float(Money(money, settings.CURRENCY).major) / won if won else 0.0,
        days=long / won if won else 0.0,
    )
