"""The week of a team: everybody's shifts as published and as drafted, absences, what forbids them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.period import Span
from mostik.kernel.refusals import Missing, gettext_noop
from mostik.people.access import User, scoped, visible_absences, visible_people
from mostik.people.models import PlannedShift, ShiftEdit, Team
from mostik.people.queries.calendar import usual_hours
from mostik.people.rules.shifts import ONE, Clash, Shift, clashes, joined, kept_shift, minutes_of

WEEK = timedelta(days=6)
MOST_PEOPLE = 200

Shifts = dict[int, dict[date, Shift]]


class NoSuchEdit(Missing):
    """There is nothing of one's own to take back."""

    message = gettext_noop("There is nothing of yours to take back here.")


@dataclass(frozen=True, kw_only=True)
class ShiftCell:
    """Somebody's shift of a day: ``own`` differs from the schedule, ``draft`` is not published yet."""

    day: date
    shift: Shift
    own: bool
    draft: bool
    away: str
    clashes: tuple[Clash, ...]
    works_here: bool


@dataclass(frozen=True, kw_only=True)
class ShiftRow:
    """One person's week."""

    person_id: int
    name: str
    cells: tuple[ShiftCell, ...]

    @property
    def minutes(self) -> int:
        """Return the minutes of the week, days away left out."""
        return sum(minutes_of(each.shift) for each in self.cells if not each.away)


@dataclass(frozen=True, kw_only=True)
class Week:
    """A team's week."""

    monday: date
    rows: tuple[ShiftRow, ...]

    @property
    def drafts(self) -> int:
        """Return how many days are drafted and not published."""
        return sum(cell.draft for row in self.rows for cell in row.cells)

    @property
    def clashes(self) -> list[Clash]:
        """Return everything that is wrong, in order of people and days."""
        return [clash for row in self.rows for cell in row.cells for clash in cell.clashes]


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def week_teams(*, viewer: Actor) -> list[tuple[int, str]]:
    """Return the teams of the people within reach: numbers and titles."""
    keys = visible_people(viewer).filter(is_active=True).values("team")
    return list(Team.objects.filter(pk__in=keys).order_by("title").values_list("pk", "title"))


def week_people(*, viewer: Actor, monday: date, team_id: int | None = None) -> Sequence[User]:
    """Return who within reach works here in a week, of one team when it is named."""
    rows = visible_people(viewer).filter(is_active=True, hired_on__lte=monday + WEEK).exclude(left_on__lt=monday)
    if team_id is not None:
        rows = rows.filter(team=team_id)
    return list(rows.order_by("last_name", "first_name", "pk")[:MOST_PEOPLE])


def week(*, viewer: Actor, monday: date, team_id: int | None = None) -> Week:
    """Return a team's week with drafts over what is published over the schedule; as many statements for any team."""
    people = week_people(viewer=viewer, monday=monday, team_id=team_id)
    drafts = viewer.may("people.edit_shifts")
    return week_of(viewer=viewer, people=people, monday=monday, drafts=drafts)


def week_of(*, viewer: Actor, people: Sequence[User], monday: date, drafts: bool = True) -> Week:
    """Return the week of some people within reach."""
    span = Span(monday, monday + WEEK)
    keys = [each.pk for each in people]
    usual, shifts, drafted = effective_shifts(
        people_ids=keys, span=Span(span.first - ONE, span.last + ONE), drafts=drafts
    )
    away = _away(viewer, keys, span)
    rows = [_row(each, span, (usual[each.pk], shifts[each.pk]), drafted, away.get(each.pk, {})) for each in people]
    return Week(monday=monday, rows=tuple(rows))


def effective_shifts(
    *, people_ids: Collection[int], span: Span, drafts: bool = True
) -> tuple[Shifts, Shifts, set[tuple[int, date]]]:
    """Return each person's shifts by the schedule, those with their own over it, and which days are only drafted."""
    wide = Span(span.first - ONE, span.last + ONE)
    hours = usual_hours(people_ids=people_ids, span=wide)
    usual = {person: {day: joined(days)[day] for day in span.days()} for person, days in hours.items()}
    shifts: Shifts = {person: dict(days) for person, days in usual.items()}
    own = PlannedShift.objects.filter(person__in=list(usual), day__range=(span.first, span.last))
    if not drafts:
        own = own.filter(draft=False)
    drafted: set[tuple[int, date]] = set()
    for row in own.order_by("draft", "pk"):
        shifts[row.person_id][row.day] = usual[row.person_id][row.day] if row.hours is None else kept_shift(row.hours)
        if row.draft:
            drafted.add((row.person_id, row.day))
    return usual, shifts, drafted


def last_edit(*, viewer: Actor) -> ShiftEdit | None:
    """Return the viewer's latest edit that still can be taken back."""
    return ShiftEdit.objects.filter(by=viewer.id, undone_at__isnull=True).order_by("-pk").first() if viewer.id else None


def edit_of(*, viewer: Actor, edit_id: int) -> ShiftEdit:
    """Return an edit within reach; refuses `NoSuchEdit`."""
    found = scoped(ShiftEdit.objects.filter(undone_at__isnull=True), viewer, owner="by_id", team="by__team_id")
    row = found.filter(pk=edit_id).first()
    if row is None:
        raise NoSuchEdit
    return row


def _away(viewer: Actor, keys: Sequence[int], span: Span) -> dict[int, dict[date, str]]:
    found: dict[int, dict[date, str]] = {}
    for row in visible_absences(viewer).filter(person__in=keys, first__lte=span.last, last__gte=span.first):
        for day in span.days():
            if row.first <= day <= row.last:
                found.setdefault(row.person_id, {})[day] = row.get_kind_display()
    return found


def _row(
    person: User,
    span: Span,
    known: tuple[Mapping[date, Shift], Mapping[date, Shift]],
    drafted: set[tuple[int, date]],
    away: Mapping[date, str],
) -> ShiftRow:
    usual, shifts = known
    week = {day: shifts[day] for day in span.days()}
    # An absence over the usual schedule is no clash: it is only one where somebody was given a shift by hand.
    given = [day for day in away if week[day] != usual[day]]
    worked = {day: () if day in away and day not in given else shift for day, shift in week.items()}
    found = clashes(person.pk, worked, given, shifts[span.first - ONE], shifts[span.last + ONE])
    cells = [
        ShiftCell(
            day=day,
            shift=shift,
            own=shift != usual[day],
            draft=(person.pk, day) in drafted,
            away=away.get(day, ""),
            clashes=tuple(each for each in found if each.day == day),
            works_here=person.hired_on <= day and (person.left_on is None or day <= person.left_on),
        )
        for day, shift in week.items()
    ]
    return ShiftRow(person_id=person.pk, name=person.short_name, cells=tuple(cells))


def is_past(day: date) -> bool:
    """Return whether a day is over: what was planned of it stays as it was."""
    return day < clock.today()
