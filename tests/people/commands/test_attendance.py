"""The robot notices once; heads excuse others, an absence excuses by itself; nobody watched by nobody."""

import threading
import time
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.frame import Origin, came_from
from mostik.core.models import Entry, Notification
from mostik.kernel.refusals import Denied
from mostik.people.commands import attendance
from mostik.people.commands.attendance import (
    LapseChanged,
    NoReason,
    NotStarted,
    OwnLapse,
    excuse_lapse,
    notice_lapses,
    set_attendance_norm,
    start_work,
    stop_work,
    unexcuse_lapse,
)
from mostik.people.commands.calendar import add_absence, edit_absence, remove_absence, set_company_day
from mostik.people.models import Attendance, Lapse, User
from mostik.people.queries.attendance import NoSuchLapse, lapses, missed_now
from mostik.people.terms import AbsenceKind, DayKind

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 18)


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.zone())


@pytest.fixture
def watched(cast):
    """Anna watches her department since today, ten minutes forgiven; only Boris and Vera are looked at."""
    User.objects.exclude(pk__in=[cast.boris.pk, cast.vera.pk, cast.olga.pk]).update(hired_on=date(2027, 1, 1))
    with clock.stopped(at(8)):
        set_attendance_norm(by=cast.actor("anna"), department_id=cast.sales.pk, since=DAY, grace=10)
    return cast


def press(cast, who: str, start: datetime, stop: datetime | None = None) -> None:
    with clock.stopped(start):
        start_work(by=cast.actor(who))
    if stop:
        with clock.stopped(stop):
            stop_work(by=cast.actor(who))


def notice(moment: datetime) -> int:
    with clock.stopped(moment):
        return notice_lapses(by=SYSTEM)


def found() -> list[tuple[str, str, int]]:
    rows = Lapse.objects.select_related("person").order_by("person", "day", "kind")
    return [(each.person.first_name, each.kind, each.minutes) for each in rows]


def test_lateness_is_noticed_once_and_told_to_the_person(watched):
    press(watched, "boris", at(9, 25))
    assert notice(at(9, 30)) == 1
    assert notice(at(9, 35)) == 0
    assert found() == [("Boris", "late", 25)]
    assert Notification.objects.filter(person_id=watched.boris.pk).count() == 1
    assert Entry.objects.filter(name="people.lapse_noticed").count() == 1


def test_day_is_judged_for_good_when_nobody_can_come_back_any_more(watched):
    press(watched, "boris", at(9, 5), at(16))
    assert notice(at(18, 30)) == 0
    assert notice(at(22, 1)) == 2
    assert found() == [("Boris", "early", 120), ("Vera", "no-show", 540)]
    assert notice(at(23)) == 0
    assert Attendance.objects.filter(settled_at__isnull=False).count() == 2
    assert Notification.objects.filter(person_id=watched.anna.pk).count() == 1


def test_what_was_missed_while_the_robot_slept_is_noticed_later(watched):
    press(watched, "vera", at(9), at(18))
    assert notice(at(9, 0, DAY + timedelta(days=1))) == 1
    assert found() == [("Boris", "no-show", 540)]


def test_actions_on_screen_are_signs_and_a_nightly_import_is_none(watched):
    with clock.stopped(at(7, 58)), came_from(Origin(address="10.0.0.7")):
        start_work(by=watched.actor("boris"))
    Attendance.objects.all().delete()
    with clock.stopped(at(18, 2)), came_from(Origin(address="10.0.0.7")):
        start_work(by=watched.actor("boris"))
    Attendance.objects.all().delete()
    with clock.stopped(at(9, 0)):
        start_work(by=watched.actor("vera"))
    Attendance.objects.all().delete()
    notice(at(22, 1))
    assert found() == [("Vera", "no-show", 540)]


def test_nobody_is_expected_on_a_day_off_a_moved_day_or_away(watched):
    set_company_day(by=SYSTEM, day=DAY, kind=DayKind.OFF)
    assert notice(at(22, 1)) == 0
    set_company_day(by=SYSTEM, day=DAY, kind=None)
    for who in (watched.boris, watched.vera):
        add_absence(by=SYSTEM, person_id=who.pk, kind=AbsenceKind.HOLIDAY, first=DAY, last=DAY)
    assert notice(at(22, 1)) == 0
    assert found() == []


