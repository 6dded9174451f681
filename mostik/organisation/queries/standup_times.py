"""Standups held, as the department's schedule shows them: whose time they took."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mostik.core.actors import Actor
from mostik.organisation.access import visible_standups
from mostik.people.catalog import Taken, in_schedule


@in_schedule("standups", _("Standup"))
def standups_in_schedule(
    viewer: Actor, people_ids: Collection[int], begins: datetime, ends: datetime
) -> Iterator[Taken]:
    """Tell the schedule of standups held: of those who were there, and of who held them."""
    rows = visible_standups(viewer).filter(begun_at__lt=ends, ended_at__gt=begins).distinct()
    for row in rows.prefetch_related("voices"):
        there = {row.keeper_id, *(each.person_id for each in row.voices.all() if each.there)} & set(people_ids)
        if there and row.ended_at:
            yield Taken(
                source="standups",
                people=frozenset(there),
                starts=row.begun_at,
                ends=row.ended_at,
                title=str(_("Standup")),
                url=reverse("organisation:standup_past", args=[row.pk])
                if viewer.may("organisation.hold_standups")
                else "",
                kind="meeting",
                whole=True,
            )
