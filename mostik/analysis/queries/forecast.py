"""Revenue to expect of this month, the next and the quarter: from the deals that are there, and from the series."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.db.models import Sum

from mostik.analysis.access import visible
from mostik.analysis.models import Fact, Foretold
from mostik.analysis.rules import pipeline_forecast as rules
from mostik.analysis.rules.pipeline_forecast import Step
from mostik.analysis.rules.series import Outlook, Way, outlook, spread_of
from mostik.analysis.terms import Measure
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.queries.chances import lost_stages
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind

A_YEAR: Final = 12
#: Months of the series at most.
MOST_MONTHS: Final = 84


class By(StrEnum):
    """What a forecast is made from."""

    DEALS = "deals"
    SERIES = "series"
    NAIVE = "naive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What one way expects of a period, with bounds that hold four of five and its mean miss in the past."""

    by: By
    value: Money
    low: Money | None
    high: Money | None
    error: Money | None
    judged_on: int
    standing: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """One period: what is in already, what each way expects, and the one that missed least, shown first."""

    code: str
    first: date
    last: date
    fact: Money
    ways: tuple[Expected, ...]

    @property
    def best(self) -> Expected | None:
        """Return the way with the least mean miss; where nothing is judged yet, the first there is."""
        judged = [each for each in self.ways if each.error is not None]
        return (
            min(judged, key=lambda each: each.error.minor if each.error else 0)
            if judged
            else next(iter(self.ways), None)
        )


@dataclass(frozen=True, slots=True)
class Forecast:
    """The periods; the months of the series so far with their revenue, and how many a season needs.

    ``as_of`` is when the deals were looked at, None where that is now.
    """

    periods: tuple[Foreseen, ...]
    months: tuple[tuple[date, Money], ...]
    season: int
    as_of: datetime | None = None


def forecast(*, viewer: Actor) -> Forecast:
    """Return what is expected within the viewer's reach, in the company's currency."""
    today = clock.today()
    months = _months(viewer, today)
    past, season = [float(amount) for _first, amount in months[:-1]], A_YEAR if len(months) > 2 * A_YEAR + 2 else 1
    seen, as_of = _seen(viewer, today)
    series = outlook(past, rules.AHEAD, season=season)
    month, quarter = Period.of(PeriodKind.MONTH, today), Period.of(PeriodKind.QUARTER, today)
    left = (quarter.last.year - today.year) * A_YEAR + quarter.last.month - today.month
    in_quarter = sum(amount for first, amount in months if quarter.first <= first <= month.first)
    this = months[-1][1] if months else 0
    asked = (
        ("month", month, this, (0,)),
        ("next", month.next(), 0, (1,)),
        ("quarter", quarter, in_quarter, tuple(range(left + 1))),
    )
    periods = tuple(
        Foreseen(
            code=code,
            first=period.first,
            last=period.last,
            fact=_money(fact),
            ways=tuple(
                each
                for each in (
                    _by_deals(seen, ahead, fact),
                    *_by_series(series, past, season, ahead, fact, fact - (this if 0 in ahead else 0)),
                )
                if each
            ),
        )
        for code, period, fact, ahead in asked
    )
    return Forecast(periods, tuple((first, _money(amount)) for first, amount in months), season, as_of)


def seen_now(ways: Iterable[rules.Way], *, viewer: Actor, today: date) -> list[rules.Seen]:
    """Return what was there of some deals today and at the same day of earlier months, and what came of it."""
    return rules.seen(ways, rules.origins(today), lost_stages(viewer=viewer))


def _seen(viewer: Actor, today: date) -> tuple[list[rules.Seen], datetime | None]:
    """Return what was there within reach as a worker last kept it today; where none has yet, as it is."""
    if Foretold.objects.filter(day=today).exists():
        kept = list(visible(Foretold.objects.filter(day=today), viewer).values_list("base", "made_at"))
        return rules.added(rules.unpacked(base) for base, _at in kept), max((at for _base, at in kept), default=None)
    return seen_now(ways(viewer=viewer, today=today), viewer=viewer, today=today), None


