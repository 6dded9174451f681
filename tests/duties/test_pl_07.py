"""PL-07: every morning everybody's numbers; a shortage spread within a limit; what cannot fit raised at once."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from mostik.core import clock
from mostik.crm.terms import ActivityKind, ActivityResult
from mostik.kernel.money import Money
from mostik.people.models import Absence
from mostik.planning.commands import cells, plans
from mostik.planning.models import Norm, Plan
from mostik.planning.queries.unreachable import unreachable
from mostik.planning.rules.options import Options
from tests.planning.conftest import lively, sellers  # noqa: F401 - the department with its past
from tests.planning.stage import count

MONDAY = date(2026, 11, 30)
#: Working days of December 2026 by the production calendar.
DAYS = 22


@pytest.fixture
def plan(sellers) -> Plan:  # noqa: F811
    """December in force: for Boris 220 calls, the same number every day."""
    cast, by = sellers.cast, sellers.cast.actor("anna")
    with clock.stopped(clock.moment(MONDAY, time(9))):
        made = plans.make_plan(
            by=by,
            department_id=cast.sales.pk,
            month=date(2026, 12, 1),
            target=Money.of(5_000_000),
            options=Options(check_minor=300_000_00),
        )
        cells.set_count(by=by, plan_id=made.pk, person_id=cast.boris.pk, kpi="calls", count=220)
        return plans.put_in_force(by=by, plan_id=made.pk)


def called(person, day: date, times: int) -> None:
    count(person, ActivityKind.CALL, ActivityResult.NO_ANSWER, day, times)


def calls(client, person, day: date):
    """Return the number of calls as the fragment of one's own day shows it."""
    with clock.stopped(clock.moment(day, time(9))):
        answer = client.get(reverse("planning:my_numbers"))
    assert answer.status_code == 200
    rows = {row.number.kpi: row.number for row in answer.context["rows"]}
    return rows["calls"], answer.content.decode()


def december(number: int) -> date:
    """Return the number's working day of December, from one."""
    first, found = date(2026, 12, 1), []
    while len(found) < number:
        if first.weekday() < 5:
            found.append(first)
        first += timedelta(days=1)
    return found[-1]


@pytest.mark.duty("PL-07")
def test_each_morning_has_its_numbers_and_a_shortage_is_spread_over_the_days_left(plan, sellers, sign_in):  # noqa: F811
    boris = sellers.cast.boris
    page = sign_in(boris)
    page.cookies["django_language"] = "en"
    assert len(Norm.objects.get(part__plan=plan, part__person=boris, kpi="calls").days) == DAYS
    number, _ = calls(page, boris, december(1))
    assert (number.due, number.left, number.days_left) == (10, 220, DAYS)
    for day in range(1, 6):
        called(boris, december(day), 4)
    number, said = calls(page, boris, december(6))
    assert (number.left, number.days_left, number.unreachable) == (200, 17, 0)
    assert number.due == 12
    assert "200 calls left, 17 working days, 12 today" in said
    assert number.tone.value == "bad"


@pytest.mark.duty("PL-07")
def test_the_debt_never_compounds_and_doing_todays_number_pays_it_off(plan, sellers, sign_in):  # noqa: F811
    boris = sellers.cast.boris
    page, total, asked = sign_in(boris), 20, []
    called(boris, december(1), 2)
    called(boris, december(2), 18)
    for place in range(3, DAYS + 1):
        number, _ = calls(page, boris, december(place))
        assert number.due <= 15
        called(boris, december(place), number.due)
        total += number.due
        asked.append(number.due)
    assert total == 220
    assert max(asked) - min(asked) <= 1


@pytest.mark.duty("PL-07")
def test_a_day_off_asks_nothing_and_an_absence_moves_the_rest(plan, sellers, sign_in):  # noqa: F811
    boris = sellers.cast.boris
    page = sign_in(boris)
    number, _ = calls(page, boris, date(2026, 12, 5))
    assert (number.due, number.reason.value) == (0, "day off")
    Absence.objects.create(person=boris, kind="sick", first=december(2), last=december(8))
    number, _ = calls(page, boris, december(3))
    assert number.due == 0
    number, _ = calls(page, boris, december(9))
    assert (number.days_left, number.left) == (DAYS - 8, 220)
    assert number.due == 16


@pytest.mark.duty("PL-07")
def test_what_cannot_fit_is_raised_at_once_with_the_ways_out(plan, sellers, sign_in):  # noqa: F811
    cast, boris = sellers.cast, sellers.cast.boris
    page = sign_in(boris)
    page.cookies["django_language"] = "en"
    called(boris, december(1), 50)
    number, said = calls(page, boris, december(18))
    assert number.due == 15
    assert number.left == 170
    assert number.unreachable == 170 - 75
    assert "95 will not fit into the month" in said
    with clock.stopped(clock.moment(december(18), time(9))):
        found = unreachable(viewer=cast.actor("anna"), department_id=cast.sales.pk)
    (mine,) = [each for each in found if each.person == boris.pk and each.kpi == "calls"]
    assert mine.count == 95
    assert mine.money.minor > 0
    assert {helper.name for helper in mine.helpers} <= {each.short_name for each in sellers.people} - {boris.short_name}
    assert mine.helpers
    assert mine.leads == 24
    assert mine.better is None or mine.better.needed > mine.better.now


@pytest.mark.duty("PL-07")
def test_numbers_are_the_persons_own_and_closed_to_others(plan, sellers, sign_in):  # noqa: F811
    cast = sellers.cast
    with clock.stopped(clock.moment(december(1), time(9))):
        page = sign_in(cast.vera)
        assert page.get(reverse("planning:my_numbers"), {"person": cast.boris.pk}).context["today"] is None
        assert page.get(reverse("planning:my_numbers")).context["today"].person == cast.vera.pk
        head = sign_in(cast.anna)
        assert (
            head.get(reverse("planning:my_numbers"), {"person": cast.boris.pk}).context["today"].person == cast.boris.pk
        )


@pytest.mark.duty("PL-07")
def test_team_numbers_take_six_queries_whatever_the_history(lively, django_assert_max_num_queries):  # noqa: F811
    from mostik.planning.queries.today import team_today

    cast, by = lively.cast, lively.cast.actor("anna")
    made = plans.make_plan(by=by, department_id=cast.sales.pk, month=date(2026, 11, 1), target=Money.of(4_000_000))
    plans.put_in_force(by=by, plan_id=made.pk)
    with django_assert_max_num_queries(6):
        found = team_today(viewer=by, department_id=cast.sales.pk)
    assert [each.person for each in found] == [
        each.pk for each in sorted(lively.people, key=lambda one: (one.last_name, one.first_name))
    ]
    assert all(len(each.numbers) == 7 for each in found)
    assert sum(each.money.amount.minor for each in found) == 4_000_000_00
