"""A working day as it should be and as it was: norms in force, evidence from every room, reasons of the difference."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from mostik.core import clock
from mostik.core.actors import Actor, ActorKind
from mostik.core.models import Entry
from mostik.kernel.period import Span
from mostik.people.access import User, visible_absences, visible_departments, visible_people
from mostik.people.catalog import EVIDENCE, Done, tells_of
from mostik.people.models import DayNorm, Department, Lapse
from mostik.people.queries.calendar import planned_hours
from mostik.people.rules.attendance import stint_of
from mostik.people.rules.shifts import ONE, Shift, joined, minutes_of
from mostik.people.rules.structure import nearest
from mostik.people.rules.working_day import (
    DayNormed,
    Held,
    Piece,
    Stretch,
    held,
    outline,
    planned_minutes,
    stretched,
)
from mostik.people.terms import WorkKind

#: Buttons of attendance are no work.
NO_WORK = ("people.work_started", "people.work_stopped")
MOST_PEOPLE = 100
Reasons = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class WorkedDay:
    """One person's day: planned minutes by kind (none without a norm), what was held, its records, why they differ."""

    person_id: int
    name: str
    day: date
    minutes: int
    planned: dict[WorkKind | None, int] | None
    held: Held
    records: tuple[Done, ...]
    reasons: Reasons


def day_norms(*, viewer: Actor) -> list[DayNorm]:
    """Return the versions of the departments within reach, by role, latest first."""
    rows = DayNorm.objects.filter(department__in=visible_departments(viewer), removed_at__isnull=True)
    return list(rows.select_related("role", "department").order_by("department", "role", "-from_day"))


def day_outline(*, viewer: Actor, person: User, day: date) -> list[Piece]:  # noqa: ARG001 - a person within reach
    """Return a person's day as blocks and the time between; nothing where no norm is set or no work is planned."""
    norm = _norm(_known(), person, day)
    hours = planned_hours(people_ids=[person.pk], span=Span(day, day + ONE)).get(person.pk, {})
    shift = joined(hours).get(day, ())
    return outline(norm, shift) if norm and norm.blocks and shift else []


def worked_days(
    *, viewer: Actor, span: Span, team_id: int | None = None, person_id: int | None = None
) -> list[WorkedDay]:
    """Return the days of everybody within reach over a span, by person and day; days without work or plan left out.

    No more than `MOST_PEOPLE`, see `left_out`; of one person asked for, whoever else there is.
    """
    rows = _workers(viewer, span, team_id) if person_id is None else visible_people(viewer).filter(pk=person_id)
    people = list(rows.order_by("last_name", "first_name", "pk")[:MOST_PEOPLE])
    keys = [each.pk for each in people]
    hours = planned_hours(people_ids=keys, span=Span(span.first - ONE, span.last + ONE))
    done, norms, why = (
        evidence(viewer=viewer, people_ids=keys, span=Span(span.first, span.last + ONE)),
        _known(),
        _reasons(viewer, keys, span),
    )
    found = []
    for person in people:
        shifts = joined(hours.get(person.pk, {}))
        told: dict[date, list[Done]] = {}
        for each in done:
            if each.person == person.pk:
                told.setdefault(_day_of(each, shifts), []).append(each)
        for day in span.days():
            own, shift, reasons = told.get(day, []), shifts.get(day, ()), why.get((person.pk, day), ())
            if own or shift or reasons:
                found.append(_day(person, day, shift, own, _norm(norms, person, day), reasons=reasons))
    return found


def left_out(*, viewer: Actor, span: Span, team_id: int | None = None) -> int:
    """Return how many people there are beyond those `worked_days` tells of."""
    return max(0, _workers(viewer, span, team_id).count() - MOST_PEOPLE)


def evidence(*, viewer: Actor, people_ids: Collection[int], span: Span) -> list[Done]:
    """Return everything some people are known to have done over a span, earliest first."""
    start, end = clock.moment(span.first, time(0)), clock.moment(span.last + ONE, time(0))
    found = [each for tells in EVIDENCE for each in tells(viewer, people_ids, start, end)]
    return sorted(found, key=lambda each: (each.start, each.end))


