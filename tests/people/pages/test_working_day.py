"""One day opened: the records are those it counts; a report cut says so."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from mostik.core import clock
from mostik.crm.models import Activity
from mostik.kernel.period import Span
from mostik.people.models import PlannedShift, User
from mostik.people.queries import working_day

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 18)
NEXT = DAY + timedelta(days=1)


def at(hour: int, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=clock.zone())


def opened(client, person, day: date) -> str:
    return client.get(reverse("people:worked_day", args=[person.pk, day.isoformat()])).content.decode()


@pytest.fixture(autouse=True)
def now():
    with clock.stopped(at(12, NEXT)):
        yield


@pytest.fixture
def night(cast):
    """Boris works from eight in the evening to eight in the morning, and talks at one at night."""
    PlannedShift.objects.create(person=cast.boris, day=DAY, hours=[[20 * 60, 32 * 60]], draft=False)
    told = {"kind": "call", "result": "talked", "title": "Ночной разговор", "owner": cast.boris, "team": cast.north}
    Activity.objects.create(**told, done_at=at(1, NEXT), seconds=600, created_at=at(1, NEXT))
    return cast


def test_records_of_a_night_shift_are_those_its_day_counts(night, sign_in):
    client = sign_in(night.anna)
    assert "Ночной разговор" in opened(client, night.boris, DAY)
    assert "Ночной разговор" not in opened(client, night.boris, NEXT)


def test_day_opens_whoever_stands_before_in_the_report(night, sign_in, monkeypatch):
    User.objects.filter(pk=night.boris.pk).update(last_name="Яковлев")
    monkeypatch.setattr(working_day, "MOST_PEOPLE", 1)
    page = sign_in(night.anna).get(reverse("people:worked_day", args=[night.boris.pk, DAY.isoformat()]))
    assert page.context["kinds"] is not None


def test_report_that_is_cut_says_how_many_are_left_out(cast, sign_in, monkeypatch):
    client, address = sign_in(cast.anna), reverse("people:working_time")
    assert "не вошло" not in client.get(address).content.decode()
    monkeypatch.setattr(working_day, "MOST_PEOPLE", 1)
    rest = working_day.left_out(viewer=cast.actor("anna"), span=Span(DAY, DAY))
    assert rest > 0
    assert f"первые 1 человек, не вошло: {rest}." in client.get(address).content.decode()
