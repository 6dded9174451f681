"""Planned shifts: drafted by the cell, in bulk, from another week, swapped; published; any of it taken back."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.notifications import notify
from mostik.kernel.period import Span
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop
from mostik.people.access import User, visible_people
from mostik.people.events import ShiftsEdited, ShiftsPublished, ShiftsTakenBack
from mostik.people.models import PlannedShift, ShiftEdit
from mostik.people.queries.people import NoSuchPerson
from mostik.people.queries.shifts import WEEK, edit_of, effective_shifts, is_past, week_of
from mostik.people.rules.shifts import Shift, kept_shift, written_shift
from mostik.web import formats

#: Somebody's day in the grid.
Cell = tuple[int, date]
RIGHT = "people.edit_shifts"


class DayHasPassed(Invalid):
    """What was planned of a day gone by stays: lateness is counted from it."""

    message = gettext_noop("These days have passed: what was planned of them stays. Choose today or later days.")


class NothingPlanned(Invalid):
    """The edit would change nothing."""

    message = gettext_noop("Nothing would change: the shifts are so already.")


class ShiftsForbidden(Conflict):
    """A drafted shift falls on an absence or on another shift."""

    message = gettext_noop("{who}, {day}: the shift falls on an absence or on another shift. Change it, then publish.")


class ShiftsMoved(Conflict):
    """Somebody has changed the same days since."""

    message = gettext_noop("Somebody has changed these shifts meanwhile. Look at them again.")


class SwapNeedsTwo(Invalid):
    """One cannot swap with oneself."""

    message = gettext_noop("Choose two different people.")


@command(needs="people.edit_shifts")
def set_shifts(*, by: Actor, people_ids: Collection[int], days: Collection[date], shift: Shift | None) -> ShiftEdit:
    """Draft one shift for some people on some days; ``None`` gives the days back to the schedule.

    Refuses people out of reach, days gone by, and what would change nothing.
    """
    if any(map(is_past, days)):
        raise DayHasPassed(field="days")
    _within(by, people_ids)
    wanted = {(person, day): shift for person in people_ids for day in days}
    return _drafted(by, wanted)


@command(needs="people.edit_shifts")
def copy_week(*, by: Actor, people_ids: Collection[int], source: date, target: date) -> ShiftEdit:
    """Draft the week from one Monday as the week from another, days gone by left out; refuses like `set_shifts`."""
    _within(by, people_ids)
    if is_past(target + WEEK):
        raise DayHasPassed
    _usual, shifts, _drafts = effective_shifts(people_ids=people_ids, span=Span(source, source + WEEK))
    wanted: dict[Cell, Shift | None] = {
        (person, day + (target - source)): shift
        for person, days in shifts.items()
        for day, shift in days.items()
        if not is_past(day + (target - source))
    }
    return _drafted(by, wanted)


@command(needs="people.edit_shifts")
def swap_shifts(*, by: Actor, first_id: int, second_id: int, days: Collection[date]) -> ShiftEdit:
    """Draft each of two people the other's shifts of some days; refuses like `set_shifts`."""
    if first_id == second_id:
        raise SwapNeedsTwo(field="second")
    if any(map(is_past, days)):
        raise DayHasPassed(field="days")
    _within(by, [first_id, second_id])
    _usual, shifts, _drafts = effective_shifts(people_ids=[first_id, second_id], span=Span(min(days), max(days)))
    other = {first_id: second_id, second_id: first_id}
    return _drafted(by, {(who, day): shifts[other[who]][day] for who in other for day in days})


@command(needs="people.edit_shifts")
def publish_shifts(*, by: Actor, people_ids: Collection[int], monday: date) -> ShiftEdit:
    """Let the drafts of a week take effect: plans, norms and lateness count by them; everybody concerned is told.

    Refuses a shift on an absence or over another one, and a week without drafts; warnings do not stop it.
    """
    people = _within(by, people_ids)
    span = Span(monday, monday + WEEK)
    rows = PlannedShift.objects.filter(person__in=people_ids, draft=True, day__range=(span.first, span.last))
    cells = [(row.person_id, row.day) for row in rows if not is_past(row.day)]
    if not cells:
        raise NothingPlanned
    _refuse_forbidden(by, people, monday, set(cells))
    return _edited(by, cells, lambda: _take_effect(by, people, cells, span))


@command(needs="people.edit_shifts")
def undo_shifts(*, by: Actor, edit_id: int) -> ShiftEdit:
    """Take an edit or a publishing back; refuses when the same days have changed since or have passed."""
    row = edit_of(viewer=by, edit_id=edit_id)
    cells = [(person, date.fromisoformat(day)) for person, day in row.cells]
    if any(is_past(day) for _person, day in cells):
        raise DayHasPassed
    _within(by, {person for person, _day in cells})
    if _image(cells) != row.after:
        raise ShiftsMoved
    _written(lambda: _restore(cells, row.before))
    row.undone_at = clock.now()
    row.save(update_fields=["undone_at"])
    publish(ShiftsTakenBack(at=row.undone_at, edit=row.pk, count=len(cells)))
    return row


