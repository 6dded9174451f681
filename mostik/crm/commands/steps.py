"""The deal's next step kept true: when it is due, and when something was last done."""

from collections.abc import Iterable

from django.db.models import Max, Min, OuterRef, Subquery

from mostik.crm.commands.answers import note_answers
from mostik.crm.models import Activity, Deal
from mostik.crm.terms import STEPS, Via
from mostik.kernel.many import portions

BATCH = 400


def refresh_next_step(deal_ids: Iterable[int | None]) -> None:
    """Set each deal's ``next_at`` to its earliest waiting step, ``last_at`` and ``first_at`` to when anything was done.

    Notes are neither. For use inside a command, after its activities are written; any number of deals.
    """
    rows = Activity.objects.filter(deal=OuterRef("pk"), removed_at__isnull=True, kind__in=STEPS)
    steps = rows.order_by().values("deal")
    nearest = steps.filter(done_at__isnull=True).annotate(at=Min("due_at")).values("at")
    latest = steps.filter(done_at__isnull=False).annotate(at=Max("done_at")).values("at")
    by_people = steps.filter(done_at__isnull=False).exclude(via=Via.ROBOT)
    first = by_people.annotate(at=Min("done_at")).values("at")
    for some in portions(sorted({pk for pk in deal_ids if pk is not None}), BATCH):
        dates = {"next_at": Subquery(nearest), "last_at": Subquery(latest), "first_at": Subquery(first)}
        Deal.objects.filter(pk__in=some).update(**dates)
        note_answers(some)
