"""Saved views: a list's questions under a name, one's own or everybody's."""

import re
from html import unescape

import pytest
from django.urls import reverse

from mostik.core.commands import NoSuchView, TooMuchChosen, ViewNamedSo, delete_view, save_view
from mostik.core.models import SavedView
from mostik.core.queries import saved_views

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def test_view_comes_back_with_its_questions_and_says_which_is_on(visitor):
    save_view(by=visitor, table="deals", title="No step", query="step=none&sort=-amount")
    save_view(by=visitor, table="clients", title="Another list", query="")
    views = saved_views(viewer=visitor, table="deals", path="/deals/", query="step=none&sort=-amount")
    assert [(v.name, v.url, v.current, v.mine) for v in views] == [
        ("No step", "/deals/?step=none&sort=-amount", True, True)
    ]
    assert not saved_views(viewer=visitor, table="deals", path="/deals/", query="sort=amount")[0].current


def test_view_of_another_is_seen_only_when_shared(visitor, stranger):
    save_view(by=visitor, table="deals", title="Mine", query="a=1")
    save_view(by=visitor, table="deals", title="Ours", query="b=1", shared=True)
    views = saved_views(viewer=stranger, table="deals", path="/deals/")
    assert [(v.name, v.mine) for v in views] == [("Ours", False)]


def test_view_of_a_name_taken_is_refused_at_its_field(visitor, stranger):
    save_view(by=visitor, table="deals", title="Hot", query="a=1")
    with pytest.raises(ViewNamedSo) as refusal:
        save_view(by=visitor, table="deals", title="Hot", query="b=1")
    assert refusal.value.field == "title"
    save_view(by=stranger, table="deals", title="Hot", query="b=1")
    assert SavedView.objects.count() == 2


def test_more_than_a_view_holds_is_refused_not_cut_short(visitor):
    several = "&".join(f"owner={number}" for number in range(1000, 1200))
    with pytest.raises(TooMuchChosen) as refusal:
        save_view(by=visitor, table="deals", title="All", query=several)
    assert refusal.value.field == "title"
    assert not SavedView.objects.exists()


def test_more_than_a_view_holds_is_told_in_the_dialog(cast, sign_in):
    page = sign_in(cast.anna)
    page.cookies["django_language"] = "en"
    refused = page.post(reverse("core:view_save"), {"table": "deals", "title": "All", "query": "owner=1&" * 300})
    assert refused.status_code == 422
    assert "Choose fewer" in refused.content.decode()


def test_view_of_another_cannot_be_forgotten_even_when_shared(visitor, stranger):
    view = save_view(by=visitor, table="deals", title="Ours", query="", shared=True)
    with pytest.raises(NoSuchView):
        delete_view(by=stranger, view_id=view.pk)
    assert SavedView.objects.filter(pk=view.pk).exists()
    delete_view(by=visitor, view_id=view.pk)
    assert not SavedView.objects.exists()


def test_view_is_kept_from_the_dialog_of_a_list(cast, client):
    client.force_login(cast.boris, backend=BACKEND)
    asked = client.get(reverse("core:view_save"), {"table": "deals", "q": "Парус", "stage": ["1", "2"]})
    assert asked.context["form"].initial == {
        "table": "deals",
        "query": "q=%D0%9F%D0%B0%D1%80%D1%83%D1%81&stage=1&stage=2",
    }
    kept = {"table": "deals", "title": "Sails", "query": "q=%D0%9F&stage=1&stage=2"}
    answer = client.post(reverse("core:view_save"), kept, headers={"Referer": "http://testserver/deals/?q=x"})
    assert answer.url == "/deals/?q=%D0%9F&stage=1&stage=2"
    view = SavedView.objects.get()
    assert (view.person_id, view.title, view.query, view.shared) == (cast.boris.pk, "Sails", kept["query"], False)


