"""The working calendar: the company's own days, schedules, who follows which, absences."""

from collections.abc import Callable, Sequence
from datetime import date

from django.db import IntegrityError, transaction

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.events import Event
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop
from mostik.people.access import visible_absences, visible_people
from mostik.people.commands.attendance import excuse_by_absence
from mostik.people.commands.substitution import check_substitute, tell_substitute, warn_of_bare
from mostik.people.events import (
    AbsenceAdded,
    AbsenceEdited,
    AbsenceRemoved,
    AbsenceRestored,
    CompanyDayCleared,
    CompanyDaySet,
    ScheduleAdded,
    ScheduleArchived,
    ScheduleEdited,
    ScheduleRestored,
    ScheduleSet,
)
from mostik.people.models import Absence, CompanyDay, Schedule, Scheduled
from mostik.people.queries.absences import NoSuchAbsence
from mostik.people.queries.people import person
from mostik.people.queries.schedules import NoSuchSchedule
from mostik.people.rules.schedules import pattern_of, stored
from mostik.people.terms import AbsenceKind, DayKind, NewWork


class EndsBeforeStart(Invalid):
    """The last day comes before the first."""

    message = gettext_noop("The last day is before the first: swap them.")


class AlreadyAway(Conflict):
    """Two absences of one person may not overlap."""

    message = gettext_noop("This person is already away from {first} to {last}. Change that absence instead.")


class ScheduleNamedSo(Conflict):
    """Another schedule has this title."""

    message = gettext_noop("There is already a schedule “{title}”. Choose another title.")


class StillFollowed(Conflict):
    """Somebody works by this schedule."""

    message = gettext_noop("People work by this schedule: {count}. Give them another one first.")


class ScheduleChanged(Conflict):
    """Somebody has changed the schedule since the form was opened."""

    message = gettext_noop("This schedule has changed meanwhile. Look at it again and save once more.")


class AbsenceChanged(Conflict):
    """Somebody has changed the absence since the form was opened."""

    message = gettext_noop("This absence is now from {first} to {last}. Look at it again and save once more.")


Told = Callable[..., Event]


@command(needs="people.edit_calendar")
def set_company_day(*, by: Actor, day: date, kind: DayKind | None, title: str = "") -> None:
    """Make a day free, working or short for the whole company; ``None`` gives it back to the national calendar."""
    if kind is not None:
        CompanyDay.objects.update_or_create(day=day, defaults={"kind": kind, "title": title})
        publish(CompanyDaySet(at=clock.now(), day=day, kind=kind, title=title))
        return
    row = CompanyDay.objects.filter(day=day).first()
    if row is not None:
        row.delete()
        publish(CompanyDayCleared(at=clock.now(), day=day, kind=row.kind, title=row.title))


@command(needs="people.edit_calendar")
def add_schedule(*, by: Actor, title: str, days: Sequence[str], anchor: date | None = None) -> Schedule:
    """Make a schedule from days in words ("9:00–13:00, 14:00–18:00"); with an anchor it is a cycle of days.

    Refuses hours that cannot be read or overlap, a week that is not of seven days, no hours at all, a title taken.
    """
    return _written(by, Schedule(title=title), days, anchor, ScheduleAdded)


@command(needs="people.edit_calendar")
def edit_schedule(
    *,
    by: Actor,
    schedule_id: int,
    title: str,
    days: Sequence[str],
    anchor: date | None = None,
    version: int | None = None,
) -> Schedule:
    """Change a schedule for everybody who follows it; refuses like `add_schedule` and a version no longer the last."""
    found = _schedule(schedule_id)
    if version is not None and version != found.version:
        raise ScheduleChanged
    found.title, found.version = title, found.version + 1
    return _written(by, found, days, anchor, ScheduleEdited)


@command(needs="people.edit_calendar")
def archive_schedule(*, by: Actor, schedule_id: int) -> Schedule:
    """Put a schedule away; refuses while somebody works by it or will."""
    found = _schedule(schedule_id)
    if count := len(_followers(found)):
        raise StillFollowed(params={"count": count})
    found.archived_at = clock.now()
    found.save(update_fields=["archived_at"])
    publish(ScheduleArchived(at=found.archived_at, schedule=found.pk, title=found.title))
    return found


@command(needs="people.edit_calendar")
def restore_schedule(*, by: Actor, schedule_id: int) -> Schedule:
    """Bring back a schedule put away."""
    found = Schedule.objects.filter(pk=schedule_id, archived_at__isnull=False).first()
    if found is None:
        raise NoSuchSchedule
    found.archived_at = None
    found.save(update_fields=["archived_at"])
    publish(ScheduleRestored(at=clock.now(), schedule=found.pk, title=found.title))
    return found


@command(needs="people.edit_calendar")
def set_schedule(*, by: Actor, person_id: int, schedule_id: int, from_day: date) -> Scheduled:
    """Let somebody follow a schedule from a day on."""
    who = person(viewer=by, person_id=person_id)
    schedule = _schedule(schedule_id, field="schedule_id")
    row, _made = Scheduled.objects.update_or_create(person=who, from_day=from_day, defaults={"schedule": schedule})
    publish(
        ScheduleSet(at=clock.now(), schedule=schedule.pk, title=schedule.title, person=who.pk, from_day=row.from_day)
    )
    return row


