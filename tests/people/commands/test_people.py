"""People: taken on, moved, dismissed, taken back; nobody rises by it."""

from dataclasses import replace
from datetime import date

import pytest

from mostik.core.models import Entry
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing
from mostik.people.commands.moves import move_people
from mostik.people.commands.people import (
    MoreThanYou,
    add_person,
    choose_language,
    dismiss_person,
    edit_person,
    give_password,
    return_person,
)
from mostik.people.models import Move, Role, User
from mostik.people.terms import PersonValues

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 18)


@pytest.fixture
def newcomer(cast) -> PersonValues:
    """Somebody who comes to the North team today."""
    return PersonValues(
        email="Zoya@Mostik.test",
        first_name="Зоя",
        last_name="Зимина",
        role="manager",
        department_id=cast.sales.pk,
        team_id=cast.north.pk,
        reports_to_id=cast.anna.pk,
        position="Менеджер",
        phone="8 912 345-67-89",
        hired_on=TODAY,
        sells=True,
    )


def values_of(who: User, **changes) -> PersonValues:
    """What is written about somebody now, with changes."""
    names = [name for name in PersonValues.__dataclass_fields__ if name != "role"]
    return replace(PersonValues(role=who.role.code, **{name: getattr(who, name) for name in names}), **changes)


def test_person_taken_on_has_a_place_a_first_move_and_a_line(cast, newcomer):
    zoya = add_person(by=cast.actor("anna"), values=newcomer, password="correct horse")
    zoya.refresh_from_db()
    assert (zoya.email, zoya.phone, zoya.team) == ("zoya@mostik.test", "+79123456789", cast.north)
    assert zoya.check_password("correct horse")
    move = Move.objects.get(person=zoya)
    assert (move.from_day, move.team, move.role.code, move.reports_to) == (TODAY, cast.north, "manager", cast.anna)
    line = Entry.objects.get(name="people.person_added")
    assert (line.actor_id, line.about_id, line.payload["team"]) == (cast.anna.pk, zoya.pk, cast.north.pk)


def test_person_without_a_password_cannot_sign_in(cast, newcomer, client):
    zoya = add_person(by=cast.actor("anna"), values=newcomer)
    assert not zoya.has_usable_password()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"team_id": None}, "team_id"),
        ({"team_id": 10**9}, "team_id"),
        ({"email": "BORIS@mostik.test"}, "email"),
        ({"phone": "call me"}, "phone"),
        ({"role": "emperor"}, "role"),
        ({"role": "owner"}, "role"),
        ({"role": "director"}, "role"),
        ({"department_id": 10**9, "team_id": None, "sells": False}, "department_id"),
        ({"reports_to_id": 10**9}, "reports_to_id"),
    ],
)
def test_person_who_does_not_fit_is_refused_at_the_field(cast, newcomer, changes, field):
    with pytest.raises((Invalid, Conflict)) as refusal:
        add_person(by=cast.actor("anna"), values=replace(newcomer, **changes))
    assert refusal.value.field == field
    assert not User.objects.filter(last_name="Зимина").exists()


def test_team_of_another_department_and_a_place_out_of_reach_are_refused(cast, newcomer):
    with pytest.raises(Invalid) as refusal:
        add_person(by=cast.actor("anna"), values=replace(newcomer, department_id=cast.service.pk))
    assert refusal.value.field == "team_id"
    away = replace(newcomer, department_id=cast.service.pk, team_id=None, sells=False)
    with pytest.raises(Invalid) as refusal:
        add_person(by=cast.actor("anna"), values=away)
    assert refusal.value.field == "department_id"
    assert not User.objects.filter(last_name="Зимина").exists()


@pytest.mark.parametrize("name", ["boris", "gleb", "dina"])
def test_person_is_not_taken_on_by_those_without_the_right(cast, newcomer, name):
    with pytest.raises(Denied):
        add_person(by=cast.actor(name), values=newcomer)


