"""Who is expected when, the signs of their work, and how it fell short."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Min, QuerySet

from mostik.core import clock
from mostik.core.actors import Actor, ActorKind
from mostik.core.models import Entry
from mostik.kernel.period import Span
from mostik.kernel.refusals import Missing, gettext_noop
from mostik.people.access import User, visible_departments, visible_people
from mostik.people.models import Attendance, AttendanceNorm, Department, Lapse
from mostik.people.queries.calendar import planned_hours
from mostik.people.rules.attendance import Stint, stint_of, window
from mostik.people.rules.shifts import ONE, joined
from mostik.people.rules.structure import nearest

WATCHED = "people.mark_work"


class NoSuchLapse(Missing):
    """The lateness is not there, or the person is not within reach."""

    message = gettext_noop("This record does not exist or is not within your reach.")


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Somebody's shift of a day and the window in which signs of work belong to it."""

    day: date
    stint: Stint
    window: Stint


@dataclass(frozen=True, kw_only=True)
class Missed:
    """Somebody who should be at work now and has given no sign."""

    person_id: int
    name: str
    since: datetime


def lapses(*, viewer: Actor) -> "QuerySet[Lapse]":
    """Return the lateness, early leaves and no-shows of the people within reach."""
    return Lapse.objects.filter(person__in=visible_people(viewer)).select_related("person", "excused_by")


def lapse(*, viewer: Actor, lapse_id: int) -> Lapse:
    """Return one of them; refuses `NoSuchLapse`."""
    found = lapses(viewer=viewer).filter(pk=lapse_id).first()
    if found is None:
        raise NoSuchLapse
    return found


def lapses_of(*, viewer: Actor, person_id: int, since: date) -> list[Lapse]:
    """Return somebody's since a day, latest first."""
    return list(lapses(viewer=viewer).filter(person=person_id, day__gte=since).order_by("-day", "kind"))


def attendance_norm(*, viewer: Actor) -> AttendanceNorm:
    """Return how the viewer's department is watched; not at all until somebody decides."""
    found = AttendanceNorm.objects.filter(department__in=visible_departments(viewer), department=viewer.department)
    return found.first() or AttendanceNorm(department_id=viewer.department or 0, since=None)


def norms_by_department() -> dict[int, AttendanceNorm]:
    """Return the norm each department is watched by: its own, else that of the nearest above; unwatched left out."""
    own = {each.department_id: each for each in AttendanceNorm.objects.all()}
    above = dict(Department.objects.values_list("pk", "parent_id")) if own else {}
    return {department: norm for department, norm in nearest(own, above).items() if norm.since is not None}


def watched() -> list[tuple[User, AttendanceNorm]]:
    """Return everybody whose attendance is watched, each with the norm."""
    norms = norms_by_department()
    if not norms:
        return []
    people = User.objects.filter(department__in=norms, is_active=True).select_related("role").order_by("pk")
    return [(each, norms[each.department_id]) for each in people if WATCHED in each.role.rights]


def expected(people_ids: Iterable[int], span: Span) -> dict[int, list[Expected]]:
    """Return each person's shifts that begin in the span, earliest first, neighbours looked at."""
    wide = Span(span.first - ONE, span.last + ONE + ONE)
    found = {}
    for person, hours in planned_hours(people_ids=list(people_ids), span=wide).items():
        stints = {day: stint_of(day, shift, clock.zone()) for day, shift in joined(hours).items()}
        found[person] = [
            Expected(day=day, stint=stint, window=window(stint, stints.get(day - ONE), stints.get(day + ONE)))
            for day, stint in stints.items()
            if stint is not None and span.contains(day)
        ]
    return found


def acted(person: int, within: Stint) -> tuple[datetime, datetime] | None:
    """Return the first and the last thing somebody did on screen in a window; none when there is nothing."""
    rows = _acts([person], within.start).filter(recorded_at__lt=within.end)
    found = rows.aggregate(first=Min("recorded_at"), last=Max("recorded_at"))
    return (found["first"], found["last"]) if found["first"] else None


def signs_of(row: Attendance, within: Stint) -> list[datetime]:
    """Return the moments somebody is known to have worked on a day: buttons, first and last action."""
    pressed = [each for each in (row.pressed_start, row.pressed_stop) if each is not None]
    return sorted([*pressed, *(acted(row.person_id, within) or ())])


def shift_now(person: int, now: datetime) -> Expected | None:
    """Return the shift whose window a moment lies in."""
    today = clock.business_day(now)
    near = expected([person], Span(today - ONE, today + ONE)).get(person, [])
    return next((each for each in near if each.window.start <= now < each.window.end), None)


def at_work(*, viewer: Actor) -> Attendance | None:
    """Return the viewer's own day at work as it stands: the shift's that is on, else today's."""
    if viewer.id is None:
        return None
    shift = shift_now(viewer.id, clock.now())
    day = shift.day if shift else clock.today()
    return Attendance.objects.filter(person=viewer.id, day=day).first()


def missed_now(*, viewer: Actor) -> list[Missed]:
    """Return who within reach should be at work now and has given no sign: late already, or not coming."""
    now, today = clock.now(), clock.today()
    within = {each.pk for each in visible_people(viewer)}
    people = [
        (person, norm) for person, norm in watched() if person.pk in within and norm.since and norm.since <= today
    ]
    plans = expected([person.pk for person, _norm in people], Span(today - ONE, today))
    due = [
        (person, each)
        for person, norm in people
        for each in plans.get(person.pk, [])
        if each.stint.start + timedelta(minutes=norm.grace) < now < each.stint.end
    ]
    seen = _seen(due)
    return [
        Missed(person_id=person.pk, name=person.short_name, since=each.stint.start)
        for person, each in due
        if (person.pk, each.day) not in seen
    ]


def _seen(due: Sequence[tuple[User, Expected]]) -> set[tuple[int, date]]:
    """Return whose shifts, begun and not over, had a sign of work: the button or an action."""
    if not due:
        return set()
    keys, first = [person.pk for person, _each in due], min(each.day for _person, each in due)
    rows = Attendance.objects.filter(person__in=keys, day__gte=first, pressed_start__isnull=False)
    acts = _acts(keys, min(each.window.start for _person, each in due)).order_by()
    last = dict(acts.values_list("actor_id").annotate(Max("recorded_at")))
    acted_in = {(who.pk, each.day) for who, each in due if who.pk in last and last[who.pk] >= each.window.start}
    return acted_in.union(rows.values_list("person_id", "day"))


def _acts(people_ids: Collection[int], since: datetime) -> "QuerySet[Entry]":
    """Return what people did on screen since: by a request, as an import in the night is not its owner at work."""
    rows = Entry.objects.filter(actor_kind=ActorKind.PERSON, actor_id__in=people_ids, recorded_at__gte=since)
    return rows.filter(address__gt="")