def test_shortened_day_ends_an_hour_earlier(watched):
    set_company_day(by=SYSTEM, day=DAY, kind=DayKind.SHORT)
    for who in ("boris", "vera"):
        press(watched, who, at(9), at(17))
    assert notice(at(22, 1)) == 0


def test_head_excuses_with_a_reason_and_takes_it_back(watched):
    press(watched, "boris", at(9, 25))
    notice(at(9, 30))
    row, anna = Lapse.objects.get(), watched.actor("anna")
    with pytest.raises(NoReason):
        excuse_lapse(by=anna, lapse_id=row.pk, reason="  ")
    excuse_lapse(by=anna, lapse_id=row.pk, reason="Встреча у клиента", version=row.version)
    with pytest.raises(LapseChanged):
        excuse_lapse(by=anna, lapse_id=row.pk, reason="Ещё раз", version=row.version)
    row.refresh_from_db()
    assert (row.reason, row.excused_by_id) == ("Встреча у клиента", watched.anna.pk)
    unexcuse_lapse(by=anna, lapse_id=row.pk)
    row.refresh_from_db()
    assert (row.reason, row.excused_at) == ("", None)


def test_nobody_excuses_themselves_and_strangers_see_nothing(watched):
    press(watched, "boris", at(9, 25))
    notice(at(9, 30))
    row = Lapse.objects.get()
    Lapse.objects.create(person=watched.anna, day=DAY, kind="late", planned_at=at(9), minutes=20, noticed_at=at(9, 30))
    with pytest.raises(OwnLapse):
        excuse_lapse(by=watched.actor("anna"), lapse_id=Lapse.objects.latest("pk").pk, reason="Пробки")
    with pytest.raises(Denied):
        excuse_lapse(by=watched.actor("boris"), lapse_id=row.pk, reason="Пробки")
    with pytest.raises(NoSuchLapse):
        excuse_lapse(by=watched.actor("gleb"), lapse_id=row.pk, reason="Пробки")
    assert set(lapses(viewer=watched.actor("boris"))) == {row}
    assert set(lapses(viewer=watched.actor("vera"))) == set()


def test_sick_leave_recorded_afterwards_excuses_by_itself_and_gives_back(watched):
    press(watched, "vera", at(9), at(18))
    notice(at(22, 1))
    with clock.stopped(at(9, 0, DAY + timedelta(days=1))):
        leave = add_absence(by=SYSTEM, person_id=watched.boris.pk, kind=AbsenceKind.SICK, first=DAY, last=DAY)
        assert Lapse.objects.get().absence_id == leave.pk
        later = DAY + timedelta(days=1)
        edit_absence(by=SYSTEM, absence_id=leave.pk, kind=AbsenceKind.SICK, first=later, last=later)
        assert Lapse.objects.get().excused_at is None
        edit_absence(by=SYSTEM, absence_id=leave.pk, kind=AbsenceKind.SICK, first=DAY, last=later)
        assert Lapse.objects.get().excused_at is not None
        remove_absence(by=SYSTEM, absence_id=leave.pk)
        assert Lapse.objects.get().excused_at is None


def test_nobody_is_judged_before_watching_begins_or_after_it_ends(watched):
    assert notice(at(22, 1, DAY - timedelta(days=1))) == 0
    with clock.stopped(at(12)):
        set_attendance_norm(by=watched.actor("anna"), department_id=watched.sales.pk, since=None, grace=10)
    assert notice(at(22, 1)) == 0


def test_stop_is_forgotten_when_work_goes_on(watched):
    with clock.stopped(at(9)), pytest.raises(NotStarted):
        stop_work(by=watched.actor("boris"))
    press(watched, "boris", at(9), at(12))
    press(watched, "boris", at(13), at(18))
    row = Attendance.objects.get()
    assert (row.pressed_start, row.pressed_stop) == (at(9), at(18))


