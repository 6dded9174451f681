"""The bell: each line once, one's own, in one's language, read when it was read."""

import pytest
from django.urls import reverse
from django.utils import translation

from mostik.core.commands import read_notifications
from mostik.core.models import Notification
from mostik.core.notifications import notify
from mostik.core.queries import bell, unread

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def test_notification_of_one_key_comes_once_to_each():
    assert notify(person_ids=[7, 8, 7], text="Nothing new.", key="plan-11") == 2
    assert notify(person_ids=[8, 9], text="Nothing new.", key="plan-11") == 1
    assert sorted(Notification.objects.values_list("person_id", flat=True)) == [7, 8, 9]


def test_bell_shows_ones_own_lines_newest_first(visitor, stranger):
    notify(person_ids=[visitor.id], text="{who} asks", key="a", params={"who": "Anna"}, url="/plans/")
    notify(person_ids=[visitor.id], text="{who} answers", key="b", params={"who": "Vera"})
    notify(person_ids=[stranger.id], text="another's", key="c")
    assert [(line.text, line.url, line.fresh) for line in bell(viewer=visitor)] == [
        ("Vera answers", "", True),
        ("Anna asks", "/plans/", True),
    ]


def test_bell_speaks_the_readers_language(visitor):
    notify(person_ids=[visitor.id], text="Nothing new.", key="a")
    with translation.override("ru"):
        assert bell(viewer=visitor)[0].text == "Нового нет."


def test_line_with_a_field_nobody_filled_stays_as_written(visitor):
    notify(person_ids=[visitor.id], text="{who} and {whom}", key="a", params={"who": "Anna"})
    assert bell(viewer=visitor)[0].text == "Anna and {whom}"


def test_reading_marks_ones_own_only_and_only_once(visitor, stranger):
    notify(person_ids=[visitor.id, stranger.id], text="Nothing new.", key="a")
    assert (read_notifications(by=visitor), read_notifications(by=visitor)) == (1, 0)
    assert (unread(viewer=visitor), unread(viewer=stranger)) == (0, 1)


def test_bell_and_list_show_lines_and_reading_empties_the_count(cast, client, django_assert_max_num_queries):
    notify(person_ids=[cast.boris.pk], text="{who} asks", key="a", params={"who": "Zimorodok"}, url="/plans/")
    client.force_login(cast.boris, backend=BACKEND)
    with django_assert_max_num_queries(8):
        shown = client.get(reverse("core:bell"), headers={"HX-Request": "true"}).content.decode()
    assert "Zimorodok asks" in shown
    assert "bell-count" in shown
    assert "Zimorodok asks" in client.get(reverse("core:notifications")).content.decode()
    assert client.post(reverse("core:notifications_read")).status_code == 204
    assert "bell-count" not in client.get(reverse("core:bell")).content.decode()


def test_bell_of_another_shows_nothing_of_it(cast, client):
    notify(person_ids=[cast.boris.pk], text="{who} asks", key="a", params={"who": "Zimorodok"})
    client.force_login(cast.vera, backend=BACKEND)
    assert "Zimorodok" not in client.get(reverse("core:bell")).content.decode()
    assert "Zimorodok" not in client.get(reverse("core:notifications")).content.decode()
