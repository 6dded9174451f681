"""What people do on the room's screens: forms that refuse at their fields, values shown once, what can be undone."""

from datetime import date

import pytest
from django.urls import reverse

from mostik.core.actors import SYSTEM
from mostik.people.commands.calendar import add_absence
from mostik.people.models import Absence, CompanyDay, Department, Role, Schedule, Team, Token, User
from mostik.people.queries.tokens import token_of
from mostik.people.terms import AbsenceKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_anna(sign_in, cast):
    client = sign_in(cast.anna)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def as_olga(sign_in, cast):
    client = sign_in(cast.olga)
    client.cookies["django_language"] = "en"
    return client


def followed(client, answer) -> str:
    """Return the page an answer leads to."""
    return client.get(answer["Location"]).content.decode()


def as_it_came(client, address: str, role: Role) -> dict:
    """Return what a browser sends of a role's form left as it came."""
    form = client.get(address).context["form"]
    said = {name: value for name, value in form.initial.items() if value is not None}
    return said | {f"rights_{room}": [c for c in role.rights if c.startswith(f"{room}.")] for room in form.rooms}


def test_refusal_stands_at_its_field_and_what_was_typed_stays(as_anna, cast):
    said = {"last_name": "New", "first_name": "Nina", "email": "boris@mostik.test", "role": "manager"}
    said |= {"department_id": cast.sales.pk, "hired_on": "2026-11-18", "sells": "on", "phone": "call me"}
    answer = as_anna.post(reverse("people:person_add"), said)
    assert answer.status_code == 422
    assert "must be in a team" in str(answer.context["form"].errors["team_id"])
    assert answer.context["form"]["first_name"].value() == "Nina"
    answer = as_anna.post(reverse("people:person_add"), {**said, "team_id": cast.north.pk})
    assert list(answer.context["form"].errors) == ["phone"]
    answer = as_anna.post(reverse("people:person_add"), {**said, "team_id": cast.north.pk, "phone": ""})
    assert "already signs in" in str(answer.context["form"].errors["email"])
    assert not User.objects.filter(last_name="New").exists()


@pytest.mark.parametrize(
    "wrong", [{"hired_on": "31.02.2026"}, {"email": "no"}, {"last_name": "x" * 5000}, {"role": "king"}]
)
def test_wrong_values_are_refused_at_their_field(as_anna, cast, wrong):
    said = {"last_name": "New", "first_name": "Nina", "email": "nina@mostik.test", "role": "manager"}
    said |= {"department_id": cast.sales.pk, "team_id": cast.north.pk, "hired_on": "2026-11-18"}
    answer = as_anna.post(reverse("people:person_add"), {**said, **wrong})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(wrong)


def test_head_gives_no_role_above_their_own(as_anna, cast):
    said = {"last_name": "New", "first_name": "Nina", "email": "nina@mostik.test", "role": "owner"}
    said |= {"department_id": cast.sales.pk, "hired_on": "2026-11-18"}
    answer = as_anna.post(reverse("people:person_add"), said)
    assert "may do or see more" in str(answer.context["form"].errors["role"])


def test_password_is_shown_once_and_lets_in(as_anna, cast, client):
    address = reverse("people:person_password", args=[cast.boris.pk])
    answer = as_anna.post(address)
    value = answer.context["value"]
    assert value in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert User.objects.get(pk=cast.boris.pk).check_password(value)
    assert as_anna.get(address).status_code == 405
    assert value not in as_anna.get(reverse("people:person", args=[cast.boris.pk])).content.decode()


def test_token_is_shown_once_and_stops_when_revoked(as_olga, cast):
    answer = as_olga.post(reverse("people:token_make"), {"title": "Site form", "role": "manager"})
    value = answer.context["value"]
    assert answer["Cache-Control"] == "no-store"
    assert token_of(value).title == "Site form"
    listed = as_olga.get(reverse("people:tokens")).content.decode()
    assert "Site form" in listed
    assert value not in listed
    as_olga.post(reverse("people:token_revoke", args=[Token.objects.get().pk]))
    assert token_of(value) is None
    assert as_olga.post(reverse("people:token_revoke", args=[Token.objects.get().pk])).status_code == 404


def test_picked_people_move_together(as_anna, cast):
    address = reverse("people:people_move")
    keys = [cast.boris.pk, cast.vera.pk]
    asked = as_anna.get(address, {"pk": keys}).content.decode()
    assert "2 people are picked" in asked
    answer = as_anna.post(address, {"pk": keys, "team_id": cast.south.pk, "since": "2026-11-16"})
    assert "Moved: 2." in followed(as_anna, answer)
    assert set(User.objects.filter(pk__in=keys).values_list("team", flat=True)) == {cast.south.pk}
    assert "October 5" not in as_anna.get(reverse("people:person", args=[cast.boris.pk])).content.decode()


