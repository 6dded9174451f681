"""Shifts drafted, published, taken back; hours count by what is published and by nothing else."""

from datetime import date, timedelta

import pytest

from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Entry, Notification
from mostik.kernel.period import Span
from mostik.kernel.refusals import Denied
from mostik.people.commands.calendar import add_absence, add_schedule, set_schedule
from mostik.people.commands.shifts import (
    DayHasPassed,
    NothingPlanned,
    ShiftsForbidden,
    ShiftsMoved,
    SwapNeedsTwo,
    copy_week,
    publish_shifts,
    set_shifts,
    swap_shifts,
    undo_shifts,
)
from mostik.people.models import PlannedShift, ShiftEdit
from mostik.people.queries.calendar import day_hours
from mostik.people.queries.people import NoSuchPerson
from mostik.people.queries.shifts import week
from mostik.people.rules.shifts import read_shift, written_shift
from mostik.people.terms import AbsenceKind

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
DAYS = [MONDAY + timedelta(days=at) for at in range(7)]
NIGHT = read_shift("20-8")


@pytest.fixture(autouse=True)
def now():
    with clock.stopped(clock.moment(date(2026, 11, 18))):
        yield


def minutes(person, *days: date) -> list[int]:
    found = day_hours(people_ids=[person.pk], span=Span(min(days), max(days)))
    return [found[person.pk, day] for day in days]


def shown(cast, who: str, person) -> list[str]:
    [row] = [each for each in week(viewer=cast.actor(who), monday=MONDAY).rows if each.person_id == person.pk]
    return [written_shift(cell.shift) for cell in row.cells]


def test_draft_counts_for_nothing_until_it_is_published(cast):
    anna = cast.actor("anna")
    set_shifts(by=anna, people_ids=[cast.boris.pk], days=[DAYS[5]], shift=NIGHT)
    assert minutes(cast.boris, DAYS[5], DAYS[6]) == [0, 0]
    assert shown(cast, "anna", cast.boris)[5] == "20:00-08:00"
    assert shown(cast, "boris", cast.boris)[5] == ""
    publish_shifts(by=anna, people_ids=[cast.boris.pk], monday=MONDAY)
    assert minutes(cast.boris, DAYS[5], DAYS[6]) == [240, 480]
    assert shown(cast, "boris", cast.boris)[5] == "20:00-08:00"
    assert Notification.objects.filter(person_id=cast.boris.pk).count() == 1
    assert Entry.objects.filter(name="people.shifts_published", about_id=cast.boris.pk).count() == 1


def test_publishing_taken_back_gives_the_hours_and_the_draft_back(cast):
    anna = cast.actor("anna")
    set_shifts(by=anna, people_ids=[cast.boris.pk], days=DAYS[:1], shift=())
    edit = publish_shifts(by=anna, people_ids=[cast.boris.pk], monday=MONDAY)
    assert minutes(cast.boris, DAYS[0]) == [0]
    undo_shifts(by=anna, edit_id=edit.pk)
    assert minutes(cast.boris, DAYS[0]) == [480]
    assert week(viewer=anna, monday=MONDAY).drafts == 1


def test_edit_is_not_taken_back_over_a_later_one(cast):
    anna = cast.actor("anna")
    first = set_shifts(by=anna, people_ids=[cast.boris.pk], days=DAYS[:2], shift=())
    set_shifts(by=anna, people_ids=[cast.boris.pk], days=DAYS[:1], shift=NIGHT)
    with pytest.raises(ShiftsMoved):
        undo_shifts(by=anna, edit_id=first.pk)


def test_week_is_copied_and_the_schedule_given_back_leaves_no_draft(cast):
    anna = cast.actor("anna")
    set_shifts(by=anna, people_ids=[cast.boris.pk, cast.vera.pk], days=DAYS[:2], shift=NIGHT)
    copy_week(by=anna, people_ids=[cast.boris.pk], source=MONDAY, target=MONDAY + timedelta(days=7))
    later = week(viewer=anna, monday=MONDAY + timedelta(days=7))
    assert later.drafts == 2
    set_shifts(by=anna, people_ids=[cast.boris.pk, cast.vera.pk], days=DAYS[:2], shift=None)
    assert week(viewer=anna, monday=MONDAY).drafts == 0


