"""The shell: theme before the first paint, language, menu by rights, pages for when something goes wrong."""

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from mostik.web import answers, menu, shell


@pytest.fixture
def two_screens(monkeypatch):
    items = [menu.MenuItem("Gallery", "web:gallery", "bridge", "a"), menu.MenuItem("Gone", "no:such", "bridge")]
    monkeypatch.setattr(menu, "MENU", [menu.MenuGroup("Today", items), menu.MenuGroup("Empty", [])])


def test_menu_shows_only_what_is_allowed_and_exists(two_screens, ask):
    assert shell.groups_for(ask("", "b").actor, "/") == ()
    (group,) = shell.groups_for(ask("", "a").actor, "/ui/deeper/")
    assert [(entry.title, entry.current) for entry in group.entries] == [("Gallery", True)]


def test_screens_elsewhere_light_their_own_line_and_ones_own_screens_light_none(monkeypatch, ask):
    people = menu.MenuItem("People", "people:structure", "structure", also=("crm:pairs",))
    monkeypatch.setattr(menu, "MENU", [menu.MenuGroup("Today", [people])])
    monkeypatch.setattr(menu, "APART", ["people:profile"])

    def lit(path):
        (group,) = shell.groups_for(ask("").actor, path)
        return [entry.current for entry in group.entries]

    assert lit(reverse("people:list")) == lit(reverse("crm:pairs")) == [True]
    assert lit(reverse("people:profile")) == [False]


def test_theme_is_kept_in_a_cookie_and_read_by_the_server(client):
    answer = client.post(reverse("web:theme"), {"theme": "dark"}, headers={"Referer": "http://testserver/ui/?a=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/ui/?a=1")
    assert client.cookies["theme"].value == "dark"
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = "dark"
    assert 'data-theme="dark"' in render_to_string("404.html", request=request)


@pytest.mark.parametrize("word", ["", "purple", "<script>"])
def test_unknown_theme_is_not_kept(client, word):
    client.post(reverse("web:theme"), {"theme": word})
    assert "theme" not in client.cookies


def test_page_to_return_to_is_only_ours():
    request = RequestFactory().get("/", headers={"Referer": "https://elsewhere.test/x"})
    assert answers.back(request, "/home/") == "/home/"


def test_language_is_switched(client):
    client.post(reverse("web:language"), {"language": "en"})
    assert client.cookies["django_language"].value == "en"
    client.post(reverse("web:language"), {"language": "xx"})
    assert client.cookies["django_language"].value == "en"


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "403_csrf.html", "web/refusal.html"])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_page_of_trouble_says_what_to_do_without_anybody_signed_in(name, language):
    with translation.override(language):
        html = render_to_string(name, {"words": "No."}, request=RequestFactory().get("/"))
    assert "<h1" in html
    assert 'href="/"' in html


def test_page_of_last_resort_needs_nothing():
    assert "Mostik" not in render_to_string("500.html")
    assert "<h1>" in render_to_string("500.html")


def test_toast_joins_what_the_answer_triggers_already():
    answer = answers.toast(HttpResponse(headers={"HX-Trigger": '{"moved": true}'}), "Done")
    assert answer["HX-Trigger"] == '{"moved": true, "toast": {"text": "Done", "tone": "good"}}'