@pytest.mark.parametrize(
    "change",
    [{"team": "south"}, {"position": "Старший менеджер"}, {"role": "lead"}, {"reports_to": "gleb"}],
    ids=["team", "position", "role", "head"],
)
def test_every_change_of_place_is_a_move_with_its_day_and_event(cast, change):
    kinds = {"team": "team_id", "reports_to": "reports_to_id"}
    changes = {kinds.get(k, k): getattr(cast, v).pk if k in kinds else v for k, v in change.items()}
    edit_person(
        by=cast.actor("anna"), person_id=cast.boris.pk, values=values_of(cast.boris, **changes), since=date(2026, 11, 2)
    )
    move = Move.objects.get(person=cast.boris)
    cast.boris.refresh_from_db()
    assert (move.from_day, move.made_by) == (date(2026, 11, 2), "Anna Koroleva")
    for name in ("department_id", "team_id", "position", "role_id", "reports_to_id"):
        assert getattr(move, name) == getattr(cast.boris, name)
    assert Entry.objects.get(name="people.person_moved").payload["from_day"] == "2026-11-02"


def test_change_that_is_no_move_leaves_no_move(cast):
    edit_person(by=cast.actor("anna"), person_id=cast.boris.pk, values=values_of(cast.boris, last_name="Боровой"))
    assert not Move.objects.exists()
    assert Entry.objects.get().payload["changes"] == [["last_name", "Belov", "Боровой"]]


def test_nothing_changed_says_nothing(cast):
    edit_person(by=cast.actor("anna"), person_id=cast.boris.pk, values=values_of(cast.boris))
    assert not Entry.objects.exists()


@pytest.mark.parametrize("since", [date(2023, 1, 1), date(2026, 11, 19)])
def test_move_before_the_first_day_or_ahead_of_time_is_refused(cast, since):
    with pytest.raises(Invalid) as refusal:
        edit_person(
            by=cast.actor("anna"),
            person_id=cast.boris.pk,
            values=values_of(cast.boris, team_id=cast.south.pk),
            since=since,
        )
    assert refusal.value.field == "since"
    cast.boris.refresh_from_db()
    assert cast.boris.team == cast.north


def test_circle_of_heads_is_refused(cast):
    for boss in (cast.dasha.pk, cast.gleb.pk):
        with pytest.raises(Invalid) as refusal:
            edit_person(by=cast.actor("olga"), person_id=cast.gleb.pk, values=values_of(cast.gleb, reports_to_id=boss))
        assert refusal.value.field == "reports_to_id"


def test_stale_version_says_who_changed_what(cast):
    edit_person(by=cast.actor("olga"), person_id=cast.boris.pk, values=values_of(cast.boris, phone="+79123456789"))
    with pytest.raises(Conflict) as refusal:
        edit_person(by=cast.actor("anna"), person_id=cast.boris.pk, values=values_of(cast.boris), version=0)
    assert "Olga Orlova" in str(refusal.value)
    assert "phone" in str(refusal.value).lower() or "телефон" in str(refusal.value).lower()


def test_person_out_of_reach_is_as_one_who_is_not_there(cast):
    by = cast.actor("anna")
    for act in (
        lambda pk: edit_person(by=by, person_id=pk, values=values_of(cast.dina)),
        lambda pk: dismiss_person(by=by, person_id=pk, last_day=TODAY),
        lambda pk: return_person(by=by, person_id=pk),
        lambda pk: give_password(by=by, person_id=pk),
    ):
        said = []
        for pk in (cast.dina.pk, 10**9):
            with pytest.raises(Missing) as refusal:
                act(pk)
            said.append(str(refusal.value))
        assert said[0] == said[1]


def test_nobody_gives_themselves_another_role(cast):
    with pytest.raises(Invalid) as refusal:
        edit_person(by=cast.actor("anna"), person_id=cast.anna.pk, values=values_of(cast.anna, role="service_head"))
    assert refusal.value.field == "role"


def test_person_whose_role_is_above_is_not_touched(cast):
    User.objects.filter(pk=cast.olga.pk).update(department=cast.sales)
    cast.olga.refresh_from_db()
    with pytest.raises(Denied):
        edit_person(
            by=cast.actor("anna"), person_id=cast.olga.pk, values=values_of(cast.olga, email="mine@mostik.test")
        )
    with pytest.raises(Denied):
        dismiss_person(by=cast.actor("anna"), person_id=cast.olga.pk, last_day=TODAY)
    with pytest.raises(MoreThanYou):
        give_password(by=cast.actor("anna"), person_id=cast.olga.pk)


