"""The deal's next step kept true: when it is due, and when something was last done."""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db.models import Max, Min, OuterRef, Subquery

from mostik.crm.models import Activity, Deal
from mostik.crm.terms import STEPS

BATCH = 400


def refresh_next_step(deal_ids: Iterable[int | None]) -> None:
    """Set each deal's ``next_at`` to its earliest waiting step and ``last_at`` to when something was last done.

    Notes are neither. For use inside a command, after its activities are written; any number of deals.
    """
    rows = Activity.objects.filter(deal=OuterRef("pk"), removed_at__isnull=True, kind__in=STEPS)
    steps = rows.order_by().values("deal")
    nearest = steps.filter(done_at__isnull=True).annotate(at=Min("due_at")).values("at")
    latest = steps.filter(done_at__isnull=False).annotate(at=Max("done_at")).values("at")
    for some in _batches(sorted({pk for pk in deal_ids if pk is not None})):
        Deal.objects.filter(pk__in=some).update(next_at=Subquery(nearest), last_at=Subquery(latest))


def _batches(numbers: list[int]) -> Iterator[list[int]]:
    rest = iter(numbers)
    while batch := list(islice(rest, BATCH)):
        yield batch
