"""The department's week drawn from every room: whose time is taken by what, what clashes, when all would be free."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.period import Span
from mostik.kernel.refusals import Denied, Missing, gettext_noop
from mostik.people.access import User
from mostik.people.catalog import SCHEDULE, Taken, in_schedule
from mostik.people.queries.absences import away
from mostik.people.queries.calendar import company_working_days, planned_hours
from mostik.people.queries.names import choices_of
from mostik.people.queries.people import directory, people, working
from mostik.people.queries.shifts import week_people, week_teams
from mostik.planning.access import KEEP, kept_department_events, teams_kept, visible_department_events
from mostik.planning.models import DepartmentEvent
from mostik.planning.rules.schedule import Stretch, clashes, days_of, free_times
from mostik.planning.terms import Clash, ClashKind, Item, Repeat

WEEK: Final = timedelta(days=6)
A_DAY: Final = timedelta(days=1)
#: Free times are looked for so many days ahead.
AHEAD: Final = timedelta(days=9)
OWN: Final = "department"
#: Somebody's number, their team's and their department's.
Place = tuple[int, int | None, int | None]


@dataclass(frozen=True, kw_only=True)
class PersonDay:
    """A person's day: the hours they work, why they are away, what takes their time."""

    day: date
    hours: tuple[Stretch, ...]
    away: str
    items: tuple[Taken, ...]


@dataclass(frozen=True, kw_only=True)
class PersonSchedule:
    """One person's days."""

    person: User
    days: tuple[PersonDay, ...]


@dataclass(frozen=True, kw_only=True)
class Found:
    """Something wrong with the names it is read by, and times that would mend it."""

    clash: Clash
    names: tuple[str, ...]
    team: str
    free: tuple[datetime, ...]


@dataclass(frozen=True, kw_only=True)
class DepartmentWeek:
    """Days of a department: everybody's, and what is wrong in them."""

    span: Span
    rows: tuple[PersonSchedule, ...]
    clashes: tuple[Found, ...]
    taken: tuple[Taken, ...]


class NotKept(Denied):
    """The event is kept by somebody else."""

    message = gettext_noop("Another keeps this event: you keep those of your own team.")


def department_events(*, viewer: Actor) -> QuerySet[DepartmentEvent]:
    """Return the events of the departments within reach."""
    return (
        visible_department_events(viewer).filter(removed_at__isnull=True).select_related("team", "host", "moved_from")
    )


def event_row(event_id: int, *, viewer: Actor, removed: bool = False) -> DepartmentEvent:
    """Return one event within reach; refuses one that is not there."""
    rows = visible_department_events(viewer).select_related("team", "host", "moved_from", "department")
    row = rows.filter(pk=event_id, removed_at__isnull=not removed).first()
    if row is None:
        raise Missing()
    return row


def kept_event(event_id: int, *, viewer: Actor, removed: bool = False) -> DepartmentEvent:
    """Return one event the viewer may change; refuses one that is not there and one that another keeps."""
    row = event_row(event_id, viewer=viewer, removed=removed)
    if not kept_department_events(viewer).filter(pk=row.pk).exists():
        raise NotKept
    return row


def kept_numbers(numbers: Collection[int | None], *, viewer: Actor) -> frozenset[int]:
    """Return which of some events the viewer may change."""
    if not viewer.may(KEEP):
        return frozenset()
    asked = {each for each in numbers if each}
    return frozenset(kept_department_events(viewer).filter(pk__in=asked).values_list("pk", flat=True))


def invited(row: DepartmentEvent, *, viewer: Actor) -> frozenset[int]:
    """Return who is invited: those named, else the team, else the department; the host always."""
    return _among(row, _at_work(viewer))


def _at_work(viewer: Actor) -> list[Place]:
    return list(working(User.objects.all(), viewer=viewer).values_list("pk", "team_id", "department_id"))


