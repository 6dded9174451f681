"""The Russian production calendar against the published one, day by day."""

import xml.etree.ElementTree as ET
from datetime import date

import pytest

from mostik.kernel.period import Period, Span
from mostik.people.queries.calendar import calendar_norm, company_days
from mostik.people.terms import DayKind

pytestmark = pytest.mark.django_db

#: Working days, days off, shortened days, hours of a 40-hour week.
YEARS = {
    2022: (247, 118, 3, 1973),
    2023: (247, 118, 3, 1973),
    2024: (248, 118, 5, 1979),
    2025: (247, 118, 4, 1972),
    2026: (247, 118, 4, 1972),
}
QUARTERS = {2025: [58, 59, 66, 64], 2026: [55, 62, 66, 64]}


def year(number: int) -> Span:
    return Span(date(number, 1, 1), date(number, 12, 31))


@pytest.mark.duty("PE-03")
@pytest.mark.parametrize("number", YEARS)
def test_year_has_its_official_days_and_hours(number):
    norm = calendar_norm(span=year(number))
    assert (norm.working, norm.off, norm.short, norm.hours) == YEARS[number]


@pytest.mark.parametrize("number", QUARTERS)
def test_quarter_has_its_official_working_days(number):
    quarters = [Period.parse(f"{number}-Q{n}") for n in range(1, 5)]
    assert [calendar_norm(span=quarter.span).working for quarter in quarters] == QUARTERS[number]


def test_shortened_days_and_working_saturdays_are_the_decrees():
    short = [day.date for day in company_days(span=year(2026)) if day.kind is DayKind.SHORT]
    assert short == [date(2026, 4, 30), date(2026, 5, 8), date(2026, 6, 11), date(2026, 11, 3)]
    worked = [day.date for number in (2024, 2025, 2026) for day in company_days(span=year(number)) if day.worked]
    assert worked == [date(2024, 4, 27), date(2024, 11, 2), date(2024, 12, 28), date(2025, 11, 1)]


@pytest.mark.parametrize("number", [2024, 2025, 2026])
def test_calendar_equals_the_published_one_day_by_day(number, shared_data):
    published = {}
    for each in ET.parse(shared_data / "calendar-ru" / f"xmlcalendar-ru-{number}.xml").iter("day"):
        month, day = each.get("d").split(".")
        published[date(number, int(month), int(day))] = each.get("t")
    for day in company_days(span=year(number)):
        said = published.get(day.date, "1" if day.date.weekday() >= 5 else "0")
        kind = {"0": DayKind.WORKING, "1": DayKind.OFF, "2": DayKind.SHORT, "3": DayKind.WORKING}[said]
        assert day.kind is kind or (said == "3" and day.kind is DayKind.SHORT), day
