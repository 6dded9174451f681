"""PE-04: a week of shifts planned and published, worked and not worked, noticed, excused; plans count by it."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Entry, Notification
from mostik.kernel.period import Span
from mostik.people.commands.attendance import notice_lapses
from mostik.people.models import Attendance, Lapse
from mostik.people.queries.calendar import day_hours
from mostik.planning.queries.people import minutes_of
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.duty("PE-04")]
MONDAY = date(2026, 11, 23)
DAYS = [MONDAY + timedelta(days=at) for at in range(7)]
WEEK = f"?week={MONDAY}"


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.zone())


@pytest.fixture
def planned(cast, sign_in):
    """On Friday before, Anna gives Boris nights, watches her department, and publishes."""
    with clock.stopped(at(date(2026, 11, 20), 12)):
        client = sign_in(cast.anna)
        watch = {"watched": "on", "since": MONDAY.isoformat(), "grace": 10}
        assert client.post(reverse("people:attendance_norm"), watch).status_code == 302
        nights = {"people": [cast.boris.pk], "days": [DAYS[0].isoformat(), DAYS[2].isoformat()]}
        client.post(reverse("people:shifts_fill") + WEEK, {**nights, "way": "hours", "hours": "20-8"})
        free = {"people": [cast.boris.pk], "days": [each.isoformat() for each in (DAYS[1], DAYS[3], DAYS[4])]}
        client.post(reverse("people:shifts_fill") + WEEK, {**free, "way": "off"})
        client.post(reverse("people:shifts_publish") + WEEK)
    return cast


def press(client, name: str, moment: datetime) -> None:
    with clock.stopped(moment):
        assert client.post(reverse(f"people:work_{name}")).status_code == 302


def notice(moment: datetime) -> int:
    with clock.stopped(moment):
        return notice_lapses(by=SYSTEM)


def of(person) -> list[tuple[date, str, int]]:
    return [(each.day, each.kind, each.minutes) for each in Lapse.objects.filter(person=person).order_by("day", "kind")]


def test_plans_and_norms_count_by_the_published_shifts(planned):
    hours = day_hours(people_ids=[planned.boris.pk], span=Span(DAYS[0], DAYS[6]))
    assert list(hours.values()) == [240, 480, 240, 480, 0, 0, 0]
    told = minutes_of(people=[planned.boris.pk], span=Span(DAYS[0], DAYS[6]))
    assert list(told[planned.boris.pk].values()) == list(hours.values())
    assert Notification.objects.filter(person_id=planned.boris.pk, kind="shifts").count() == 1


def test_week_is_worked_noticed_and_excused(planned, sign_in):
    boris, vera = planned.boris, planned.vera
    client = sign_in(boris)
    press(client, "start", at(DAYS[0], 20, 25))  # late by 25 minutes for the night
    press(client, "stop", at(DAYS[1], 7, 0))  # and gone an hour before its end, the next morning
    assert Attendance.objects.get(person=boris).day == DAYS[0]
    client = sign_in(vera)
    press(client, "start", at(DAYS[0], 9, 5))  # within the minutes forgiven
    press(client, "stop", at(DAYS[0], 18, 0))
    for moment in (at(DAYS[0], 21), at(DAYS[1], 12, 1), at(DAYS[1], 12, 6)):
        notice(moment)
    assert of(boris) == [(DAYS[0], "early", 60), (DAYS[0], "late", 25)]
    assert of(vera) == []

    notice(at(DAYS[1], 23))  # Vera does not come on Tuesday
    assert of(vera) == [(DAYS[1], "no-show", 540)]
    assert Entry.objects.filter(name="people.lapse_noticed", about_id=vera.pk).count() == 1

    late = Lapse.objects.get(person=boris, kind="late")
    with clock.stopped(at(DAYS[2], 10)):
        client = sign_in(boris)
        assert reverse("people:lapse", args=[late.pk]) in text_of(client.get(reverse("people:person", args=[boris.pk])))
        client = sign_in(planned.anna)
        shown = text_of(client.get(reverse("people:attendance")))
        assert "Boris Belov" in shown
        assert "Vera Volkova" in shown
        excuse = {"reason": "Задержал клиент", "version": late.version}
        assert client.post(reverse("people:lapse_excuse", args=[late.pk]), excuse).status_code == 302
        assert "Задержал клиент" in text_of(client.get(reverse("people:attendance") + "?format=csv"))
        sick = {"kind": "sick", "first": DAYS[1].isoformat(), "last": DAYS[1].isoformat(), "new_work": "stays"}
        client.post(reverse("people:absence_add", args=[vera.pk]), sick)
        assert Lapse.objects.get(person=vera).excused_at is not None
        client.post(reverse("people:lapse_unexcuse", args=[late.pk]))
    late.refresh_from_db()
    assert late.excused_at is None
    notice(at(DAYS[2], 11))
    assert Lapse.objects.filter(person__in=[boris, vera]).count() == 3


def test_who_is_not_here_yet_is_named_while_the_shift_is_on(planned, sign_in):
    with clock.stopped(at(DAYS[1], 11)):
        shown = text_of(sign_in(planned.anna).get(reverse("people:attendance")))
    assert "Vera Volkova" in shown
    assert "Boris Belov" not in shown, "his day is off by the published shift"
