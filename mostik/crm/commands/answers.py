"""How long a client waited for the first answer: counted once, in working minutes of whoever answers for the deal."""

from collections.abc import Collection
from datetime import timedelta

from django.db.models import Q

from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.models import Deal
from mostik.crm.queries.hours import BEHIND, personal_hours
from mostik.kernel.working_time import WorkingHours, minutes_between


def note_answers(deal_ids: Collection[int]) -> None:
    """Count the wait of deals that got their first answer, and forget it where the answer was taken back.

    For use inside a command, after ``first_at`` is written. Deals older than schedules are looked up for are left out.
    """
    unsaid = Q(first_at__isnull=True) ^ Q(answer_minutes__isnull=True)
    fresh = clock.now() - BEHIND + timedelta(days=1)
    rows = Deal.objects.filter(unsaid, pk__in=deal_ids, created_at__gte=fresh)
    hours: dict[int, WorkingHours] = {}
    for row in rows.only("owner_id", "created_at", "first_at", "answer_minutes"):
        if row.first_at is None:
            row.answer_minutes = None
        else:
            if row.owner_id not in hours:
                hours[row.owner_id] = personal_hours(viewer=SYSTEM, person_id=row.owner_id)
            waited = minutes_between(row.created_at, row.first_at, hours[row.owner_id], clock.zone())
            row.answer_minutes = max(0, waited)
        row.save(update_fields=["answer_minutes"])