@command(needs="people.edit_absences")
def add_absence(
    *,
    by: Actor,
    person_id: int,
    kind: AbsenceKind,
    first: date,
    last: date,
    note: str = "",
    substitute_id: int | None = None,
    new_work: NewWork = NewWork.STAYS,
) -> Absence:
    """Record whole days somebody is away and who stands in for them.

    Refuses days in the wrong order, an overlap with another absence, and a substitute who cannot cover every day.
    """
    who = person(viewer=by, person_id=person_id)
    row = Absence(person=who, kind=kind, first=first, last=last, note=note)
    row.substitute_id, row.new_work = substitute_id, new_work
    return _kept(row, AbsenceAdded)


@command(needs="people.edit_absences")
def edit_absence(
    *,
    by: Actor,
    absence_id: int,
    kind: AbsenceKind,
    first: date,
    last: date,
    note: str = "",
    substitute_id: int | None = None,
    new_work: NewWork = NewWork.STAYS,
    version: int | None = None,
) -> Absence:
    """Change an absence; refuses like `add_absence` and a version that is no longer the last."""
    row = _absence(by, absence_id)
    if version is not None and version != row.version:
        raise AbsenceChanged(params={"first": row.first, "last": row.last})
    before = _values(row)
    row.kind, row.first, row.last, row.note, row.version = kind, first, last, note, row.version + 1
    row.substitute_id, row.new_work = substitute_id, new_work
    changes = tuple((name, old, new) for (name, old), new in zip(before.items(), _values(row).values(), strict=True))
    return _kept(row, AbsenceEdited, tuple(each for each in changes if each[1] != each[2]))


@command(needs="people.edit_absences")
def remove_absence(*, by: Actor, absence_id: int) -> Absence:
    """Take an absence off; `restore_absence` brings it back."""
    row = _absence(by, absence_id)
    row.removed_at, row.version = clock.now(), row.version + 1
    row.save(update_fields=["removed_at", "version"])
    _tell(row, AbsenceRemoved)
    excuse_by_absence(row)
    return row


@command(needs="people.edit_absences")
def restore_absence(*, by: Actor, absence_id: int) -> Absence:
    """Bring back a removed absence; refuses an overlap with one recorded meanwhile."""
    within = Absence.objects.filter(person__in=visible_people(by), removed_at__isnull=False)
    row = within.filter(pk=absence_id).select_related("person").first()
    if row is None:
        raise NoSuchAbsence
    row.removed_at, row.version = None, row.version + 1
    return _kept(row, AbsenceRestored)


def _absence(by: Actor, absence_id: int) -> Absence:
    found = visible_absences(by).filter(pk=absence_id).select_related("person", "substitute").first()
    if found is None:
        raise NoSuchAbsence
    return found


def _kept(row: Absence, event: Told, changes: tuple[tuple[str, str, str], ...] = ()) -> Absence:
    if row.last < row.first:
        raise EndsBeforeStart(field="last")
    living = Absence.objects.filter(person=row.person_id, removed_at__isnull=True).exclude(pk=row.pk)
    if other := living.filter(first__lte=row.last, last__gte=row.first).first():
        raise AlreadyAway(field="first", params={"first": other.first, "last": other.last})
    check_substitute(row)
    row.save()
    _tell(row, event, changes)
    tell_substitute(row)
    warn_of_bare(row)
    excuse_by_absence(row)
    return row


def _values(row: Absence) -> dict[str, str]:
    return {name: str(getattr(row, name) or "") for name in ("kind", "first", "last", "note", "substitute", "new_work")}


def _tell(row: Absence, event: Told, changes: tuple[tuple[str, str, str], ...] = ()) -> None:
    publish(
        event(
            at=clock.now(),
            absence=row.pk,
            person=row.person_id,
            kind=row.kind,
            first=row.first,
            last=row.last,
            substitute=row.substitute_id,
            changes=changes,
        )
    )


def _schedule(schedule_id: int, field: str | None = None) -> Schedule:
    found = Schedule.objects.filter(pk=schedule_id, archived_at__isnull=True).first()
    if found is None:
        raise NoSuchSchedule(field=field)
    return found


def _followers(schedule: Schedule) -> set[int]:
    """Return who works by a schedule today or will."""
    living = Scheduled.objects.filter(person__is_active=True).order_by("from_day", "pk")
    now = {each.person_id: each.schedule_id for each in living.filter(from_day__lte=clock.today())}
    later = living.filter(from_day__gt=clock.today(), schedule=schedule).values_list("person_id", flat=True)
    return {*later, *(each for each, followed in now.items() if followed == schedule.pk)}


def _written(by: Actor, row: Schedule, days: Sequence[str], anchor: date | None, event: Told) -> Schedule:
    del by
    row.pattern, row.cycle, row.anchor = stored(pattern_of(days, anchor)), anchor is not None, anchor
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise ScheduleNamedSo(field="title", params={"title": row.title}) from None
    publish(event(at=clock.now(), schedule=row.pk, title=row.title))
    return row
