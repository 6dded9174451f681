"""The working calendar: the company's own days, schedules, who follows which, absences."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.refusals import Conflict, Invalid, Missing, gettext_noop
from mostik.people.access import scoped
from mostik.people.events import AbsenceRecorded, AbsenceRemoved, ScheduleSet, StructureChanged
from mostik.people.models import Absence, CompanyDay, Schedule, Scheduled, User
from mostik.people.queries.people import person
from mostik.people.rules.schedules import pattern_of, stored
from mostik.people.terms import AbsenceKind, DayKind


class EndsBeforeStart(Invalid):
    """The last day comes before the first."""

    message = gettext_noop("The last day is before the first: swap them.")


class AlreadyAway(Conflict):
    """Two absences of one person may not overlap."""

    message = gettext_noop("This person is already away from {first} to {last}. Change that absence instead.")


class NoSuchAbsence(Missing):
    """The absence is not there, or the person is not within reach."""

    message = gettext_noop("This absence does not exist or is not within your reach.")


class ScheduleNamedSo(Conflict):
    """Another schedule has this title."""

    message = gettext_noop("There is already a schedule “{title}”. Choose another title.")


class NoSuchSchedule(Missing):
    """There is no such schedule."""

    message = gettext_noop("There is no such schedule.")


@command(needs="people.edit_calendar")
def set_company_day(*, by: Actor, day: date, kind: DayKind | None, title: str = "") -> None:  # noqa: ARG001 - the frame asks
    """Make a day free, working or short for the whole company; ``None`` gives it back to the national calendar."""
    if kind is None:
        CompanyDay.objects.filter(day=day).delete()
    else:
        CompanyDay.objects.update_or_create(day=day, defaults={"kind": kind, "title": title})
    told = f"{day.isoformat()} {kind or ''}".strip()
    publish(StructureChanged(at=clock.now(), kind="people.day", record=day.toordinal(), title=told))


@command(needs="people.edit_calendar")
def add_schedule(*, by: Actor, title: str, days: Sequence[str], anchor: date | None = None) -> Schedule:
    """Make a schedule from days in words ("9:00–13:00, 14:00–18:00"); with an anchor it is a cycle of days.

    Refuses hours that cannot be read or overlap, and a title taken.
    """
    return _written(by, Schedule(title=title), days, anchor)


@command(needs="people.edit_calendar")
def edit_schedule(
    *, by: Actor, schedule_id: int, title: str, days: Sequence[str], anchor: date | None = None
) -> Schedule:
    """Change a schedule for everybody who follows it; refuses like `add_schedule`."""
    found = Schedule.objects.filter(pk=schedule_id, archived_at__isnull=True).first()
    if found is None:
        raise NoSuchSchedule
    found.title, found.version = title, found.version + 1
    return _written(by, found, days, anchor)


@command(needs="people.edit_calendar")
def set_schedule(*, by: Actor, person_id: int, schedule_id: int, from_day: date) -> Scheduled:
    """Let somebody follow a schedule from a day on."""
    who = person(viewer=by, person_id=person_id)
    schedule = Schedule.objects.filter(pk=schedule_id, archived_at__isnull=True).first()
    if schedule is None:
        raise NoSuchSchedule(field="schedule_id")
    row, _made = Scheduled.objects.update_or_create(person=who, from_day=from_day, defaults={"schedule": schedule})
    publish(ScheduleSet(at=clock.now(), person=who.pk, who=who.short_name, schedule=schedule.title, since=from_day))
    return row


@command(needs="people.edit_absences")
def add_absence(*, by: Actor, person_id: int, kind: AbsenceKind, first: date, last: date, note: str = "") -> Absence:
    """Record whole days somebody is away; refuses days in the wrong order and an overlap with another absence."""
    who = person(viewer=by, person_id=person_id)
    row = Absence(person=who, kind=kind, first=first, last=last, note=note)
    _check(row)
    row.save()
    _tell(row, who, AbsenceRecorded)
    return row


@command(needs="people.edit_absences")
def edit_absence(*, by: Actor, absence_id: int, kind: AbsenceKind, first: date, last: date, note: str = "") -> Absence:
    """Change an absence; refuses like `add_absence`."""
    row = _absence(by, absence_id)
    row.kind, row.first, row.last, row.note, row.version = kind, first, last, note, row.version + 1
    _check(row)
    row.save()
    _tell(row, row.person, AbsenceRecorded)
    return row


@command(needs="people.edit_absences")
def remove_absence(*, by: Actor, absence_id: int) -> Absence:
    """Take an absence back and return it, so that it can be recorded again."""
    row = _absence(by, absence_id)
    Absence.objects.filter(pk=absence_id).delete()
    _tell(row, row.person, AbsenceRemoved)
    return row


def _absence(by: Actor, absence_id: int) -> Absence:
    rows = scoped(Absence.objects.select_related("person"), by, owner="person_id", team="person__team_id")
    found = rows.filter(pk=absence_id).first()
    if found is None:
        raise NoSuchAbsence
    return found


def _check(row: Absence) -> None:
    if row.last < row.first:
        raise EndsBeforeStart(field="last")
    others = Absence.objects.filter(person=row.person_id, first__lte=row.last, last__gte=row.first).exclude(pk=row.pk)
    if other := others.first():
        raise AlreadyAway(field="first", params={"first": other.first, "last": other.last})


def _tell(row: Absence, who: User, kind: type[AbsenceRecorded] | type[AbsenceRemoved]) -> None:
    publish(
        kind(
            at=clock.now(),
            person=who.pk,
            who=who.short_name,
            absence=row.pk or 0,
            first=row.first,
            last=row.last,
            kind=row.kind,
        )
    )


def _written(by: Actor, row: Schedule, days: Sequence[str], anchor: date | None) -> Schedule:
    del by
    row.pattern, row.cycle, row.anchor = stored(pattern_of(days, anchor)), anchor is not None, anchor
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise ScheduleNamedSo(field="title", params={"title": row.title}) from None
    publish(StructureChanged(at=clock.now(), kind="people.schedule", record=row.pk, title=row.title))
    return row
