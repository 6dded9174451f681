"""A week of meetings by people and days: what each has agreed, when they are busy elsewhere, which times are free."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mostik.channels.models import MeetingKind
from mostik.channels.queries.booking import Slot, booking_rows, free_slots, meeting_kinds
from mostik.channels.queries.calendars import read_times
from mostik.channels.rules.slots import Stretch
from mostik.channels.terms import HELD, BookingState
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.queries.meetings import MEETING, MOST, meetings_planned
from mostik.kernel.period import Span
from mostik.kernel.working_time import Hours
from mostik.people.access import User
from mostik.people.catalog import Taken, in_schedule
from mostik.people.queries.calendar import planned_hours
from mostik.people.queries.people import people, working

WEEK: Final = timedelta(days=7)
A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """One thing that takes a person's time; a title and an address only where the viewer may see what it is."""

    starts: datetime
    ends: datetime
    title: str = ""
    url: str = ""
    pending: bool = False

    @property
    def hours(self) -> str:
        """Return from when until when, by the company's clock."""
        zone = clock.zone()
        return f"{self.starts.astimezone(zone):%H:%M}–{self.ends.astimezone(zone):%H:%M}"


@dataclass(frozen=True, kw_only=True)
class Day:
    """A person's day: when they work, what is agreed, in order, and which times are free for the kind asked for."""

    day: date
    hours: Sequence[Hours]
    agreed: Sequence[Agreed]
    free: Sequence[datetime] = field(default_factory=tuple)


@dataclass(frozen=True, kw_only=True)
class PersonWeek:
    """A person's week."""

    person: User
    days: Sequence[Day]


def week_of(monday: date, *, viewer: Actor, kind: MeetingKind | None = None) -> list[PersonWeek]:
    """Return the week of those within reach who meet clients: who may be booked, and who has a meeting then."""
    span = Span(monday, monday + WEEK - A_DAY)
    within = clock.moment(monday, datetime.min.time()), clock.moment(monday + WEEK, datetime.min.time())
    known = _people(within, viewer=viewer)
    numbers = [each.pk for each in known]
    hours = planned_hours(people_ids=numbers, span=span)
    agreed: dict[int, list[Agreed]] = {number: [] for number in numbers}
    for person, each in agreed_times(numbers, within, viewer=viewer):
        agreed[person].append(each)
    slots = free_slots(kind, span.first, span.last, viewer=viewer) if kind else []
    return [
        PersonWeek(person=each, days=_days(span, hours.get(each.pk, {}), agreed[each.pk], _free(slots, each.pk)))
        for each in known
    ]


def _people(within: Stretch, *, viewer: Actor) -> list[User]:
    """Return whose weeks are shown, by name."""
    kinds = meeting_kinds(viewer=viewer).filter(closed_at__isnull=True)
    met = booking_rows(viewer=viewer).filter(state__in=HELD, starts_at__lt=within[1], ends_at__gt=within[0])
    asked = Q(pk__in=kinds.values("person")) | Q(team__in=kinds.values("team")) | Q(pk__in=met.values("owner"))
    rows = working(people(viewer=viewer), viewer=viewer).filter(asked)
    return list(rows.distinct().order_by("last_name", "first_name", "pk"))


def agreed_times(numbers: Collection[int], within: Stretch, *, viewer: Actor) -> Iterator[tuple[int, Agreed]]:
    """Yield whose time is taken and by what: booked meetings, those planned by hand, calendars elsewhere."""
    begins, ends = within
    rows = booking_rows(viewer=viewer).filter(owner__in=numbers, state__in=HELD, starts_at__lt=ends, ends_at__gt=begins)
    booked = set()
    for row in rows:
        booked.add(row.activity_id)
        yield (
            row.owner_id,
            Agreed(
                starts=row.starts_at,
                ends=row.ends_at,
                title=f"{row.name} · {row.kind.title}",
                url=reverse("channels:booking", args=[row.pk]),
                pending=row.state == BookingState.PENDING,
            ),
        )
    for each in meetings_planned(numbers, begins - MEETING, ends, viewer=viewer, most=MOST * len(numbers)):
        if each.number not in booked:
            url = reverse("crm:deal", args=[each.deal]) if each.deal else ""
            yield each.owner, Agreed(starts=each.at, ends=each.at + MEETING, title=each.title or "—", url=url)
    for number, since, until in read_times(numbers, within, viewer=viewer):
        yield number, Agreed(starts=since, ends=until)


@in_schedule("meetings", _("Meetings with clients"))
def meetings_in_schedule(
    viewer: Actor, people_ids: Collection[int], begins: datetime, ends: datetime
) -> Iterator[Taken]:
    """Tell the department's schedule of meetings with clients and of what calendars elsewhere hold."""
    for person, each in agreed_times(people_ids, (begins, ends), viewer=viewer):
        yield Taken(
            source="meetings",
            people=frozenset((person,)),
            starts=each.starts,
            ends=each.ends,
            title=each.title,
            url=each.url,
            kind="client",
        )


def _free(slots: Sequence[Slot], person: int) -> list[datetime]:
    return [each.starts for each in slots if person in each.people]


def _days(
    span: Span, hours: Mapping[date, Sequence[Hours]], agreed: Sequence[Agreed], free: Sequence[datetime]
) -> list[Day]:
    zone = clock.zone()
    return [
        Day(
            day=day,
            hours=hours.get(day, ()),
            agreed=[each for each in sorted(agreed, key=lambda it: it.starts) if _on(each, day)],
            free=[at for at in free if at.astimezone(zone).date() == day],
        )
        for day in span.days()
    ]


def _edges(day: date) -> Stretch:
    return clock.moment(day, datetime.min.time()), clock.moment(day + A_DAY, datetime.min.time())


def _on(each: Agreed, day: date) -> bool:
    begins, ends = _edges(day)
    return each.starts < ends and each.ends > begins
