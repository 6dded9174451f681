"""PE-03 Working calendar: the country's days, the company's own, schedules, absences; hours per person per day."""

import re
from datetime import date, datetime, time
from html import unescape

import pytest
from django.urls import reverse

from mostik.core import clock
from mostik.crm.queries.hours import company_hours
from mostik.kernel.period import Period, Span
from mostik.kernel.working_time import add_minutes
from mostik.people.models import Absence, Schedule
from mostik.people.queries.calendar import day_hours
from mostik.planning.queries.people import minutes_of

pytestmark = [pytest.mark.django_db, pytest.mark.duty("PE-03")]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
#: Working days, days off, shortened days, hours of a 40-hour week: the year and its quarters, as officially published.
OFFICIAL = {
    2024: ("248 118 5 1,979", ["57 34 2 454", "60 31 2 478", "66 26 0 528", "65 27 1 519"]),
    2025: ("247 118 4 1,972", ["58 32 1 463", "59 32 2 470", "66 26 0 528", "64 28 1 511"]),
    2026: ("247 118 4 1,972", ["55 35 0 440", "62 29 3 493", "66 26 0 528", "64 28 1 511"]),
}


@pytest.fixture
def enter(client):
    """Sign somebody in and return their browser, in English."""

    def signed(user):
        client.force_login(user, backend=BACKEND)
        client.cookies["django_language"] = "en"
        return client

    return signed


def rows_of(answer) -> dict[str, str]:
    """The rows of a page's tables: the first cell to the rest, in words."""
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", answer.content.decode(), re.S):
        cells = [
            " ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split()) for cell in re.findall(r"<td.*?</td>", row, re.S)
        ]
        if cells:
            found[cells[0]] = " ".join(cells[1:])
    return found


@pytest.mark.parametrize("year", OFFICIAL)
def test_year_on_screen_is_the_official_one(cast, enter, year):
    rows = rows_of(enter(cast.boris).get(reverse("people:calendar"), {"year": year}))
    whole, quarters = OFFICIAL[year]

    def figures(line: str) -> str:
        return " ".join(line.replace(" h", "").split()[1:])

    assert figures(rows[str(year)]) == whole
    assert [figures(rows[f"Quarter {number}"]) for number in (1, 2, 3, 4)] == quarters


def test_day_of_the_company_counts_for_everybody_at_once(cast, enter):
    head, day = enter(cast.anna), reverse("people:day_edit", args=["2026-11-20"])
    head.post(day, {"kind": "off", "title": "Company's birthday"})
    friday = Span(date(2026, 11, 20), date(2026, 11, 20))
    assert set(day_hours(people_ids=[cast.boris.pk, cast.dina.pk], span=friday).values()) == {0}
    assert "Company's birthday" in unescape(head.get(reverse("people:calendar")).content.decode())
    head.post(reverse("people:day_edit", args=["2026-11-21"]), {"kind": "working", "title": "instead of Friday"})
    saturday = date(2026, 11, 21)
    assert day_hours(people_ids=[cast.boris.pk], span=Span(saturday, saturday)) == {(cast.boris.pk, saturday): 480}
    head.post(day, {"kind": ""})
    assert set(day_hours(people_ids=[cast.boris.pk], span=friday).values()) == {480}


def test_plans_and_deadlines_count_in_the_calendar(cast, enter):
    head = enter(cast.anna)
    at = datetime.combine(date(2026, 11, 19), time(17, 30), clock.zone())
    zone, viewer = clock.zone(), cast.actor("anna")
    assert add_minutes(at, 60, company_hours(viewer=viewer), zone).isoformat() == "2026-11-20T09:30:00+03:00"
    november = Period.parse("2026-11").span
    before = sum(minutes_of(people=[cast.boris.pk], span=november)[cast.boris.pk].values())
    head.post(reverse("people:day_edit", args=["2026-11-20"]), {"kind": "off"})
    assert add_minutes(at, 60, company_hours(viewer=viewer), zone).isoformat() == "2026-11-23T09:30:00+03:00"
    after = minutes_of(people=[cast.boris.pk], span=november)[cast.boris.pk]
    assert (before - sum(after.values()), after[date(2026, 11, 20)]) == (480, 0)