def _by_deals(seen: Sequence[rules.Seen], ahead: Sequence[int], fact: int) -> Expected | None:
    found = rules.expected(seen, ahead)
    if found is None:
        return None
    return Expected(
        by=By.DEALS,
        value=_money(fact + found.value),
        low=None if found.low is None else _money(fact + found.low),
        high=None if found.high is None else _money(fact + found.high),
        error=None if found.error is None else _money(found.error),
        judged_on=found.judged_on,
        standing=_money(found.standing),
    )


def _by_series(  # noqa: PLR0917
    found: Outlook | None, past: Sequence[float], season: int, ahead: Sequence[int], fact: int, before: int
) -> list[Expected]:
    """Return what the series expects of whole months, and what the same season of the past would have said.

    ``before`` is what the whole months of the period brought already; less than is in already is expected of none.
    """
    if found is None:
        return []
    spread = spread_of(past, season)
    points = [found.points[each] for each in ahead]
    value = sum(each.value for each in points)
    # Months miss together: their widths are added, which is never too narrow.
    width = sum(each.high - each.value for each in points)
    naive = sum(past[-season:][each % season] for each in ahead)
    plain = Expected(
        by=By.NAIVE,
        value=_money(max(fact, before + naive)),
        low=None,
        high=None,
        error=_money(found.naive * spread * len(ahead)),
        judged_on=found.origins,
    )
    shown = Expected(
        by=By.SERIES if found.way is not Way.SEASON else By.NAIVE,
        value=_money(max(fact, before + value)),
        low=_money(max(fact, before + value - width)),
        high=_money(max(fact, before + value + width)),
        error=_money(found.error * spread * len(ahead)),
        judged_on=found.origins,
    )
    return [shown] if found.way is Way.SEASON else [shown, plain]


def _months(viewer: Actor, today: date) -> list[tuple[date, int]]:
    """Return revenue month by month from the first that had any to the running one."""
    paid = Fact.objects.filter(measure=Measure.PAID, currency=settings.CURRENCY, day__lte=today)
    counted: Counter[date] = Counter()
    for day, amount in visible(paid, viewer).order_by().values_list("day").annotate(amount=Sum("amount")):
        counted[day.replace(day=1)] += amount
    if not counted:
        return []
    found: list[tuple[date, int]] = []
    month = Period.of(PeriodKind.MONTH, today)
    while month.first >= min(counted) and len(found) < MOST_MONTHS:
        found.append((month.first, counted[month.first]))
        month = month.previous()
    return found[::-1]


def ways(*, viewer: Actor, today: date) -> list[rules.Way]:
    """Return the ways of all deals within reach that were there in the months looked at, as they were on a day."""
    since = rules.origins(today)[-1]
    rows = visible(
        Fact.objects.filter(
            measure__in=[Measure.STAGE, Measure.PAID],
            ref_kind="crm.deal",
            day__gte=since.replace(year=since.year - 1),
            day__lte=today,
            currency=settings.CURRENCY,
        ),
        viewer,
    )
    steps: defaultdict[int, Counter[Step]] = defaultdict(Counter)
    paid: defaultdict[int, Counter[date]] = defaultdict(Counter)
    whose: dict[int, tuple[int | None, int | None]] = {}
    columns = ("ref", "measure", "day", "stage", "amount", "quantity", "person", "team")
    for ref, measure, day, stage, amount, quantity, person, team in rows.order_by("id").values_list(*columns):
        whose[ref] = person, team
        if measure == Measure.PAID:
            paid[ref][day] += amount
        else:
            steps[ref][Step(day, stage, abs(amount))] += quantity
    return [
        rules.Way(
            ref,
            tuple(sorted((step for step, count in steps[ref].items() if count > 0), key=lambda step: step.day)),
            tuple(paid[ref].items()),
            *whose[ref],
        )
        for ref in {*steps, *paid}
    ]


def _money(amount: float) -> Money:
    """Return a sum in whole units: a forecast to the kopeck would promise what it cannot know."""
    return Money.of(round(Money(round(amount), settings.CURRENCY).major), settings.CURRENCY)
