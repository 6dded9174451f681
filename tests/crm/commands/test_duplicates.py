"""Duplicates found in the background by keys and closeness, judged by people, hidden from those out of reach."""

import pytest

from mostik.core.actors import SYSTEM
from mostik.crm.commands.clients import add_company, edit_company
from mostik.crm.commands.contacts import add_contact
from mostik.crm.commands.duplicates import dismiss_pairs, find_duplicates, recall_pairs
from mostik.crm.models import Company, Pair
from mostik.crm.queries.duplicates import pairs_about, visible_pairs
from mostik.crm.queries.likely import likely_companies, likely_people


@pytest.fixture
def boris(cast):
    return cast.actor("boris")


def look():
    while find_duplicates(by=SYSTEM):
        pass


def test_pairs_are_found_by_keys_and_by_sound(boris):
    numbers = {
        title: add_company(by=boris, fields={"title": title, **more})
        for title, more in (
            ("ООО Весёлый молочник", {}),
            ("Veselyi Molochnik LLC", {}),
            ("Альфа", {"site": "https://www.alfa.ru/x"}),
            ("Бета", {"site": "alfa.ru"}),
            ("Гамма", {"inn": "7707083893"}),
            ("Дельта", {"inn": "7707 083 893"}),
            ("Никто", {}),
        )
    }
    look()
    found = {(row.one_id, row.two_id): [reason for reason, _value in row.reasons] for row in Pair.objects.all()}
    ways = iter(numbers.values())
    pairs = [(next(ways), next(ways)) for _ in range(3)]
    assert found == {pairs[0]: ["name"], pairs[1]: ["site"], pairs[2]: ["inn"]} or found[pairs[0]] == ["name close"]
    assert set(found) == set(pairs)


def test_a_pair_goes_when_the_reason_goes_and_stays_judged_when_somebody_judged(boris, cast):
    one = add_company(by=boris, fields={"title": "Альфа", "phone": "+7 912 345-67-89"})
    two = add_company(by=boris, fields={"title": "Бета", "phone": "+7 912 345-67-89"})
    look()
    (pair,) = visible_pairs(boris)
    assert [each.said for each in pairs_about("company", two, viewer=boris)] == ["тот же телефон: +79123456789"]
    assert dismiss_pairs(by=boris, pair_ids=[pair.pk]) == 1
    edit_company(by=boris, company_id=one, fields={"region": "Тверь"})
    look()
    assert Pair.objects.get().dismissed_at is not None
    assert recall_pairs(by=boris, pair_ids=[pair.pk]) == 1
    edit_company(by=boris, company_id=one, fields={"phone": ""})
    look()
    assert not Pair.objects.exists()


def test_pairs_with_another_persons_client_are_not_shown(boris, cast):
    add_company(by=boris, fields={"title": "Альфа", "phone": "+7 912 345-67-89"})
    add_company(by=cast.actor("vera"), fields={"title": "Альфа", "phone": "+7 912 345-67-89"})
    look()
    assert not visible_pairs(boris).exists()
    assert visible_pairs(cast.actor("anna")).count() == 1
    assert dismiss_pairs(by=boris, pair_ids=list(Pair.objects.values_list("pk", flat=True))) == 0


def test_the_work_is_done_once_and_in_few_statements(boris, django_assert_max_num_queries):
    for number in range(40):
        add_company(by=boris, fields={"title": f"Клиент {number}", "phone": f"+791234500{number:02}"})
    with django_assert_max_num_queries(30):
        find_duplicates(by=SYSTEM)
    assert not Company.objects.filter(compared=False).exists()
    assert find_duplicates(by=SYSTEM) == 0


def test_typing_shows_whom_one_knows(boris, cast):
    alfa = add_company(
        by=boris, fields={"title": "ООО «Альфа-Трейд»", "phone": "+7 912 345-67-89", "inn": "7707083893"}
    )
    add_contact(by=boris, company_id=alfa, fields={"first_name": "Иван", "last_name": "Петров", "email": "i@a.ru"})
    for said in (
        {"title": "alfa treid"},
        {"title": "Совсем другое", "phone": "8 912 345 67 89"},
        {"title": "", "inn": "7707 083893"},
        {"title": "", "email": "I@A.RU"},
    ):
        assert [each.id for each in likely_companies(said, viewer=boris)] == [alfa], said
        assert likely_companies(said, viewer=cast.actor("vera")) == ()
    assert likely_companies({"title": "а", "phone": "позвоните", "inn": "12"}, viewer=boris) == ()
    assert [each.where for each in likely_people({"email": "i@a.ru"}, viewer=boris)] == ["ООО «Альфа-Трейд»"]
    assert likely_people({"first_name": "Пётр", "last_name": "Иванов"}, viewer=boris, company=alfa) == ()
    assert len(likely_people({"first_name": "Петров", "last_name": "Иван"}, viewer=boris, company=alfa)) == 1