def test_shifts_of_a_person_stand_on_the_card_day_by_day(cast, enter):
    head = enter(cast.anna)
    written = {"title": "2/2", "way": "cycle", "days": "10-22\n10-22\noff\noff", "anchor": "2026-11-18"}
    head.post(reverse("people:schedule_add"), written)
    shifts = Schedule.objects.get()
    address = reverse("people:person_schedule", args=[cast.boris.pk])
    head.post(address, {"schedule_id": shifts.pk, "from_day": "2026-11-20"})
    rows = rows_of(head.get(reverse("people:person", args=[cast.boris.pk])))
    assert rows["Wed, Nov 18"].startswith("09:00-13:00, 14:00-18:00 8 h")
    assert rows["Fri, Nov 20"].startswith("does not work")
    assert rows["Sun, Nov 22"].startswith("10:00-22:00 12 h")
    assert rows["Mon, Nov 23"].startswith("10:00-22:00 12 h")
    vera = rows_of(head.get(reverse("people:person", args=[cast.vera.pk])))
    assert vera["Sun, Nov 22"].startswith("does not work")


def test_night_shift_is_written_as_people_write_it(cast, enter):
    head = enter(cast.anna)
    written = {"title": "Night", "way": "cycle", "days": "20:00-08:00\noff\noff", "anchor": "2026-11-18"}
    head.post(reverse("people:schedule_add"), written)
    address = reverse("people:person_schedule", args=[cast.boris.pk])
    head.post(address, {"schedule_id": Schedule.objects.get().pk, "from_day": "2026-11-18"})
    nights = day_hours(people_ids=[cast.boris.pk], span=Span(date(2026, 11, 18), date(2026, 11, 21)))
    assert list(nights.values()) == [240, 480, 0, 240]


def test_hours_that_cannot_be_read_are_refused_and_nothing_typed_is_lost(cast, enter):
    written = {"title": "Odd", "way": "week", "days": "nine to five\n" * 7}
    answer = enter(cast.anna).post(reverse("people:schedule_add"), written)
    assert answer.status_code == 422
    assert "is not working hours" in unescape(answer.content.decode())
    assert "nine to five" in answer.content.decode()
    assert not Schedule.objects.exists()


def test_absence_is_recorded_taken_off_and_brought_back(cast, enter):
    lead = enter(cast.gleb)
    away = {"kind": "sick", "first": "2026-11-18", "last": "2026-11-20"}
    lead.post(reverse("people:absence_add", args=[cast.dasha.pk]), away)
    row, days = Absence.objects.get(), Span(date(2026, 11, 18), date(2026, 11, 23))

    def hours() -> list[int]:
        return [minutes // 60 for minutes in day_hours(people_ids=[cast.dasha.pk], span=days).values()]

    assert hours() == [0, 0, 0, 0, 0, 8]
    assert rows_of(lead.get(reverse("people:person", args=[cast.dasha.pk])))["Wed, Nov 18"].endswith("sick leave")
    assert rows_of(lead.get(reverse("people:calendar")))["DD Dasha Dolina"].startswith("sick leave")
    lead.post(reverse("people:absence_remove", args=[row.pk]))
    assert hours() == [8, 8, 8, 0, 0, 8]
    lead.post(reverse("people:absence_restore", args=[row.pk]))
    assert hours() == [0, 0, 0, 0, 0, 8]


def test_absences_of_others_are_not_told(cast, enter):
    enter(cast.anna).post(
        reverse("people:absence_add", args=[cast.vera.pk]),
        {"kind": "sick", "first": "2026-11-18", "last": "2026-11-20", "note": "Zimorodok"},
    )
    shown = enter(cast.boris).get(reverse("people:calendar")).content.decode()
    assert "Zimorodok" not in shown
    assert "Vera" not in shown


def test_calendar_is_changed_only_by_those_with_the_right(cast, enter):
    for name in ("boris", "gleb", "dina"):
        client = enter(getattr(cast, name))
        assert client.get(reverse("people:calendar")).status_code == 200
        assert client.post(reverse("people:day_edit", args=["2026-11-20"]), {"kind": "off"}).status_code == 403
        assert client.get(reverse("people:schedule_add")).status_code == 403
