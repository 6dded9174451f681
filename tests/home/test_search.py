"""The one box: who finds what, by which fields, kept in step with every write, in order, by keyboard."""

import pytest
from django.urls import reverse

from mostik.core.actors import SYSTEM
from mostik.core.files import store
from mostik.core.models import SearchRow
from mostik.core.search import kinds, rebuild
from mostik.crm.commands.clients import add_company, edit_company, remove_company, restore_company
from mostik.crm.commands.contacts import add_contact, remove_contact
from mostik.crm.commands.deals import create_deal, hand_over_deal, remove_deal
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.home.queries.search import found, suggestions
from mostik.kernel.events import Ref


@pytest.fixture
def volga(cast):
    """Boris's client with a person and a deal."""
    seed_default_pipeline(by=SYSTEM)
    boris = cast.actor("boris")
    company = add_company(by=boris, fields={"title": "АО «Волга-Пром»", "region": "Казань", "phone": "+78432001122"})
    person = {"first_name": "Ирина", "last_name": "Зимина", "phone": "+79123456789", "email": "zimina@volga.test"}
    contact = add_contact(by=boris, company_id=company, fields=person)
    deal = create_deal(by=boris, title="Насосы для котельной", fields={"company": company})
    return {"company": company, "contact": contact, "deal": deal}


def names(text, viewer):
    return {
        (group.kind.partition(".")[2], each.title) for group in suggestions(text, viewer=viewer) for each in group.found
    }


def rows():
    return list(
        SearchRow.objects.order_by("kind", "row_id").values_list("kind", "row_id", "owner_id", "title", "words")
    )


@pytest.mark.parametrize("name", ["boris", "anna", "olga"])
def test_word_finds_client_person_and_deal_of_whoever_may_see_them(cast, volga, name):
    viewer = cast.actor(name)
    assert names("волги", viewer) == {
        ("company", "АО «Волга-Пром»"),
        ("contact", "Ирина Зимина"),
        ("deal", "Насосы для котельной"),
    }
    assert names("котельную", viewer) == {("deal", "Насосы для котельной")}


@pytest.mark.parametrize("name", ["vera", "gleb", "dina", "semyon"])
def test_word_finds_nothing_of_others(cast, volga, name):
    for text in ("волга", "зимина", "насос", "6789", "zimina@volga.test"):
        assert names(text, cast.actor(name)) == set()


@pytest.mark.parametrize("text", ["345-67-89", "+7 912 345 67 89", "zimina@volga.test", "@volga.test", "Зимина"])
def test_person_is_found_by_phone_and_address(cast, volga, text):
    assert ("contact", "Ирина Зимина") in names(text, cast.actor("anna"))


def test_masked_fields_find_nobody(cast, volga):
    from dataclasses import replace

    blind = replace(cast.actor("anna"), masked=frozenset({"phone", "email"}))
    assert names("Зимина", blind)
    for text in ("345-67-89", "+79123456789", "79123456789", "zimina@volga.test", "zimina", "volga.test", "8432001122"):
        assert names(text, blind) == set()


def test_index_goes_with_every_write(cast, volga):
    boris, anna = cast.actor("boris"), cast.actor("anna")
    edit_company(by=boris, company_id=volga["company"], fields={"title": "ООО «Кама»"})
    assert names("волга", boris) == set()
    assert {kind for kind, _title in names("кама", boris)} == {"company", "contact", "deal"}
    hand_over_deal(by=anna, deal_id=volga["deal"], owner_id=cast.vera.pk)
    assert names("котельная", boris) == set()
    assert names("котельная", cast.actor("vera")) == {("deal", "Насосы для котельной")}
    remove_contact(by=anna, contact_id=volga["contact"])
    remove_deal(by=anna, deal_id=volga["deal"])
    remove_company(by=anna, company_id=volga["company"])
    assert names("кама", anna) == set()
    restore_company(by=anna, company_id=volga["company"])
    assert names("кама", anna) == {("company", "ООО «Кама»")}


