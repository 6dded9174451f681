"""What people say their months will bring: the last word of everybody, and all versions of one person's."""

from collections.abc import Iterable
from datetime import date

from mostik.core.actors import Actor
from mostik.people.access import scoped
from mostik.planning.models import Commitment


def last_commitments(*, viewer: Actor, people: Iterable[int], month: date) -> dict[int, Commitment]:
    """Return everybody's last word on a month, within reach."""
    rows = scoped(Commitment.objects.all(), viewer, owner="person_id", team="person__team_id")
    return {row.person_id: row for row in rows.filter(person__in=list(people), month=month).order_by("number")}


def commitments_of(*, viewer: Actor, person_id: int, month: date) -> list[Commitment]:
    """Return one person's words on a month, the newest first."""
    rows = scoped(Commitment.objects.all(), viewer, owner="person_id", team="person__team_id")
    return list(rows.filter(person=person_id, month=month).order_by("-number"))
