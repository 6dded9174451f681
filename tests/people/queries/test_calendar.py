"""Working hours in one answer: hired, absent, the country, the company, the schedule; few queries however many."""

from datetime import date, time

import pytest

from mostik.core.actors import SYSTEM
from mostik.kernel.period import Period, Span
from mostik.people.commands.calendar import add_absence, add_schedule, set_company_day, set_schedule
from mostik.people.models import User
from mostik.people.queries.calendar import (
    calendar_norm,
    company_days,
    day_hours,
    total_minutes,
    worked_hours,
    working_days,
    year_norms,
)
from mostik.people.terms import AbsenceKind, DayKind

pytestmark = pytest.mark.django_db
NOVEMBER = Period.parse("2026-11").span


def test_every_person_has_an_answer_for_every_day(cast):
    hours = day_hours(people_ids=[cast.boris.pk, cast.vera.pk, 10**9], span=NOVEMBER)
    assert set(hours) == {(pk, day) for pk in (cast.boris.pk, cast.vera.pk) for day in NOVEMBER.days()}


def test_month_of_an_office_worker_is_the_norm_of_the_calendar(cast):
    norm = calendar_norm(span=NOVEMBER)
    assert (norm.working, norm.short, norm.minutes) == (20, 1, 20 * 480 - 60)
    assert total_minutes(people_ids=[cast.boris.pk], span=NOVEMBER) == {cast.boris.pk: norm.minutes}


def test_nothing_is_worked_before_the_first_day_and_after_the_last(cast):
    User.objects.filter(pk=cast.boris.pk).update(hired_on=date(2026, 11, 10), left_on=date(2026, 11, 12))
    assert working_days(person_id=cast.boris.pk, span=NOVEMBER) == [date(2026, 11, day) for day in (10, 11, 12)]


def test_questions_are_asked_in_order_each_over_the_one_below(cast):
    shift = add_schedule(by=SYSTEM, title="Каждый день", days=["10-14"], anchor=date(2026, 1, 1))
    set_schedule(by=SYSTEM, person_id=cast.boris.pk, schedule_id=shift.pk, from_day=date(2026, 11, 2))
    set_company_day(by=SYSTEM, day=date(2026, 11, 6), kind=DayKind.OFF)
    add_absence(
        by=SYSTEM, person_id=cast.boris.pk, kind=AbsenceKind.SICK, first=date(2026, 11, 7), last=date(2026, 11, 7)
    )
    hours = day_hours(people_ids=[cast.boris.pk], span=Span(date(2026, 11, 1), date(2026, 11, 8)))
    assert list(hours.values()) == [0, 240, 240, 240, 240, 0, 0, 240]


def test_working_saturday_of_the_company_is_worked_by_the_office(cast):
    set_company_day(by=SYSTEM, day=date(2026, 11, 21), kind=DayKind.WORKING, title="Вместо 30 декабря")
    assert date(2026, 11, 21) in working_days(person_id=cast.boris.pk, span=NOVEMBER)


def test_hours_of_a_day_say_from_when_to_when(cast):
    told = worked_hours(person_id=cast.boris.pk, span=Span(date(2026, 11, 2), date(2026, 11, 4)), language="en")
    assert [spans[-1][1] if spans else None for _, spans in told] == [time(18), time(17), None]
    assert told[-1][0].title == "Unity Day"


def test_hours_of_many_people_take_as_many_queries_as_of_one(cast, django_assert_num_queries):
    people = list(User.objects.values_list("pk", flat=True))
    for pk in people:
        add_absence(by=SYSTEM, person_id=pk, kind=AbsenceKind.TRIP, first=NOVEMBER.first, last=NOVEMBER.first)
    with django_assert_num_queries(4):
        assert len(day_hours(people_ids=people, span=Period.parse("2026").span)) == len(people) * 365
    with django_assert_num_queries(4):
        day_hours(people_ids=people[:1], span=NOVEMBER)


def test_year_is_told_by_months_quarters_and_whole(db):
    told = {period.code: norm for period, norm in year_norms(year=2026)}
    assert list(told)[:4] == ["2026-01", "2026-02", "2026-03", "2026-Q1"]
    assert told["2026-Q1"].working == sum(told[f"2026-0{n}"].working for n in (1, 2, 3)) == 55
    assert (told["2026"].working, told["2026"].hours, len(told)) == (247, 1972, 17)


def test_span_over_new_year_joins_both_decrees(db):
    days = company_days(span=Span(date(2026, 12, 30), date(2027, 1, 11)), language="en")
    assert [day.kind is DayKind.OFF for day in days] == [False, True, *[True] * 10, False]
    assert days[1].moved == date(2026, 1, 4)


def test_year_of_2027_goes_by_decree_and_rule(db):
    days = company_days(span=Period.parse("2027").span)
    norm = calendar_norm(span=Period.parse("2027").span)
    short = [day.date for day in days if day.kind is DayKind.SHORT]
    assert (norm.working, norm.off, norm.hours) == (247, 118, 1972)
    assert short == [date(2027, 2, 20), date(2027, 4, 30), date(2027, 6, 11), date(2027, 11, 3)]
    assert [day.date for day in days if day.worked] == [date(2027, 2, 20)]


def test_year_without_a_decree_goes_by_the_law(db):
    days = {day.date: day for day in company_days(span=Period.parse("2031").span)}
    assert all(days[date(2031, 1, number)].kind is DayKind.OFF for number in range(1, 9))
    assert days[date(2031, 11, 4)].kind is DayKind.OFF
    assert days[date(2031, 11, 3)].kind is DayKind.SHORT