@pytest.mark.parametrize("bad", [{"title": ""}, {"table": "Deals; drop"}, {"title": "x" * 81}, {"query": "q" * 2001}])
def test_view_that_cannot_be_kept_is_asked_again_with_what_was_typed(cast, client, bad):
    client.force_login(cast.boris, backend=BACKEND)
    sent = {"table": "deals", "title": "Sails", "query": "q=1"} | bad
    answer = client.post(reverse("core:view_save"), sent, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert answer.context["form"].data["title"] == sent["title"]
    assert not SavedView.objects.exists()


def test_view_of_a_name_taken_says_so_in_the_dialog(cast, client):
    client.force_login(cast.boris, backend=BACKEND)
    sent = {"table": "deals", "title": "Sails", "query": "q=1"}
    client.post(reverse("core:view_save"), sent)
    answer = client.post(reverse("core:view_save"), sent, headers={"HX-Request": "true"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["title"])


def test_view_is_forgotten_by_its_owner_alone(cast, client):
    view = save_view(by=cast.actor("boris"), table="deals", title="Sails", query="q=1", shared=True)
    client.force_login(cast.anna, backend=BACKEND)
    assert client.post(reverse("core:view_delete", args=[view.pk])).status_code == 404
    client.force_login(cast.boris, backend=BACKEND)
    client.post(reverse("core:view_delete", args=[view.pk]))
    assert not SavedView.objects.exists()


def links(answer, start: str) -> list[str]:
    """Addresses on a page that begin so, each once, as the browser follows them."""
    found = re.findall(r'(?:href|action|hx-post)="([^"]+)"', answer.content.decode())
    return [each for each in dict.fromkeys(map(unescape, found)) if each.startswith(start)]


def test_view_goes_the_whole_way_from_the_list_and_back(cast, client):
    client.force_login(cast.anna, backend=BACKEND)
    asked = {"state": "works", "q": "Вера & Ко", "team": str(cast.north.pk), "sort": "-hired"}
    people = client.get(reverse("people:list"), asked)
    [save] = links(people, reverse("core:view_save"))
    form = client.get(save).context["form"]
    client.post(
        reverse("core:view_save"),
        {**form.initial, "title": "North"},
        headers={"Referer": "http://testserver/people/list/"},
    )
    shown = client.get(reverse("people:list"), dict(reversed(asked.items())))
    [view] = shown.context["page"].views
    assert (view.name, view.current) == ("North", True)
    again = client.get(view.url)
    assert len(again.context["page"].chips) == 2
    assert again.context["page"].search == "Вера & Ко"
    [save] = links(again, reverse("core:view_save"))
    assert client.get(save).context["form"].initial["table"] == "people"


def test_view_forgotten_is_brought_back_by_the_undo_it_offers(cast, client):
    view = save_view(by=cast.actor("boris"), table="people", title="Sails", query="q=1&state=works", shared=True)
    client.force_login(cast.boris, backend=BACKEND)
    client.post(reverse("core:view_delete", args=[view.pk]), headers={"Referer": "http://testserver/people/list/?q=1"})
    assert not SavedView.objects.exists()
    [undo] = links(client.get(reverse("people:list")), reverse("core:view_save") + "?table=people&title")
    client.post(undo, headers={"HX-Request": "true"})
    back = SavedView.objects.get()
    assert (back.title, back.query, back.shared, back.person_id) == ("Sails", "q=1&state=works", True, cast.boris.pk)


def test_dialog_lists_ones_own_views_to_forget(cast, client):
    mine = save_view(by=cast.actor("boris"), table="people", title="Mine", query="")
    save_view(by=cast.actor("anna"), table="people", title="Zimorodok", query="", shared=True)
    client.force_login(cast.boris, backend=BACKEND)
    asked = client.get(reverse("core:view_save"), {"table": "people"})
    assert links(asked, "/views/") == [reverse("core:view_save"), reverse("core:view_delete", args=[mine.pk])]
    assert "Zimorodok" not in asked.content.decode()
