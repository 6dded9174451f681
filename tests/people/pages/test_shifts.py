"""The week's grid in the browser's words: a cell, fill, swap, copy, publish, undo; who sees what."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from mostik.core import clock
from mostik.people.models import PlannedShift, ShiftEdit
from tests.pages import text_of

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
WEEK = f"?week={MONDAY}"


@pytest.fixture(autouse=True)
def now():
    with clock.stopped(clock.moment(date(2026, 11, 18))):
        yield


def test_week_is_filled_published_and_taken_back(cast, sign_in):
    client = sign_in(cast.anna)
    days = [(MONDAY + timedelta(days=at)).isoformat() for at in (5, 6)]
    fill = {"people": [cast.boris.pk, cast.vera.pk], "days": days, "way": "hours", "hours": "20-8"}
    assert client.post(reverse("people:shifts_fill") + WEEK, fill).status_code == 302
    shown = text_of(client.get(reverse("people:shifts") + WEEK))
    assert shown.count("20:00-08:00") >= 4
    assert "Publish 4 days" in shown or "Опубликовать 4" in shown
    client.post(reverse("people:shifts_publish") + WEEK)
    assert PlannedShift.objects.filter(draft=False).count() == 4
    client.post(reverse("people:shifts_undo", args=[ShiftEdit.objects.latest("pk").pk]))
    assert PlannedShift.objects.filter(draft=False).count() == 0


def test_hours_that_cannot_be_read_are_said_at_their_field(cast, sign_in):
    client = sign_in(cast.anna)
    address = reverse("people:shift_edit", args=[cast.boris.pk, MONDAY.isoformat()])
    answer = client.post(address, {"way": "hours", "hours": "утром"})
    assert answer.status_code == 422
    assert "утром" in text_of(answer)


def test_seller_sees_the_own_week_without_drafts_and_changes_nothing(cast, sign_in):
    client = sign_in(cast.anna)
    address = reverse("people:shift_edit", args=[cast.boris.pk, MONDAY.isoformat()])
    assert client.post(address, {"way": "hours", "hours": "11-15"}).status_code == 302
    client = sign_in(cast.boris)
    shown = text_of(client.get(reverse("people:shifts") + WEEK))
    assert "11:00-15:00" not in shown
    assert "Volkova" not in shown
    assert client.post(address, {"way": "off"}).status_code == 403


def test_week_costs_as_much_for_any_team(cast, sign_in, django_assert_max_num_queries):
    client = sign_in(cast.anna)
    client.get(reverse("people:shifts") + WEEK)
    with django_assert_max_num_queries(19):
        client.get(reverse("people:shifts") + WEEK)


def test_odd_weeks_and_days_never_break_the_page(cast, sign_in):
    client = sign_in(cast.anna)
    for odd in ("?week=soon", "?week=0001-01-01", "?week=9999-12-31", "?team=99999999999999999999", "?team=x"):
        assert client.get(reverse("people:shifts") + odd).status_code == 200
    assert client.get(reverse("people:shift_edit", args=[cast.boris.pk, "9999-12-31"])).status_code == 404
