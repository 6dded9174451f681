"""The calendar's writes: company days, schedules, absences with their undo."""

from datetime import date, timedelta

import pytest

from mostik.core.models import Entry
from mostik.kernel.period import Span
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing
from mostik.people.commands.calendar import (
    add_absence,
    add_schedule,
    archive_schedule,
    edit_absence,
    edit_schedule,
    remove_absence,
    restore_absence,
    restore_schedule,
    set_company_day,
    set_schedule,
)
from mostik.people.models import Absence, CompanyDay, Schedule, Scheduled
from mostik.people.queries.calendar import day_hours
from mostik.people.terms import AbsenceKind, DayKind

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 18)
WEEK = ["9-18"] * 5 + ["", ""]


def minutes(who, day: date) -> int:
    """How long somebody works on a day."""
    return day_hours(people_ids=[who.pk], span=Span(day, day))[who.pk, day]


def test_companys_day_stands_over_the_countrys_and_can_be_given_back(cast):
    by = cast.actor("anna")
    set_company_day(by=by, day=TODAY, kind=DayKind.OFF, title="День компании")
    assert minutes(cast.boris, TODAY) == 0
    set_company_day(by=by, day=TODAY, kind=DayKind.SHORT)
    assert minutes(cast.boris, TODAY) == 420
    set_company_day(by=by, day=TODAY, kind=None)
    assert minutes(cast.boris, TODAY) == 480
    assert not CompanyDay.objects.exists()
    names = list(Entry.objects.order_by("pk").values_list("name", flat=True))
    assert names == ["people.company_day_set"] * 2 + ["people.company_day_cleared"]


def test_day_never_set_is_given_back_silently(cast):
    set_company_day(by=cast.actor("anna"), day=TODAY, kind=None)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("name", ["boris", "gleb", "semyon"])
def test_calendar_is_not_changed_by_those_without_the_right(cast, name):
    for refused in (
        lambda by: set_company_day(by=by, day=TODAY, kind=DayKind.OFF),
        lambda by: add_schedule(by=by, title="Mine", days=WEEK),
    ):
        with pytest.raises(Denied):
            refused(cast.actor(name))
    assert not CompanyDay.objects.exists()
    assert not Schedule.objects.exists()


def test_schedule_is_followed_from_its_day_on_and_the_later_one_wins(cast):
    by = cast.actor("anna")
    shifts = add_schedule(by=by, title="2/2", days=["10-22", "10-22", "", ""], anchor=date(2026, 11, 16))
    short = add_schedule(by=by, title="Утро", days=["9-13"] * 5 + ["", ""])
    set_schedule(by=by, person_id=cast.boris.pk, schedule_id=shifts.pk, from_day=date(2026, 11, 16))
    set_schedule(by=by, person_id=cast.boris.pk, schedule_id=short.pk, from_day=date(2026, 11, 18))
    week = [minutes(cast.boris, date(2026, 11, day)) for day in range(13, 20)]
    assert week == [480, 0, 0, 720, 720, 240, 240]
    assert minutes(cast.vera, TODAY) == 480


def test_schedule_set_twice_from_one_day_is_the_last_one(cast):
    by = cast.actor("anna")
    first, second = add_schedule(by=by, title="A", days=WEEK), add_schedule(by=by, title="B", days=WEEK)
    for schedule in (first, second):
        set_schedule(by=by, person_id=cast.boris.pk, schedule_id=schedule.pk, from_day=TODAY)
    assert Scheduled.objects.get().schedule == second


def test_schedule_is_not_set_for_those_out_of_reach(cast):
    by = cast.actor("anna")
    schedule = add_schedule(by=by, title="A", days=WEEK)
    with pytest.raises(Missing):
        set_schedule(by=by, person_id=cast.dina.pk, schedule_id=schedule.pk, from_day=TODAY)
    with pytest.raises(Missing):
        set_schedule(by=by, person_id=cast.boris.pk, schedule_id=schedule.pk + 9, from_day=TODAY)


@pytest.mark.parametrize("days", [["9-18"] * 6, ["nine"] * 7, [""] * 7, ["9-14,13-18"] + [""] * 6])
def test_schedule_nobody_can_work_by_is_refused_at_its_field(cast, days):
    with pytest.raises(Invalid) as refusal:
        add_schedule(by=cast.actor("anna"), title="Odd", days=days)
    assert refusal.value.field == "days"
    assert not Schedule.objects.exists()


def test_schedule_title_taken_and_stale_version_are_refused(cast):
    by = cast.actor("anna")
    made = add_schedule(by=by, title="5/2", days=WEEK)
    with pytest.raises(Conflict):
        add_schedule(by=by, title="5/2", days=WEEK)
    edit_schedule(by=by, schedule_id=made.pk, title="5/2", days=["10-19"] * 5 + ["", ""], version=0)
    with pytest.raises(Conflict):
        edit_schedule(by=by, schedule_id=made.pk, title="Lost", days=WEEK, version=0)
    made.refresh_from_db()
    assert (made.title, made.pattern[0]) == ("5/2", [["10:00", "19:00"]])