def test_everybody_the_filters_leave_is_moved(as_anna, cast):
    address = f"{reverse('people:people_move')}?team={cast.north.pk}"
    asked = as_anna.get(f"{address}&everything=1")
    assert set(asked.context["keys"]) == {cast.boris.pk, cast.vera.pk}


def test_nobody_out_of_reach_is_picked(as_anna, cast):
    answer = as_anna.get(reverse("people:people_move"), {"pk": [cast.dina.pk, "x", "9" * 30]})
    assert answer.context["keys"] == []
    assert "Nobody is picked" in answer.content.decode()


def test_absence_is_added_changed_removed_and_brought_back(as_anna, cast):
    card = reverse("people:person", args=[cast.boris.pk])
    add = reverse("people:absence_add", args=[cast.boris.pk])
    days = {"kind": "holiday", "first": "2026-11-23", "last": "2026-11-27"}
    assert "last" in as_anna.post(add, {**days, "last": "2026-11-20"}).context["form"].errors
    as_anna.post(add, days)
    assert "in all 40 h" in as_anna.get(card).content.decode()
    row = Absence.objects.get()
    edit = reverse("people:absence_edit", args=[row.pk])
    as_anna.post(edit, {**days, "last": "2026-11-24", "version": row.version})
    assert "in all 64 h" in as_anna.get(card).content.decode()
    stale = as_anna.post(edit, {**days, "version": row.version})
    assert stale.status_code == 422
    removed = as_anna.post(reverse("people:absence_remove", args=[row.pk]))
    page = followed(as_anna, removed)
    assert "in all 80 h" in page
    undo = reverse("people:absence_restore", args=[row.pk])
    assert f'hx-post="{undo}"' in page
    assert "in all 64 h" in followed(as_anna, as_anna.post(undo))


def test_overlapping_absences_name_the_other(as_anna, cast):
    add_absence(
        by=SYSTEM, person_id=cast.boris.pk, kind=AbsenceKind.SICK, first=date(2026, 11, 24), last=date(2026, 11, 25)
    )
    said = {"kind": "trip", "first": "2026-11-20", "last": "2026-11-24"}
    answer = as_anna.post(reverse("people:absence_add", args=[cast.boris.pk]), said)
    assert "already away" in str(answer.context["form"].errors["first"])


def test_teams_and_departments_come_and_go_and_come_back(as_olga, cast):
    as_olga.post(reverse("people:department_add"), {"title": "Wholesale", "parent_id": cast.sales.pk})
    made = Department.objects.get(title="Wholesale")
    as_olga.post(reverse("people:team_add"), {"title": "Chains", "department_id": made.pk})
    team = Team.objects.get(title="Chains")
    assert as_olga.post(reverse("people:department_archive", args=[made.pk])).status_code == 409
    page = followed(as_olga, as_olga.post(reverse("people:team_archive", args=[team.pk])))
    assert "“Chains” is put away." in page
    assert f'hx-post="{reverse("people:team_restore", args=[team.pk])}"' in page
    as_olga.post(reverse("people:department_archive", args=[made.pk]))
    assert "Wholesale" not in as_olga.get(reverse("people:structure")).context["units"].__repr__()
    assert "is back" in followed(as_olga, as_olga.post(reverse("people:department_restore", args=[made.pk])))
    taken = as_olga.post(reverse("people:department_add"), {"title": "Wholesale"})
    assert "already there" in str(taken.context["form"].errors["title"])


def test_day_of_the_company_is_set_and_given_back(as_anna, cast):
    address = reverse("people:day_edit", args=["2026-11-20"])
    answer = as_anna.post(address, {"kind": "off", "title": "Birthday"})
    page = followed(as_anna, answer)
    assert "November 20, 2026: day off, Birthday" in page.replace("\xa0", " ")
    assert as_anna.get(reverse("people:calendar")).context["norm"].working == 246
    as_anna.post(address, {"kind": ""})
    assert not CompanyDay.objects.exists()
    assert as_anna.get(reverse("people:calendar")).context["norm"].working == 247


@pytest.mark.parametrize("day", ["2026-02-31", "soon", "1999-01-01", "99999-01-01"])
def test_day_that_is_none_is_a_page_that_does_not_exist(as_anna, day):
    assert as_anna.get(reverse("people:day_edit", args=[day])).status_code == 404


@pytest.mark.parametrize("year", ["abc", "1800", "2999", "-5", "²⁰²⁶", ""])
def test_unreadable_year_is_this_year(as_anna, year):
    assert as_anna.get(reverse("people:calendar"), {"year": year}).context["year"] == 2026