def _among(row: DepartmentEvent, everybody: Iterable[Place]) -> frozenset[int]:
    named = set(row.people)
    if row.people:
        found = [pk for pk, _team, _department in everybody if pk in named]
    elif row.team_id:
        found = [pk for pk, team, _department in everybody if team == row.team_id]
    else:
        found = [pk for pk, _team, department in everybody if department == row.department_id]
    return frozenset((*found, *([row.host_id] if row.host_id else [])))


def event_days(row: DepartmentEvent, first: date, last: date) -> list[date]:
    """Return the days an event comes on between two days."""
    skips = [date.fromisoformat(each) for each in row.skips]
    return days_of(row.first, Repeat(row.repeat), Span(first, last), until=row.until, skips=skips)


@in_schedule(OWN, _("Events of the department"))
def events_in_schedule(viewer: Actor, people_ids: Collection[int], begins: datetime, ends: datetime) -> Iterator[Taken]:
    """Tell the schedule of the department's own events."""
    first, last = clock.business_day(begins), clock.business_day(ends - timedelta(seconds=1))
    asked, everybody = frozenset(people_ids), _at_work(viewer)
    for row in department_events(viewer=viewer).filter(first__lte=last).exclude(until__lt=first):
        days = event_days(row, first, last)
        there = _among(row, everybody) & asked if days else frozenset()
        for day in days if there else ():
            starts = clock.moment(day, row.at)
            yield Taken(
                source=OWN,
                people=there,
                starts=starts,
                ends=starts + timedelta(minutes=row.minutes),
                title=row.title,
                place=row.place,
                url=f"{reverse('planning:event', args=[row.pk])}?on={day.isoformat()}",
                kind=row.kind,
                number=row.pk,
                day=day,
                covered=row.covered,
                whole=not row.people,
            )


def schedule(*, viewer: Actor, span: Span, team_id: int | None = None) -> DepartmentWeek:
    """Return some days of those within reach, of one team or of all, with what is wrong from now on.

    Free times are looked for in the days after, too: from now on, nine days ahead of the last.
    """
    rows = week_people(viewer=viewer, monday=span.first, team_id=team_id)
    keys = [each.pk for each in rows]
    wide = Span(span.first, span.last + AHEAD)
    hours = _working(keys, wide)
    gone = _gone(viewer, set(keys), wide)
    taken = taken_in(wide, keys, viewer=viewer)
    within = [each for each in taken if span.contains(clock.business_day(each.starts))]
    items = [item_of(each, f"{each.source}:{number}") for number, each in enumerate(taken)]
    shown = [each for each in items if span.contains(each.day)]
    worked = {*company_working_days(span=span)}
    wrong = clashes(shown, hours, {key for key in gone if key[1] in worked}, _teams(rows))
    ahead = [each for each in wrong if (each.item.ends > clock.now() if each.item else each.day >= clock.today())]
    return DepartmentWeek(
        span=span,
        rows=tuple(_row(each, span, hours.get(each.pk, ()), gone, within) for each in rows),
        clashes=tuple(_told(each, rows, items, hours, viewer) for each in ahead),
        taken=tuple(within),
    )


def taken_in(span: Span, people_ids: Collection[int], *, viewer: Actor) -> list[Taken]:
    """Return what takes the time of some people, of every source there is, in order of time."""
    begins, ends = clock.moment(span.first, time()), clock.moment(span.last + A_DAY, time())
    found = (each for _title, ask in SCHEDULE.values() for each in ask(viewer, people_ids, begins, ends))
    return sorted(found, key=lambda each: (each.starts, each.ends, each.title))


def schedule_teams(*, viewer: Actor) -> list[tuple[int, str]]:
    """Return the teams whose schedule may be looked at."""
    return week_teams(viewer=viewer)


