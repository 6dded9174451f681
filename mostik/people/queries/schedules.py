"""Schedules as they are chosen and read."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.refusals import Missing, gettext_noop
from mostik.people.access import colleagues
from mostik.people.models import Schedule, Scheduled
from mostik.people.rules.schedules import written


class NoSuchSchedule(Missing):
    """There is no such schedule."""

    message = gettext_noop("There is no such schedule.")


@dataclass(frozen=True, kw_only=True)
class ScheduleLine:
    """A schedule in words: each day's hours, and how many work by it."""

    id: int
    title: str
    anchor: date | None
    days: tuple[str, ...]
    people: int


def schedule(*, viewer: Actor, schedule_id: int) -> Schedule:  # noqa: ARG001 - a reference book
    """Return a schedule in use; refuses `NoSuchSchedule`."""
    found = Schedule.objects.filter(pk=schedule_id, archived_at__isnull=True).first()
    if found is None:
        raise NoSuchSchedule
    return found


def schedules(*, viewer: Actor) -> list[ScheduleLine]:
    """Return the schedules in use, by title."""
    followed = Counter(_followed(viewer).values())
    rows = Schedule.objects.filter(archived_at__isnull=True).order_by("title")
    return [
        ScheduleLine(
            id=row.pk,
            title=row.title,
            anchor=row.anchor if row.cycle else None,
            days=tuple(map(written, row.hours.days)),
            people=followed[row.pk],
        )
        for row in rows
    ]


def schedule_of(*, viewer: Actor, person_id: int) -> str:  # noqa: ARG001 - asked for a person already within reach
    """Return the title of the schedule somebody follows today; empty for the office week."""
    rows = Scheduled.objects.filter(person=person_id, from_day__lte=clock.today()).order_by("-from_day", "-pk")
    return rows.values_list("schedule__title", flat=True).first() or ""


def _followed(viewer: Actor) -> dict[int, int]:
    rows = Scheduled.objects.filter(from_day__lte=clock.today(), person__in=colleagues(viewer), person__is_active=True)
    return dict(rows.order_by("from_day", "pk").values_list("person_id", "schedule_id"))