def test_schedule_is_looked_at_before_it_is_kept(as_anna, cast):
    address = reverse("people:schedule_add")
    said = {"title": "2/2", "way": "cycle", "days": "9-21\n9-21\noff\noff", "anchor": "2026-11-18"}
    look = as_anna.post(address, {**said, "preview": "1"})
    assert look.status_code == 200
    assert [str(row[1].html) for row in look.context["preview"].rows[:3]] == [
        "09:00-21:00",
        "09:00-21:00",
        "does not work",
    ]
    assert not Schedule.objects.exists()
    as_anna.post(address, said)
    made = Schedule.objects.get()
    assert (made.cycle, made.anchor) == (True, date(2026, 11, 18))
    follow = reverse("people:person_schedule", args=[cast.boris.pk])
    page = followed(as_anna, as_anna.post(follow, {"schedule_id": made.pk, "from_day": "2026-11-18"}))
    assert "2/2; in all 96 h" in page
    assert as_anna.post(reverse("people:schedule_archive", args=[made.pk])).status_code == 409


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"days": "9-18\n9-18"}, "days"),
        ({"days": "\n".join(["from nine"] * 7)}, "days"),
        ({"days": "\n".join(["off"] * 7)}, "days"),
        ({"days": "\n".join(["9-14, 13-18"] * 7)}, "days"),
        ({"way": "cycle", "days": "9-21\noff"}, "anchor"),
    ],
)
def test_schedule_that_cannot_be_read_is_refused_at_its_field(as_anna, wrong, field):
    said = {"title": "Week", "way": "week", "days": "\n".join(["9-18"] * 5 + ["off"] * 2)}
    for more in ({}, {"preview": "1"}):
        answer = as_anna.post(reverse("people:schedule_add"), {**said, **wrong, **more})
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
        assert answer.context["preview"] is None
    assert not Schedule.objects.exists()


def test_owner_keeps_their_own_key(as_olga, cast):
    role = Role.objects.get(code="owner")
    address = reverse("people:role_edit", args=[role.pk])
    said = as_it_came(as_olga, address, role)
    said["rights_people"] = [code for code in role.rights if code != "people.edit_roles" and code.startswith("people.")]
    answer = as_olga.post(address, said)
    assert answer.status_code == 422
    assert "Your own right to edit roles stays" in answer.content.decode()
    role.refresh_from_db()
    assert "people.edit_roles" in role.rights


def test_seeded_description_stays_as_it_is_kept_when_read_in_another_language(as_olga, cast):
    as_olga.cookies["django_language"] = "ru"
    role = Role.objects.get(code="lead")
    Role.objects.filter(pk=role.pk).update(description="Leads a team and sells.")
    address = reverse("people:role_edit", args=[role.pk])
    said = as_it_came(as_olga, address, role)
    as_olga.post(address, said)
    role.refresh_from_db()
    assert (role.description, role.version) == ("Leads a team and sells.", 1)


def test_language_is_kept_on_the_person(sign_in, cast):
    client = sign_in(cast.boris)
    answer = client.post(reverse("people:profile"), {"language": "en"})
    assert answer.cookies["django_language"].value == "en"
    assert User.objects.get(pk=cast.boris.pk).language == "en"
    assert client.post(reverse("people:profile"), {"language": "xx"}).status_code == 422


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_dismissal_is_undone_by_one_press_in_the_toast(page_of, cast):
    page = page_of(cast.anna)
    page.goto(reverse("people:person", args=[cast.boris.pk]))
    page.locator("main details.menu > summary").first.click()
    page.get_by_text("Dismiss", exact=True).click()
    page.locator("dialog[open] button[type=submit]").click()
    page.get_by_text("Boris Belov is dismissed.").wait_for()
    assert not User.objects.get(pk=cast.boris.pk).is_active
    page.locator("#toasts").get_by_text("Undo").click()
    page.get_by_text("Boris Belov works here again.").wait_for()
    assert User.objects.get(pk=cast.boris.pk).is_active


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_day_is_changed_by_keyboard_in_a_dialog(page_of, cast):
    page = page_of(cast.anna)
    page.goto(reverse("people:calendar"))
    page.get_by_label("November 20, 2026").focus()
    page.keyboard.press("Enter")
    page.locator("dialog[open] select").select_option("off")
    page.locator("dialog[open] input[name=title]").fill("Birthday")
    page.keyboard.press("Enter")
    page.get_by_label("November 20, 2026: day off, Birthday").wait_for()
    assert CompanyDay.objects.get().title == "Birthday"