def test_who_is_missed_costs_as_much_for_any_number(watched):
    def asked() -> tuple[int, int]:
        with clock.stopped(at(10)), CaptureQueriesContext(connection) as made:
            missed = missed_now(viewer=watched.actor("anna"))
        return len(missed), len(made)

    few = asked()
    sellers(18)
    assert (few[0], asked()) == (2, (20, few[1]))


def test_robot_looks_at_those_who_came_with_as_many_statements_for_any_number(watched):
    def asked(minute: int) -> int:
        with CaptureQueriesContext(connection) as made:
            notice(at(10, minute))
        return len(made)

    def come() -> None:
        people = User.objects.filter(team=watched.boris.team_id, is_active=True, role=watched.boris.role)
        for person in people.exclude(pk__in=Attendance.objects.values("person")):
            Attendance.objects.create(person=person, day=DAY, pressed_start=at(9))

    come()
    asked(0)
    few = asked(5)
    sellers(18)
    come()
    asked(10)
    assert asked(15) == few


def sellers(count: int) -> None:
    """As many more as Boris is."""
    boris = User.objects.get(first_name="Boris")
    for number in range(count):
        boris.pk, boris.email = None, f"seller{number}@company.test"
        boris.save()


def test_whoever_pressed_or_acted_in_the_shift_is_not_missed(watched):
    press(watched, "boris", at(9))
    assert missed_at(watched, at(10)) == ["Vera"]
    with clock.stopped(at(9, 5)), came_from(Origin(address="10.0.0.7")):
        start_work(by=watched.actor("vera"))
    Attendance.objects.filter(person=watched.vera).delete()
    assert missed_at(watched, at(10)) == []
    assert missed_at(watched, at(10, 0, DAY + timedelta(days=1))) == ["Boris", "Vera"]


def missed_at(cast, moment: datetime) -> list[str]:
    with clock.stopped(moment):
        found = missed_now(viewer=cast.actor("anna"))
    return sorted(User.objects.get(pk=each.person_id).first_name for each in found)


@pytest.mark.parametrize("first", [True, False], ids=["the first press of the day", "a later one"])
def test_press_while_the_robot_judges_is_kept(watched, monkeypatch, first):
    if not first:
        press(watched, "boris", at(9), at(12))
    looked = attendance.signs_of

    def meanwhile(row, within):
        if row.person_id == watched.boris.pk:
            start_work(by=watched.actor("boris"))
        return looked(row, within)

    monkeypatch.setattr(attendance, "signs_of", meanwhile)
    notice(at(22, 1))
    row = Attendance.objects.get(person=watched.boris)
    assert (row.pressed_start, row.pressed_stop) == (at(22, 1) if first else at(9), None)
    assert row.settled_at == at(22, 1)


@pytest.mark.parametrize("mark", [start_work, stop_work])
def test_judgement_while_somebody_presses_is_kept(watched, monkeypatch, mark):
    press(watched, "boris", at(9))
    found = attendance._own_day

    def meanwhile(by):
        row = found(by)
        Attendance.objects.update(settled_at=at(22))
        return row

    monkeypatch.setattr(attendance, "_own_day", meanwhile)
    with clock.stopped(at(22, 1)):
        mark(by=watched.actor("boris"))
    assert Attendance.objects.get().settled_at == at(22)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer; they take turns there")
def test_two_heads_at_once_excuse_a_lapse_once(watched, monkeypatch):
    press(watched, "boris", at(9, 25))
    notice(at(9, 30))
    row, start, said = Lapse.objects.get(), threading.Barrier(2), []
    keep = attendance._kept

    def slowly(row: Lapse) -> None:
        time.sleep(0.3)
        keep(row)

    monkeypatch.setattr(attendance, "_kept", slowly)

    def excuse() -> None:
        start.wait(5)
        try:
            excuse_lapse(by=watched.actor("anna"), lapse_id=row.pk, reason="Встреча", version=row.version)
            said.append("excused")
        except LapseChanged:
            said.append("changed")
        connections.close_all()

    threads = [threading.Thread(target=excuse) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(said) == ["changed", "excused"]
