"""The screens of the room: they open in both languages within their budget of questions, and refuse strangers."""

from datetime import date

import pytest
from django.urls import reverse

from mostik.core.actors import SYSTEM
from mostik.people.commands.calendar import add_absence, add_schedule, set_company_day
from mostik.people.commands.tokens import make_token
from mostik.people.models import Role
from mostik.people.terms import AbsenceKind, DayKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def lived_in(cast):
    """A department with something on every screen."""
    add_absence(
        by=SYSTEM, person_id=cast.boris.pk, kind=AbsenceKind.SICK, first=date(2026, 11, 17), last=date(2026, 11, 20)
    )
    add_schedule(by=SYSTEM, title="2/2", days=["9-21", "9-21", "", ""], anchor=date(2026, 11, 1))
    set_company_day(by=SYSTEM, day=date(2026, 11, 20), kind=DayKind.OFF, title="Birthday")
    make_token(by=SYSTEM, title="Site", role="manager")
    return cast


def screens(cast):
    person, role = [cast.boris.pk], [Role.objects.get(code="lead").pk]
    return [
        reverse("people:structure"),
        reverse("people:list"),
        reverse("people:list") + "?state=works&q=boris&sort=-hired",
        reverse("people:person_add"),
        reverse("people:person", args=person),
        reverse("people:person_edit", args=person),
        reverse("people:person_dismiss", args=person),
        reverse("people:person_schedule", args=person),
        reverse("people:absence_add", args=person),
        reverse("people:people_move") + f"?pk={cast.boris.pk}",
        reverse("people:department_add"),
        reverse("people:department_edit", args=[cast.sales.pk]),
        reverse("people:team_edit", args=[cast.north.pk]),
        reverse("people:team_add") + f"?department={cast.sales.pk}",
        reverse("people:calendar"),
        reverse("people:calendar") + "?year=2024",
        reverse("people:day_edit", args=["2026-11-20"]),
        reverse("people:schedules"),
        reverse("people:schedule_add"),
        reverse("people:roles"),
        reverse("people:role_edit", args=role),
        reverse("people:tokens"),
        reverse("people:token_make"),
        reverse("people:profile"),
    ]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_screen_opens_within_its_budget(lived_in, sign_in, language, django_assert_max_num_queries):
    client = sign_in(lived_in.olga)
    client.cookies["django_language"] = language
    for address in screens(lived_in):
        with django_assert_max_num_queries(26):
            answer = client.get(address)
        assert answer.status_code == 200, address


def test_budget_does_not_grow_with_people(lived_in, sign_in, django_assert_max_num_queries):
    from tests.conftest import person

    for number in range(40):
        person(f"Seller{number}", "Many", "manager", lived_in.sales, lived_in.north, reports_to=lived_in.anna)
    client = sign_in(lived_in.olga)
    for name in ("people:structure", "people:list", "people:calendar"):
        with django_assert_max_num_queries(26):
            assert client.get(reverse(name)).status_code == 200
