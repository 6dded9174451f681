"""Money of deals that did not exist yet: past revenue by day from deals created and paid within a short stretch."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from mostik.analysis.access import visible
from mostik.analysis.catalog import find
from mostik.analysis.models import Fact
from mostik.core.actors import Actor
from mostik.kernel.period import Span


def fresh_daily(
    *, viewer: Actor, metric: str, span: Span, within_days: int, worked: Collection[date], currency: str
) -> list[int]:
    """Return minor units for each worked day of a span, from deals that came at most so many days before they paid.

    Days without any are zeros: the mean over all of them is what a day brings from deals nobody has met yet.
    """
    measures = [str(measure) for measure in find(metric).formula.measures]
    rows = visible(Fact.objects.filter(measure__in=measures, day__gte=span.first, day__lte=span.last), viewer)
    found: defaultdict[date, int] = defaultdict(int)
    quick = rows.filter(currency=currency).values_list("day", "cohort", "amount")
    for day, cohort, amount in quick:
        if cohort and (day - cohort).days <= within_days:
            found[day] += amount
    return [found[day] for day in sorted(worked)]