def test_schedule_in_use_stays_and_one_left_behind_goes_and_comes_back(cast):
    by = cast.actor("anna")
    old, new = add_schedule(by=by, title="Old", days=WEEK), add_schedule(by=by, title="New", days=WEEK)
    set_schedule(by=by, person_id=cast.boris.pk, schedule_id=old.pk, from_day=date(2026, 11, 1))
    set_schedule(by=by, person_id=cast.vera.pk, schedule_id=new.pk, from_day=TODAY + timedelta(days=5))
    for schedule in (old, new):
        with pytest.raises(Conflict, match="1"):
            archive_schedule(by=by, schedule_id=schedule.pk)
    set_schedule(by=by, person_id=cast.boris.pk, schedule_id=new.pk, from_day=TODAY)
    archive_schedule(by=by, schedule_id=old.pk)
    assert minutes(cast.boris, date(2026, 11, 2)) == 540, "the past by the schedule put away stays"
    restore_schedule(by=by, schedule_id=old.pk)
    old.refresh_from_db()
    assert old.archived_at is None


def test_absence_takes_the_hours_and_its_undo_gives_them_back(cast):
    by = cast.actor("gleb")
    row = add_absence(by=by, person_id=cast.dasha.pk, kind=AbsenceKind.SICK, first=TODAY, last=date(2026, 11, 20))
    assert [minutes(cast.dasha, date(2026, 11, day)) for day in range(17, 24)] == [480, 0, 0, 0, 0, 0, 480]
    remove_absence(by=by, absence_id=row.pk)
    assert minutes(cast.dasha, TODAY) == 480
    with pytest.raises(Missing):
        remove_absence(by=by, absence_id=row.pk)
    restore_absence(by=by, absence_id=row.pk)
    assert minutes(cast.dasha, TODAY) == 0
    names = Entry.objects.filter(about_id=cast.dasha.pk).order_by("pk").values_list("name", flat=True)
    assert list(names) == [f"people.absence_{what}" for what in ("added", "removed", "restored")]


def test_two_absences_of_one_person_never_overlap(cast):
    by = cast.actor("anna")
    first = add_absence(by=by, person_id=cast.boris.pk, kind=AbsenceKind.HOLIDAY, first=TODAY, last=TODAY)
    with pytest.raises(Conflict) as refusal:
        add_absence(by=by, person_id=cast.boris.pk, kind=AbsenceKind.SICK, first=date(2026, 11, 10), last=TODAY)
    assert refusal.value.field == "first"
    add_absence(by=by, person_id=cast.vera.pk, kind=AbsenceKind.SICK, first=TODAY, last=TODAY)
    remove_absence(by=by, absence_id=first.pk)
    add_absence(by=by, person_id=cast.boris.pk, kind=AbsenceKind.SICK, first=TODAY, last=TODAY)
    with pytest.raises(Conflict):
        restore_absence(by=by, absence_id=first.pk)


def test_absence_is_changed_with_what_changed_on_record(cast):
    by = cast.actor("anna")
    row = add_absence(by=by, person_id=cast.boris.pk, kind=AbsenceKind.HOLIDAY, first=TODAY, last=TODAY)
    later = date(2026, 11, 20)
    edit_absence(by=by, absence_id=row.pk, kind=AbsenceKind.HOLIDAY, first=TODAY, last=later, version=0)
    assert Entry.objects.get(name="people.absence_edited").payload["changes"] == [["last", "2026-11-18", "2026-11-20"]]
    with pytest.raises(Conflict, match="2026-11-20"):
        edit_absence(by=by, absence_id=row.pk, kind=AbsenceKind.SICK, first=TODAY, last=TODAY, version=0)


def test_absence_that_ends_before_it_starts_is_refused(cast):
    with pytest.raises(Invalid) as refusal:
        add_absence(
            by=cast.actor("anna"),
            person_id=cast.boris.pk,
            kind=AbsenceKind.OTHER,
            first=TODAY,
            last=TODAY - timedelta(days=1),
        )
    assert refusal.value.field == "last"


def test_absences_are_kept_by_those_with_the_right_within_reach(cast):
    own = {"kind": AbsenceKind.SICK, "first": TODAY, "last": TODAY}
    with pytest.raises(Denied):
        add_absence(by=cast.actor("boris"), person_id=cast.boris.pk, **own)
    with pytest.raises(Missing):
        add_absence(by=cast.actor("gleb"), person_id=cast.boris.pk, **own)
    row = add_absence(by=cast.actor("anna"), person_id=cast.boris.pk, **own)
    for refused in (
        lambda by: remove_absence(by=by, absence_id=row.pk),
        lambda by: edit_absence(by=by, absence_id=row.pk, **own),
    ):
        with pytest.raises(Missing):
            refused(cast.actor("gleb"))
    assert Absence.objects.get().removed_at is None