@tells_of(WorkKind.PAPERWORK)
def actions(viewer: Actor, people_ids: Collection[int], start: datetime, end: datetime) -> Iterable[Done]:
    """Tell of work in Mostik: stretches of actions on screen, as long as the moments of the journal say."""
    del viewer
    rows = Entry.objects.filter(actor_kind=ActorKind.PERSON, actor_id__in=list(people_ids), address__gt="")
    lines = rows.filter(recorded_at__gte=start, recorded_at__lt=end).exclude(name__in=NO_WORK)
    moments: dict[int, list[datetime]] = {}
    for person, at in lines.values_list("actor_id", "recorded_at"):
        moments.setdefault(person or 0, []).append(at)
    for person, told in moments.items():
        for first, last in stretched(told):
            yield Done(person=person, kind=WorkKind.PAPERWORK, start=first, end=last, title="", guessed=True)


def _workers(viewer: Actor, span: Span, team_id: int | None) -> "QuerySet[User]":
    rows = visible_people(viewer).filter(is_active=True, hired_on__lte=span.last).exclude(left_on__lt=span.first)
    return rows.filter(team=team_id) if team_id is not None else rows


def _day(
    person: User, day: date, shift: Shift, own: Sequence[Done], norm: DayNormed | None, *, reasons: Reasons
) -> WorkedDay:
    midnight = clock.moment(day, time(0))
    stint = stint_of(day, shift, clock.zone())
    planned = [(start * 60, end * 60) for start, end in shift] if stint else []
    stretches = [Stretch(_second(each.start, midnight), _second(each.end, midnight), each.kind) for each in own]
    minutes = minutes_of(shift)
    guessed = sum(each.guessed and each.kind is not WorkKind.PAPERWORK for each in own)
    return WorkedDay(
        person_id=person.pk,
        name=person.short_name,
        day=day,
        minutes=minutes,
        planned=planned_minutes(norm, minutes) if norm else None,
        held=held(stretches, planned),
        records=tuple(own),
        reasons=(*reasons, *([("guessed", str(guessed))] if guessed else [])),
    )


def _day_of(each: Done, shifts: dict[date, Shift]) -> date:
    """Return the day something counts for: after midnight that of the night shift still on."""
    day = clock.business_day(each.start)
    night = shifts.get(day - ONE, ())
    minute = _second(each.start, clock.moment(day - ONE, time(0))) // 60
    return day - ONE if night and minute < night[-1][1] else day


def _second(at: datetime, midnight: datetime) -> int:
    # By the wall clock, as the planned hours are.
    local = at.astimezone(clock.zone()).replace(tzinfo=None) - midnight.replace(tzinfo=None)
    return int(local / timedelta(seconds=1))


def _known() -> dict[tuple[int, int], list[DayNorm]]:
    """Return the versions in force by department and role, latest first."""
    own: dict[int, dict[int, list[DayNorm]]] = {}
    for row in DayNorm.objects.filter(removed_at__isnull=True).order_by("-from_day"):
        own.setdefault(row.role_id, {}).setdefault(row.department_id, []).append(row)
    above = dict(Department.objects.values_list("pk", "parent_id")) if own else {}
    return {
        (department, role): versions
        for role, by_department in own.items()
        for department, versions in nearest(by_department, above).items()
    }


def _norm(known: dict[tuple[int, int], list[DayNorm]], person: User, day: date) -> DayNormed | None:
    versions = known.get((person.department_id, person.role_id), [])
    return next((each.norm for each in versions if each.from_day <= day), None)


def _reasons(viewer: Actor, keys: Sequence[int], span: Span) -> dict[tuple[int, date], Reasons]:
    found: dict[tuple[int, date], Reasons] = {}
    for row in visible_absences(viewer).filter(person__in=keys, first__lte=span.last, last__gte=span.first):
        for day in span.days():
            if row.first <= day <= row.last:
                found[row.person_id, day] = (("away", str(row.get_kind_display())),)
    lapses = Lapse.objects.filter(person__in=keys, day__gte=span.first, day__lte=span.last).order_by("pk")
    for each in lapses:
        told = (each.kind, str(each.minutes))
        found[each.person_id, each.day] = (*found.get((each.person_id, each.day), ()), told)
    return found
