"""Attendance on screens: the button, the list with its filters and files, the excuse and its undo, the card."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from mostik.core import clock
from mostik.people.models import Attendance, AttendanceNorm, Lapse
from tests.pages import text_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 18)
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def now():
    with clock.stopped(clock.moment(DAY)):
        yield


@pytest.fixture
def late(cast) -> list[Lapse]:
    told = {"planned_at": clock.moment(DAY), "noticed_at": clock.now()}
    people = ((cast.boris, "late", 25), (cast.vera, "no-show", 540), (cast.anna, "early", 30))
    return [
        Lapse.objects.create(person=who, day=DAY - timedelta(days=at), kind=kind, minutes=minutes, **told)
        for at, (who, kind, minutes) in enumerate(people)
    ]


def test_work_is_started_and_stopped_in_place(cast, sign_in):
    client = sign_in(cast.boris)
    assert reverse("people:work") in text_of(client.get(reverse("home:my_day")))
    answer = client.post(reverse("people:work_start"), **HTMX)
    assert "12:00" in text_of(answer)
    client.post(reverse("people:work_stop"), **HTMX)
    assert Attendance.objects.get().pressed_stop == clock.now()
    assert client.post(reverse("people:work_start")).status_code == 302


def test_list_is_searched_filtered_and_exported(cast, sign_in, late):
    client, address = sign_in(cast.anna), reverse("people:attendance")
    shown = text_of(client.get(address))
    assert "Belov" in shown
    assert "Volkova" in shown
    assert "Volkova" not in text_of(
        client.get(address + "?q=белов belov".replace("белов ", ""), **HTMX, HTTP_HX_TARGET="rows-attendance")
    )
    only = text_of(client.get(address + "?kind=no-show", **HTMX, HTTP_HX_TARGET="rows-attendance"))
    assert "Volkova" in only
    assert "Belov" not in only
    none = text_of(client.get(address + "?excused=yes", **HTMX, HTTP_HX_TARGET="rows-attendance"))
    assert "Belov" not in none
    assert "25" in text_of(client.get(address + "?format=csv"))


def test_head_excuses_one_in_its_dialog_and_takes_it_back(cast, sign_in, late):
    client = sign_in(cast.anna)
    assert "reason" in text_of(client.get(reverse("people:lapse", args=[late[0].pk])))
    excuse = reverse("people:lapse_excuse", args=[late[0].pk])
    assert client.post(excuse, {"reason": ""}).status_code == 422
    assert client.post(excuse, {"reason": "Предупредил", "version": 0}).status_code == 302
    assert Lapse.objects.get(pk=late[0].pk).reason == "Предупредил"
    client.post(reverse("people:lapse_unexcuse", args=[late[0].pk]))
    assert Lapse.objects.get(pk=late[0].pk).excused_at is None


def test_many_are_excused_at_once_but_never_the_own(cast, sign_in, late):
    client = sign_in(cast.anna)
    client.post(reverse("people:lapses_excuse"), {"pk": [each.pk for each in late], "reason": "Авария в метро"})
    assert set(Lapse.objects.filter(excused_at__isnull=False)) == set(late[:2])


def test_watching_begins_with_a_button_and_asks_for_its_day(cast, sign_in):
    client, address = sign_in(cast.anna), reverse("people:attendance_norm")
    assert address in text_of(client.get(reverse("people:attendance")))
    assert client.post(address, {"watched": "on", "since": "", "grace": 5}).status_code == 422
    assert client.post(address, {"watched": "on", "since": DAY.isoformat(), "grace": 5}).status_code == 302
    assert AttendanceNorm.objects.get().grace == 5
    shown = text_of(client.get(reverse("people:attendance")))
    assert "Belov" in shown, "who is not here yet is named"


def test_seller_sees_the_own_on_the_card_and_cannot_excuse(cast, sign_in, late):
    client = sign_in(cast.boris)
    shown = text_of(client.get(reverse("people:person", args=[cast.boris.pk])))
    assert reverse("people:lapse", args=[late[0].pk]) in shown
    assert client.get(reverse("people:lapse", args=[late[1].pk])).status_code == 404
    assert client.post(reverse("people:lapse_excuse", args=[late[0].pk]), {"reason": "x"}).status_code == 403


def test_list_costs_as_much_for_any_number(cast, sign_in, late, django_assert_max_num_queries):
    client = sign_in(cast.anna)
    with django_assert_max_num_queries(20):
        client.get(reverse("people:attendance"))
