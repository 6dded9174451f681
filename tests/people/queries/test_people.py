"""What each of the cast sees of the others, and what a mask never lets out."""

import pytest

from mostik.kernel.refusals import Missing
from mostik.people.access import shown, visible_people
from mostik.people.commands.people import dismiss_person
from mostik.people.models import Role, User
from mostik.people.queries.cards import card
from mostik.people.queries.people import colleagues, directory, found, listed, person
from mostik.people.queries.structure import tree, units

pytestmark = pytest.mark.django_db
REACHED = {
    "olga": "anna boris dasha dina gleb olga semyon vera",
    "anna": "anna boris dasha gleb vera",
    "gleb": "dasha gleb",
    "boris": "boris",
    "dina": "dina",
    "semyon": "semyon",
}


def names(rows) -> str:
    """First names in order, as one line."""
    return " ".join(sorted(row.first_name.lower() for row in rows))


@pytest.mark.parametrize("name", REACHED)
def test_cards_open_within_reach_alone(cast, name):
    viewer = cast.actor(name)
    assert names(visible_people(viewer)) == REACHED[name]
    for who in User.objects.all():
        if who.first_name.lower() in REACHED[name].split():
            assert card(viewer=viewer, person_id=who.pk).name == who.short_name
        else:
            with pytest.raises(Missing):
                card(viewer=viewer, person_id=who.pk)


def test_directory_names_everybody_and_says_whose_card_opens(cast):
    lines = listed(list(directory(viewer=cast.actor("gleb"))), viewer=cast.actor("gleb"))
    assert {line.name.split()[0].lower() for line in lines if line.opens} == {"dasha", "gleb"}
    assert len(lines) == 8


def test_directory_is_empty_without_the_right(cast):
    Role.objects.filter(code="executor").update(rights=[])
    cast.semyon.refresh_from_db()
    assert list(directory(viewer=cast.actor("semyon"))) == []


def test_those_who_left_are_colleagues_no_more(cast):
    dismiss_person(by=cast.actor("anna"), person_id=cast.boris.pk, last_day=cast.boris.hired_on)
    assert names(colleagues(viewer=cast.actor("anna"))) == "anna dasha gleb vera"
    assert person(viewer=cast.actor("anna"), person_id=cast.boris.pk).left_on is not None


@pytest.fixture
def trainee(cast) -> User:
    """Boris, whose role sees phones and e-mails in part; Vera has a phone."""
    User.objects.filter(pk=cast.vera.pk).update(phone="+79123456789")
    User.objects.filter(pk=cast.boris.pk).update(role=Role.objects.get(code="trainee"), phone="+79035556677")
    cast.boris.refresh_from_db()
    return cast.boris


def test_masked_contacts_leave_neither_list_nor_search(cast, trainee):
    viewer = cast.actor("boris")
    rows = directory(viewer=viewer)
    lines = {line.name: line for line in listed(list(rows), viewer=viewer)}
    assert (lines["Vera Volkova"].phone, lines["Vera Volkova"].email) == ("+7 912 •••-••-89", "v•••@•••.test")
    for words in ("+79123456789", "8 912 345-67-89", "vera@mostik", "mostik.test"):
        assert list(found(rows, words, viewer=viewer)) == []
    assert names(found(rows, "volk", viewer=viewer)) == "vera"


def test_clear_contacts_are_found_however_they_are_written(cast, trainee):
    viewer = cast.actor("anna")
    rows = directory(viewer=viewer)
    for words in ("8 (912) 345-67-89", "+79123456789", "vera@mostik"):
        assert names(found(rows, words, viewer=viewer)) == "vera"


def test_ones_own_contacts_are_never_masked(cast, trainee):
    own = card(viewer=cast.actor("boris"), person_id=cast.boris.pk)
    assert (own.phone, own.email) == ("+7 903 555-66-77", "boris@mostik.test")


def test_russian_names_are_found_in_any_letter_case(cast):
    User.objects.filter(pk=cast.vera.pk).update(last_name="Ёлкина", first_name="Вера")
    rows = directory(viewer=cast.actor("anna"))
    assert [row.pk for row in found(rows, "ВЕРА ёлк", viewer=cast.actor("anna"))] == [cast.vera.pk]


def test_value_of_a_kind_is_shown_by_the_role_alone(cast, trainee):
    assert shown("1200", "margin", cast.actor("boris")) == "•••"
    assert shown("1200", "margin", cast.actor("anna")) == "1200"


def test_tree_hangs_everybody_below_their_head(cast):
    drawn = tree(viewer=cast.actor("boris"))

    def told(places):
        return {place.name.split()[0]: told(place.reports) for place in places}

    assert told(drawn.tops) == {
        "Dina": {},
        "Olga": {"Anna": {"Boris": {}, "Gleb": {"Dasha": {}}, "Vera": {}}},
        "Semyon": {},
    }
    assert (drawn.people, drawn.longest, drawn.long_chains) == (8, 3, ())


def test_tree_of_a_loop_in_the_rows_still_shows_everybody(cast):
    User.objects.filter(pk=cast.olga.pk).update(reports_to=cast.dasha)
    drawn = tree(viewer=cast.actor("olga"))

    def count(places):
        return sum(1 + count(place.reports) for place in places)

    assert count(drawn.tops) == 8


def test_departments_count_those_who_work_there(cast):
    told = {unit.title: (unit.depth, unit.people, unit.editable) for unit in units(viewer=cast.actor("anna"))}
    assert told == {"Company": (0, 1, False), "Sales": (1, 5, True), "Service": (1, 2, False)}


def test_tree_and_departments_take_as_many_queries_for_many_as_for_few(cast, django_assert_max_num_queries):
    viewer = cast.actor("anna")
    with django_assert_max_num_queries(5):
        tree(viewer=viewer)
    with django_assert_max_num_queries(6):
        units(viewer=viewer)
    with django_assert_max_num_queries(5):
        listed(list(directory(viewer=viewer)), viewer=viewer)