def test_two_people_swap_their_shifts(cast):
    anna = cast.actor("anna")
    set_shifts(by=anna, people_ids=[cast.boris.pk], days=DAYS[:1], shift=NIGHT)
    edit = swap_shifts(by=anna, first_id=cast.boris.pk, second_id=cast.vera.pk, days=DAYS[:1])
    assert shown(cast, "anna", cast.vera)[0] == "20:00-08:00"
    assert shown(cast, "anna", cast.boris)[0] == "09:00-13:00, 14:00-18:00"
    undo_shifts(by=anna, edit_id=edit.pk)
    assert shown(cast, "anna", cast.boris)[0] == "20:00-08:00"
    with pytest.raises(SwapNeedsTwo):
        swap_shifts(by=anna, first_id=cast.boris.pk, second_id=cast.boris.pk, days=DAYS[:1])


def test_shift_on_an_absence_cannot_be_published_and_the_limits_only_warn(cast):
    anna = cast.actor("anna")
    set_shifts(by=anna, people_ids=[cast.boris.pk], days=DAYS, shift=read_shift("9-13, 14-18"))
    add_absence(by=anna, person_id=cast.boris.pk, kind=AbsenceKind.SICK, first=DAYS[5], last=DAYS[5])
    with pytest.raises(ShiftsForbidden):
        publish_shifts(by=anna, people_ids=[cast.boris.pk], monday=MONDAY)
    set_shifts(by=anna, people_ids=[cast.boris.pk], days=DAYS[5:6], shift=None)
    publish_shifts(by=anna, people_ids=[cast.boris.pk], monday=MONDAY)
    assert minutes(cast.boris, *DAYS) == [480, 480, 480, 480, 480, 0, 480]


def test_night_schedule_with_one_day_changed_keeps_the_other_nights(cast):
    nights = add_schedule(by=SYSTEM, title="Ночь через две", days=["20-8", "", ""], anchor=MONDAY)
    set_schedule(by=SYSTEM, person_id=cast.boris.pk, schedule_id=nights.pk, from_day=date(2026, 11, 1))
    anna = cast.actor("anna")
    set_shifts(by=anna, people_ids=[cast.boris.pk], days=DAYS[1:2], shift=read_shift("12-16"))
    publish_shifts(by=anna, people_ids=[cast.boris.pk], monday=MONDAY)
    assert minutes(cast.boris, *DAYS[:5]) == [240, 480 + 240, 0, 240, 480]


def test_nobody_plans_the_past_the_unreachable_or_nothing(cast):
    anna = cast.actor("anna")
    with pytest.raises(DayHasPassed):
        set_shifts(by=anna, people_ids=[cast.boris.pk], days=[date(2026, 11, 17)], shift=())
    with pytest.raises(NoSuchPerson):
        set_shifts(by=cast.actor("gleb"), people_ids=[cast.boris.pk], days=DAYS[:1], shift=())
    with pytest.raises(NothingPlanned):
        set_shifts(by=anna, people_ids=[cast.boris.pk], days=DAYS[:1], shift=None)
    with pytest.raises(Denied):
        set_shifts(by=cast.actor("boris"), people_ids=[cast.boris.pk], days=DAYS[:1], shift=())


@pytest.mark.parametrize("way", ["draft", "publish", "take back"])
def test_what_another_planned_meanwhile_is_told(cast, monkeypatch, way):
    anna, who = cast.actor("anna"), [cast.boris.pk]
    acts = {
        "draft": lambda: set_shifts(by=anna, people_ids=who, days=DAYS[:1], shift=NIGHT),
        "publish": lambda: publish_shifts(by=anna, people_ids=who, monday=MONDAY),
        "take back": lambda: undo_shifts(by=anna, edit_id=ShiftEdit.objects.latest("pk").pk),
    }
    if way != "draft":
        set_shifts(by=anna, people_ids=who, days=DAYS[:1], shift=())
    if way == "take back":
        publish_shifts(by=anna, people_ids=who, monday=MONDAY)
    made = PlannedShift.objects.bulk_create

    def meanwhile(new):
        made([PlannedShift(person=cast.boris, day=DAYS[0], draft=draft, hours=[]) for draft in (True, False)])
        return made(new)

    monkeypatch.setattr(PlannedShift.objects, "bulk_create", meanwhile)
    with pytest.raises(ShiftsMoved):
        acts[way]()
