"""The day's screen: whose it is, what it brings, who may look at whom."""

import pytest
from django.urls import reverse

from tests.crm.stage import deal

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def day(client):
    def open_day(user, **asked):
        client.force_login(user, backend=BACKEND)
        return client.get(reverse("home:my_day"), asked)

    return open_day


def test_day_brings_the_queue(cast, client, day, django_assert_max_num_queries):
    deal(cast.boris)
    page = day(cast.boris).content.decode()
    assert f'hx-get="{reverse("crm:queue")}"' in page
    assert "Мой день" in page
    with django_assert_max_num_queries(11):
        client.get(reverse("home:my_day"))


def test_numbers_stand_beside_the_queue_once_planning_brings_them(cast, day, monkeypatch):
    monkeypatch.setattr("mostik.home.pages.my_day.address", lambda name: f"/{name}/")
    page = day(cast.anna, person=cast.boris.pk).content.decode()
    assert f'hx-get="/planning:my_numbers/?person={cast.boris.pk}"' in page
    monkeypatch.setattr("mostik.home.pages.my_day.address", lambda _name: "")
    assert "my_numbers" not in day(cast.anna).content.decode()


def test_day_has_no_choice_of_people_for_who_sees_only_their_own(cast, day):
    assert "person=" not in day(cast.boris).content.decode()


def test_head_opens_a_persons_day_within_reach(cast, day):
    page = day(cast.anna, person=cast.boris.pk).content.decode()
    assert "Boris Belov" in page
    assert f'hx-get="{reverse("crm:queue")}?person={cast.boris.pk}"' in page
    assert f"?person={cast.vera.pk}" in page
    assert f"?person={cast.dina.pk}" not in page


def test_day_out_of_reach_is_as_good_as_none(cast, day):
    assert day(cast.anna, person=cast.dina.pk).status_code == 404
    assert day(cast.boris, person=cast.vera.pk).status_code == 404
    assert day(cast.semyon).status_code == 403


@pytest.mark.parametrize("person", ["x", "-1", "9" * 40, "0"])
def test_rubbish_in_the_address_is_no_error(cast, day, person):
    assert day(cast.boris, person=person).status_code in {200, 404}


def test_item_asked_for_is_opened(cast, day):
    assert "open=deal-5" in day(cast.boris, open="deal-5").content.decode()
