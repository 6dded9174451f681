"""What people did day by day, in one query: daily numbers, the bridge and plans read it every few seconds."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.conf import settings
from django.db.models import Sum

from mostik.analysis.access import visible
from mostik.analysis.catalog import find
from mostik.analysis.models import DayTotal
from mostik.core.actors import Actor
from mostik.kernel.period import Span

#: By person and day: each metric's count, or its minor units in the company's currency.
Daily = Mapping[tuple[int, date], Mapping[str, int]]


def daily_work(*, viewer: Actor, codes: Sequence[str], span: Span, people: Collection[int]) -> Daily:
    """Return simple metrics (counts and money, no ratios) of some people by day; days without anything are left out."""
    terms = {code: find(code).formula.top for code in codes}
    measures = sorted({str(measure) for term in terms.values() for measure in term.every})
    rows = DayTotal.objects.filter(
        measure__in=measures, day__gte=span.first, day__lte=span.last, person__in=sorted(people)
    )
    summed = visible(rows, viewer).values_list("person", "day", "measure", "currency")
    found: dict[tuple[int, date], dict[str, int]] = {}
    for person, day, measure, currency, count, amount in summed.annotate(Sum("quantity"), Sum("amount")).order_by():
        own = found.setdefault((person, day), dict.fromkeys(codes, 0))
        for code, term in terms.items():
            if term.column == "quantity" or currency == settings.CURRENCY:
                own[code] += term.sign(measure) * (count if term.column == "quantity" else amount)
    return found
