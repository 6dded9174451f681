"""How long a client waited for the first answer: counted once, in working minutes of whoever answers for the deal."""

from collections.abc import Collection
from datetime import timedelta

from django.db.models import Q

from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.models import Deal
from mostik.crm.queries.hours import BEHIND, hours_of
from mostik.kernel.working_time import minutes_between

READ, BATCH = ("owner_id", "created_at", "first_at", "answer_minutes"), 500


def note_answers(deal_ids: Collection[int]) -> None:
    """Count the wait of deals that got their first answer, and forget it where the answer was taken back.

    For use inside a command, after ``first_at`` is written. Deals older than schedules are looked up for are left out.
    """
    unsaid = Q(first_at__isnull=True) ^ Q(answer_minutes__isnull=True)
    fresh = clock.now() - BEHIND + timedelta(days=1)
    rows = list(Deal.objects.filter(unsaid, pk__in=deal_ids, created_at__gte=fresh).only(*READ))
    owners = {row.owner_id for row in rows if row.first_at}
    hours = hours_of(viewer=SYSTEM, people_ids=owners) if owners else {}
    for row in rows:
        row.answer_minutes = None
        if row.first_at:
            waited = minutes_between(row.created_at, row.first_at, hours[row.owner_id], clock.zone())
            row.answer_minutes = max(0, waited)
    if rows:
        Deal.objects.bulk_update(rows, ["answer_minutes"], batch_size=BATCH)
