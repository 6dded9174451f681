"""The gallery answers whole, in every theme and both languages, to anybody who works here."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("mode", ["page", "light", "dark", "both", "rubbish"])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_gallery_shows_every_component(client, cast, mode, language):
    client.force_login(cast.boris)
    client.cookies["django_language"] = language
    answer = client.get(reverse("web:gallery"), {"mode": mode})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "gallery-pane" in html
    assert " style=" not in html
    assert "onclick" not in html


def test_stranger_is_sent_to_sign_in(client):
    assert client.get(reverse("web:gallery")).status_code == 302