def _within(by: Actor, people_ids: Collection[int]) -> list[User]:
    found = list(visible_people(by).filter(pk__in=people_ids, is_active=True))
    if len(found) != len(set(people_ids)) or not found:
        raise NoSuchPerson(field="people")
    return found


def _drafted(by: Actor, wanted: dict[Cell, Shift | None]) -> ShiftEdit:
    """Write drafts where they differ from what stands; a draft equal to what is published is taken away."""
    span = Span(min(day for _who, day in wanted), max(day for _who, day in wanted))
    keys = {who for who, _day in wanted}
    usual, now, drafts = effective_shifts(people_ids=keys, span=span)
    _same, published, _none = effective_shifts(people_ids=keys, span=span, drafts=False)
    aims = {(who, day): usual[who][day] if shift is None else shift for (who, day), shift in wanted.items()}
    cells = [cell for cell, aim in aims.items() if aim != now[cell[0]][cell[1]]]
    if not cells:
        raise NothingPlanned
    kept = [cell for cell in cells if aims[cell] != published[cell[0]][cell[1]]]

    def write() -> None:
        _rows(cells).filter(draft=True).delete() if drafts.intersection(cells) else None
        PlannedShift.objects.bulk_create(
            PlannedShift(person_id=who, day=day, hours=None if aims[who, day] == usual[who][day] else aims[who, day])
            for who, day in kept
        )

    row = _edited(by, cells, write)
    publish(ShiftsEdited(at=row.at, edit=row.pk, count=len(cells)))
    return row


def _take_effect(by: Actor, people: Sequence[User], cells: Sequence[Cell], span: Span) -> None:
    keys = [each.pk for each in people]
    _usual, before, _none = effective_shifts(people_ids=keys, span=span, drafts=False)
    _same, after, _drafts = effective_shifts(people_ids=keys, span=span)
    drafts = [row for row in _rows(cells) if row.draft]
    _rows(cells).delete()
    PlannedShift.objects.bulk_create(
        PlannedShift(person_id=row.person_id, day=row.day, hours=row.hours, draft=False)
        for row in drafts
        if row.hours is not None
    )
    for who in sorted({person for person, _day in cells}):
        days = sorted(day for person, day in cells if person == who)
        told = tuple((day.isoformat(), written_shift(before[who][day]), written_shift(after[who][day])) for day in days)
        publish(ShiftsPublished(at=clock.now(), person=who, first=span.first, last=span.last, changes=told))
    _tell(by, sorted({person for person, _day in cells}), span)


def _tell(by: Actor, people_ids: Iterable[int], span: Span) -> None:
    notify(
        person_ids=[each for each in people_ids if each != by.id],
        text=gettext_noop("Your shifts from {first} to {last} are published"),
        params={"first": span.first, "last": span.last},
        key=f"shifts-{span.first}-{clock.now().isoformat(timespec='minutes')}",
        url=f"{reverse('people:shifts')}?week={span.first}",
        kind="shifts",
    )


def _refuse_forbidden(by: Actor, people: Sequence[User], monday: date, cells: set[Cell]) -> None:
    names = {each.pk: each.short_name for each in people}
    for clash in week_of(viewer=by, people=people, monday=monday).clashes:
        near = {(clash.person, clash.day), (clash.person, clash.day - timedelta(days=1))}
        if clash.forbids and near & cells:
            raise ShiftsForbidden(params={"who": names[clash.person], "day": formats.day(clash.day)})


def _edited(by: Actor, cells: Sequence[Cell], write: Callable[[], None]) -> ShiftEdit:
    before = _image(cells)
    _written(write)
    return ShiftEdit.objects.create(
        by_id=by.id,
        at=clock.now(),
        cells=[[person, day.isoformat()] for person, day in cells],
        before=before,
        after=_image(cells),
    )


def _written(write: Callable[[], None]) -> None:
    """Write shifts; refuses `ShiftsMoved` when somebody has planned one of the same days at the same moment."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        raise ShiftsMoved from None


def _rows(cells: Iterable[Cell]) -> Any:
    """Return the rows of some cells: of these people on these days, of which each is a cell."""
    wanted = set(cells)
    people, days = {who for who, _day in wanted}, {day for _who, day in wanted}
    found = PlannedShift.objects.filter(person__in=people, day__in=days).values_list("pk", "person_id", "day")
    return PlannedShift.objects.filter(pk__in=[pk for pk, who, day in found if (who, day) in wanted])


def _image(cells: Iterable[Cell]) -> list[list[Any]]:
    rows = _rows(cells).order_by("person", "day", "draft")
    return [[row.person_id, row.day.isoformat(), row.draft, row.hours] for row in rows]


def _restore(cells: Sequence[Cell], image: Iterable[Sequence[Any]]) -> None:
    _rows(cells).delete()
    PlannedShift.objects.bulk_create(
        PlannedShift(
            person_id=who,
            day=date.fromisoformat(day),
            draft=draft,
            hours=None if hours is None else [list(each) for each in kept_shift(hours)],
        )
        for who, day, draft, hours in image
    )