def test_password_is_given_once_and_ends_sessions(cast, client):
    client.force_login(cast.boris, backend="allauth.account.auth_backends.AuthenticationBackend")
    value = give_password(by=cast.actor("anna"), person_id=cast.boris.pk)
    cast.boris.refresh_from_db()
    assert cast.boris.check_password(value)
    assert client.get("/people/profile/").status_code == 302
    assert value not in str(Entry.objects.get(name="people.password_issued").payload)


def test_personnel_manager_takes_on_sellers_but_cannot_enter_as_them(cast, newcomer):
    hr = User.objects.create_user(
        "hr@mostik.test", None, first_name="H", last_name="R", role=Role.objects.get(code="hr"),
        department=cast.service, hired_on=TODAY,
    )  # fmt: skip
    from mostik.people.queries.actors import actor_of

    zoya = add_person(by=actor_of(hr), values=newcomer)
    with pytest.raises(MoreThanYou):
        give_password(by=actor_of(hr), person_id=zoya.pk)


def test_dismissed_cannot_sign_in_and_comes_back_whole(cast, client):
    client.force_login(cast.boris, backend="allauth.account.auth_backends.AuthenticationBackend")
    dismiss_person(by=cast.actor("anna"), person_id=cast.boris.pk, last_day=TODAY)
    assert client.get("/people/profile/").status_code == 302
    with pytest.raises(Conflict):
        dismiss_person(by=cast.actor("anna"), person_id=cast.boris.pk, last_day=TODAY)
    return_person(by=cast.actor("anna"), person_id=cast.boris.pk)
    cast.boris.refresh_from_db()
    assert (cast.boris.left_on, cast.boris.is_active, cast.boris.team) == (None, True, cast.north)
    with pytest.raises(Conflict):
        return_person(by=cast.actor("anna"), person_id=cast.boris.pk)


def test_dismissal_ahead_keeps_the_door_open_until_the_day_is_over(cast):
    dismiss_person(by=cast.actor("anna"), person_id=cast.boris.pk, last_day=date(2026, 11, 30))
    cast.boris.refresh_from_db()
    assert cast.boris.is_active


def test_dismissal_of_oneself_before_hiring_or_of_the_last_keeper_is_refused(cast):
    with pytest.raises(Conflict):
        dismiss_person(by=cast.actor("anna"), person_id=cast.anna.pk, last_day=TODAY)
    with pytest.raises(Invalid) as refusal:
        dismiss_person(by=cast.actor("anna"), person_id=cast.boris.pk, last_day=date(2023, 1, 1))
    assert refusal.value.field == "last_day"
    from mostik.core.actors import SYSTEM

    with pytest.raises(Conflict):
        dismiss_person(by=SYSTEM, person_id=cast.olga.pk, last_day=TODAY)


def test_many_are_moved_at_once_or_none(cast):
    by = cast.actor("anna")
    assert move_people(by=by, people_ids=[cast.boris.pk, cast.vera.pk, cast.dasha.pk], team_id=cast.south.pk) == 2
    assert set(User.objects.filter(team=cast.south).values_list("first_name", flat=True)) == {
        "Boris",
        "Vera",
        "Gleb",
        "Dasha",
    }
    assert Move.objects.count() == 2
    assert move_people(by=by, people_ids=[cast.dina.pk], team_id=cast.south.pk) == 0
    front = cast.dina.team
    with pytest.raises((Invalid, Missing)):
        move_people(by=by, people_ids=[cast.boris.pk, cast.vera.pk], team_id=front.pk)
    cast.boris.refresh_from_db()
    assert cast.boris.team == cast.south


def test_language_is_ones_own(cast):
    choose_language(by=cast.actor("boris"), language="en")
    cast.boris.refresh_from_db()
    cast.vera.refresh_from_db()
    assert (cast.boris.language, cast.vera.language) == ("en", "")
    with pytest.raises(Invalid):
        choose_language(by=cast.actor("boris"), language="xx")