def teams_to_invite(*, viewer: Actor) -> list[tuple[int | None, str]]:
    """Return the teams an event may be of; a whole department's is ``None``, for whoever keeps those."""
    own = teams_kept(viewer)
    teams: list[tuple[int | None, str]] = [] if own is not None else [(None, "—")]
    return teams + [each for each in week_teams(viewer=viewer) if own is None or each[0] in own]


def may_be_invited(*, viewer: Actor) -> QuerySet[User]:
    """Return whom an event may name: anybody who works here; for whoever keeps a team's, those of the team."""
    own = teams_kept(viewer)
    rows = directory(viewer=viewer) if own is None else people(viewer=viewer).filter(team__in=sorted(own))
    return working(rows, viewer=viewer)


def guests(*, viewer: Actor) -> list[tuple[int, str]]:
    """Return who may be invited, by name."""
    rows = may_be_invited(viewer=viewer).filter(pk__in=people(viewer=viewer)).order_by("last_name", "first_name", "pk")
    return choices_of(rows)


def _working(keys: Sequence[int], span: Span) -> dict[int, list[Stretch]]:
    found = planned_hours(people_ids=keys, span=span)
    return {
        person: sorted(_stretch(day, hours) for day, many in days.items() for hours in many)
        for person, days in found.items()
    }


def _stretch(day: date, hours: tuple[time, time]) -> Stretch:
    begins, ends = hours
    return clock.moment(day, begins), clock.moment(day if ends > begins else day + A_DAY, ends)


def _gone(viewer: Actor, keys: set[int], span: Span) -> dict[tuple[int, date], str]:
    found: dict[tuple[int, date], str] = {}
    for each in away(viewer=viewer, span=span, most=1000):
        inside = Span(each.first, each.last).clip(span)
        for day in inside.days() if inside and each.person_id in keys else ():
            found[each.person_id, day] = each.kind_words
    return found


def _teams(rows: Iterable[User]) -> dict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for each in rows:
        if each.team_id and each.sells:
            found[each.team_id].append(each.pk)
    return dict(found)


def item_of(each: Taken, key: str) -> Item:
    """Return what takes time as rules reckon with it, told from others by a key."""
    return Item(
        key=key,
        people=each.people,
        starts=each.starts,
        ends=each.ends,
        day=clock.business_day(each.starts),
        title=each.title,
        place=each.place,
        url=each.url,
        number=each.number,
        covered=each.covered,
        whole=each.whole,
    )


def _row(
    person: User, span: Span, hours: Iterable[Stretch], gone: Mapping[tuple[int, date], str], taken: Sequence[Taken]
) -> PersonSchedule:
    own = [each for each in taken if person.pk in each.people]
    return PersonSchedule(
        person=person,
        days=tuple(
            PersonDay(
                day=day,
                hours=tuple(each for each in hours if clock.business_day(each[0]) == day),
                away=gone.get((person.pk, day), ""),
                items=tuple(each for each in own if clock.business_day(each.starts) == day),
            )
            for day in span.days()
        ),
    )


def _told(
    clash: Clash, rows: Sequence[User], items: Sequence[Item], hours: Mapping[int, Sequence[Stretch]], viewer: Actor
) -> Found:
    names = {each.pk: each.short_name for each in rows}
    teams = dict(week_teams(viewer=viewer)) if clash.team else {}
    free: list[datetime] = []
    if clash.item and clash.item.number and clash.kind is not ClashKind.NOBODY:
        free = free_times(_there(clash.item, hours), items, hours, after=clock.now())
    return Found(
        clash=clash,
        names=tuple(names[each] for each in clash.people if each in names),
        team=teams.get(clash.team or 0, ""),
        free=tuple(free),
    )


def _there(item: Item, hours: Mapping[int, Sequence[Stretch]]) -> Item:
    """Return a thing a team is invited to without those who do not work on its day: nobody waits for them."""
    at_work = {each for each, own in hours.items() if any(clock.business_day(begins) == item.day for begins, _ in own)}
    return replace(item, people=item.people & at_work) if item.whole and item.people & at_work else item