def test_file_is_found_by_its_name_and_goes_with_its_deal(cast, volga, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    store(by=cast.actor("boris"), content=b"text", title="Спецификация.txt", about=Ref("crm.deal", volga["deal"]))
    assert names("спецификации", cast.actor("boris")) == {("file", "Спецификация.txt")}
    hand_over_deal(by=cast.actor("anna"), deal_id=volga["deal"], owner_id=cast.vera.pk)
    assert names("спецификация", cast.actor("boris")) == set()
    assert names("спецификация", cast.actor("vera")) == {("file", "Спецификация.txt")}


def test_department_with_a_past_is_indexed_as_if_made_anew(virtual):
    before = rows()
    assert len(before) > 1000
    for _told in rebuild():
        pass
    assert rows() == before


def test_page_of_one_kind_goes_on_where_it_ended(cast, volga):
    boris = cast.actor("boris")
    for number in range(7):
        create_deal(by=boris, title=f"Компрессор {number}")
    create_deal(by=boris, title="Прочее", fields={"note": "нужен компрессор"})
    titles, after = [], ""
    for _page in range(4):
        page = found("компрессоры", "crm.deal", viewer=boris, after=after, most=3)
        titles += [each.title for each in page.found]
        after = page.after
        if not after:
            break
    assert titles == [*(f"Компрессор {number}" for number in reversed(range(7))), "Прочее"]


@pytest.mark.parametrize("near", [1, 3, 2000])
def test_common_and_rare_words_are_found_alike(cast, volga, monkeypatch, near):
    monkeypatch.setattr("mostik.home.queries.search.NEAR", near)
    boris = cast.actor("boris")
    for number in range(9):
        create_deal(by=boris, title=f"Компрессор {number}" if number % 2 else "Прочее", fields={"note": "нужен насос"})
    page = found("насос", "crm.deal", viewer=boris, most=20)
    assert page.found[0].title == "Насосы для котельной"
    assert len(page.found) == 10
    assert [each.title for each in found("компрессор", "crm.deal", viewer=boris, most=2).found] == [
        "Компрессор 7",
        "Компрессор 5",
    ]


def test_page_and_suggestions_answer_anything(cast, volga, sign_in, django_assert_max_num_queries):
    browser = sign_in(cast.anna)
    with django_assert_max_num_queries(9 + 2 * len(kinds())):
        page = browser.get(reverse("home:suggest"), {"q": "волга"})
    assert "Зимина" in page.content.decode()
    for query in ({}, {"q": "в"}, {"q": "волга", "kind": "crm.company"}, {"q": "волга", "kind": "nonsense"}):
        assert browser.get(reverse("home:search"), query).status_code == 200
    for text in ("\0", "' OR 1=1", "%_\\", "(" * 300, "🚗 🚗", "a" * 5000, "@", "*", "NOT AND OR NEAR("):
        for name in ("home:search", "home:suggest"):
            assert browser.get(reverse(name), {"q": text, "kind": "crm.deal", "after": text}).status_code == 200
    for after in ("1_nan_5", "1_1e300_5", "0_5_99999999999999999999999", "1__"):
        assert (
            browser.get(reverse("home:search"), {"q": "волга", "kind": "crm.deal", "after": after}).status_code == 200
        )


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_box_is_worked_by_keyboard(cast, volga, page_of):
    page = page_of(cast.boris, language="ru")
    page.goto("/my-day/")
    page.keyboard.press("/")
    page.keyboard.type("котельн")
    page.locator("#search-found [role=option]").first.wait_for()
    assert "Насосы для котельной" in page.locator("#search-found").inner_text()
    page.keyboard.press("ArrowDown")
    assert page.locator("#search-found [aria-selected=true]").inner_text().startswith("Насосы")
    page.keyboard.press("Escape")
    assert page.locator("#search-found").is_hidden()
    page.keyboard.press("Backspace")
    page.locator("#search-found [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/deals/{volga['deal']}/")
