"""PL-11. The department's week from every room in one grid; what clashes is found and mended in one press."""

import doctest
import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from mostik.core import clock
from mostik.core.models import Notification
from mostik.crm.commands.activities import plan_activity
from mostik.kernel.period import Span
from mostik.kernel.refusals import Invalid
from mostik.organisation.models import Standup
from mostik.people.commands.calendar import add_absence
from mostik.planning.commands.schedule import EventSaid, save_event
from mostik.planning.models import DepartmentEvent
from mostik.planning.queries.schedule import schedule
from mostik.planning.rules import schedule as rules
from mostik.planning.terms import ClashKind, EventKind, Item, Repeat
from tests.crm import stage
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.duty("PL-11")]
WEEK = Span(date(2026, 11, 16), date(2026, 11, 22))
FORM = {
    "title": "Планёрка",
    "kind": "meeting",
    "first": "2026-11-19",
    "at": "10:00",
    "minutes": "60",
    "repeat": "week",
    "place": "Переговорная",
}


@pytest.fixture
def anna(cast, sign_in):
    client = sign_in(cast.anna)
    client.cookies["django_language"] = "en"
    return client


def week(cast, who: str = "anna"):
    return schedule(viewer=cast.actor(who), span=WEEK)


def wrong(cast) -> list[tuple[str, str, tuple[int, ...]]]:
    return [
        (each.clash.kind.value, each.clash.item.title if each.clash.item else "", each.clash.people)
        for each in week(cast).clashes
    ]


def said(title: str, at: str, *, first: str = "2026-11-19", minutes: int = 60, **more) -> EventSaid:
    begins = datetime.strptime(at, "%H:%M").replace(tzinfo=UTC).time()
    return EventSaid(
        title=title, kind=EventKind.MEETING, first=date.fromisoformat(first), at=begins, minutes=minutes, **more
    )


def test_week_is_drawn_from_every_room_and_what_clashes_is_mended_in_one_press(cast, anna):
    stage.pipeline()
    boris = cast.boris
    plan_activity(
        by=cast.actor("boris"), kind="meeting", due_at=stage.at("2026-11-19 10:30"), title="Встреча в Ромашке",
        deal_id=stage.deal(boris).pk,
    )  # fmt: skip
    assert anna.post(reverse("planning:event_add"), {**FORM, "people": [boris.pk, cast.gleb.pk]}).status_code == 302
    row = DepartmentEvent.objects.get()
    told = Notification.objects.filter(kind="schedule")
    assert {each.person_id for each in told} == {boris.pk, cast.gleb.pk}

    morning = stage.at("2026-11-17 09:30")
    held = {
        "department": cast.sales,
        "keeper": cast.anna,
        "begun_at": morning,
        "ended_at": morning + timedelta(minutes=12),
    }
    Standup.objects.create(day=morning.date(), **held).voices.create(person=cast.vera, there=True)
    [standup] = [each for each in week(cast).taken if each.source == "standups"]
    assert standup.people == {cast.anna.pk, cast.vera.pk}

    assert wrong(cast) == [("twice", "Планёрка", (boris.pk,))]
    [found] = week(cast).clashes
    first = found.free[0].astimezone(clock.zone())
    assert (first - stage.at("2026-11-18 11:00")).days >= 0
    page = anna.get(reverse("planning:schedule"), {"on": "2026-11-19"})
    shown = text_of(page)
    for words in ("In two things at once", "Встреча в Ромашке", "Move to", boris.short_name):
        assert words in shown
    assert "Встреча в Ромашке" in text_of(anna.get(reverse("planning:schedule"), {"on": "2026-11-19", "look": "day"}))

    anna.cookies["django_language"] = "en"
    file = anna.get(reverse("planning:schedule"), {"on": "2026-11-19", "format": "csv"})
    assert "Планёрка" in b"".join(file.streaming_content).decode()
    seller = entered(boris)
    assert seller.get(reverse("planning:schedule"), {"on": "2026-11-19"}).status_code == 200
    refused = seller.get(reverse("planning:schedule"), {"on": "2026-11-19", "format": "csv"})
    assert refused.headers["Content-Type"].startswith("text/html"), "whoever may take no records away gets no file"

    move = reverse("planning:event_move", args=[row.pk])
    query = f"?on=2026-11-19&to={first.astimezone(UTC):%Y-%m-%dT%H:%M:%S}%2B00:00"
    assert anna.post(move + query).status_code == 302
    moved = DepartmentEvent.objects.exclude(pk=row.pk).get()
    assert (moved.first, moved.at) == (first.date(), first.time())
    assert wrong(cast) == []
    row.refresh_from_db()
    assert row.skips == ["2026-11-19"], "the other weeks stay where they are"
    next_week = schedule(viewer=cast.actor("anna"), span=Span(date(2026, 11, 23), date(2026, 11, 29)))
    assert [each.title for each in next_week.taken] == ["Планёрка"]
    anna.post(reverse("planning:event_back", args=[moved.pk]))
    assert wrong(cast) == [("twice", "Планёрка", (boris.pk,))]

    anna.post(reverse("planning:event_skip", args=[row.pk]) + "?on=2026-11-19")
    assert wrong(cast) == []
    anna.post(reverse("planning:event_skip", args=[row.pk]) + "?on=2026-11-19&comes=1")
    removed = anna.post(reverse("planning:event_remove", args=[row.pk]))
    assert removed.status_code == 302
    assert [each.title for each in week(cast).taken if each.source != "standups"] == ["Встреча в Ромашке"]
    anna.post(reverse("planning:events_restore") + f"?removed={row.pk}")
    assert {each.title for each in week(cast).taken} >= {"Планёрка", "Встреча в Ромашке"}

    answer = anna.get("/api/v1/schedule", {"from": "2026-11-16", "to": "2026-11-22"}).json()
    assert {each["title"] for each in answer} >= {"Планёрка", "Встреча в Ромашке"}
    assert anna.get("/api/v1/schedule", {"from": "2026-11-16", "to": "2027-11-22"}).status_code == 422
    assert "Планёрка" in text_of(anna.get(reverse("planning:schedule"), {"on": "2026-11-19", "format": "csv"}))
    assert "Планёрка" in text_of(anna.get(reverse("planning:events"), {"q": "планёр"}))


def test_absence_hours_a_place_and_a_team_left_empty_are_found(cast, anna, sign_in):
    boris, vera, team = cast.boris, cast.vera, cast.north
    by = cast.actor("anna")
    add_absence(by=by, person_id=vera.pk, kind="vacation", first=date(2026, 11, 19), last=date(2026, 11, 19))
    save_event(by=by, said=said("Разбор", "10:00", people=(vera.pk, boris.pk), place="Зал"))
    save_event(by=by, said=said("Тренинг", "10:30", people=(cast.gleb.pk,), place=" зал "))
    save_event(by=by, said=said("Вечер", "21:00", people=(boris.pk,)))
    whole = save_event(by=by, said=said("Вся команда", "15:00", first="2026-11-20", team=team.pk))
    plan_activity(by=cast.actor("boris"), kind="meeting", due_at=stage.at("2026-11-19 09:30"), title="У клиента")
    save_event(by=by, said=said("Планёрка", "09:30", minutes=30, team=team.pk, covered=True))
    [morning] = [each for each in week(cast).clashes if each.clash.item and each.clash.item.title == "Планёрка"]
    assert morning.free[0].astimezone(clock.zone()).date() == clock.today(), "nobody waits for Vera, who is away"
    found = {(kind, title) for kind, title, _people in wrong(cast)}
    assert {("away", "Разбор"), ("place", "Разбор"), ("hours", "Вечер"), ("nobody", "Вся команда")} <= found
    assert "Nobody is left on leads" in text_of(anna.get(reverse("planning:schedule"), {"on": "2026-11-20"}))
    anna.post(reverse("planning:event_cover", args=[whole.pk]))
    assert ("nobody", "Вся команда") not in {each[:2] for each in wrong(cast)}

    refused = anna.post(reverse("planning:event_add"), {**FORM, "minutes": "3", "until": "2026-11-01"})
    assert refused.status_code == 422
    with pytest.raises(Invalid):
        save_event(by=by, said=said("Конец раньше начала", "10:00", repeat=Repeat.WEEK, until=date(2026, 11, 1)))
    him = sign_in(boris)
    assert him.post(reverse("planning:event_add"), FORM).status_code == 403
    page = text_of(him.get(reverse("planning:schedule"), {"on": "2026-11-19"}))
    assert "Разбор" in page
    assert "Clashes in the schedule" not in page
    calendar = Calendar.from_ical(him.get(reverse("planning:schedule_file")).content)
    assert {str(each["summary"]) for each in calendar.walk("VEVENT")} >= {"Разбор", "Вечер", "Вся команда", "У клиента"}
    other = text_of(sign_in(cast.semyon).get(reverse("planning:schedule"), {"on": "2026-11-19"}))
    assert "Разбор" not in other, "another department's"


def entered(user) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    return client


def call(client, method: str, path: str, said: object = None):
    body = {"data": json.dumps(said), "content_type": "application/json"} if said is not None else {}
    return getattr(client, method)(f"/api/v1/schedule_events{path}", **body)


def test_program_keeps_events_and_a_lead_only_those_of_the_own_team(cast):
    lead, anna = entered(cast.gleb), entered(cast.anna)
    told = {"title": "Разбор звонков", "kind": "review", "first": "2026-11-19", "at": "10:00", "minutes": 60}
    assert call(lead, "post", "", told).json()["field"] == "team", "a whole department is the head's"
    assert call(lead, "post", "", {**told, "team": cast.north.pk}).json()["field"] == "team"
    named = {**told, "team": cast.south.pk, "people": [cast.boris.pk]}
    assert call(lead, "post", "", named).json()["field"] == "people"
    made = call(lead, "post", "", {**told, "team": cast.south.pk, "repeat": "week"})
    assert made.status_code == 201
    own = made.json()
    assert {each.person_id for each in Notification.objects.filter(kind="schedule")} == {cast.dasha.pk}
    changed = call(lead, "patch", f"/{own['id']}", {"minutes": 30, "version": own["version"]}).json()
    assert (changed["minutes"], changed["title"], changed["repeat"]) == (30, "Разбор звонков", "week")
    assert call(lead, "patch", f"/{own['id']}", {"minutes": 45, "version": own["version"]}).status_code == 409
    call(lead, "post", f"/{own['id']}/move", {"on": "2026-11-19", "to": "2026-11-20T12:30:00+03:00"})
    [moved] = call(lead, "get", f"?moved_from={own['id']}").json()["items"]
    assert (moved["first"], moved["at"], moved["minutes"]) == ("2026-11-20", "12:30:00", 30)
    assert call(lead, "get", f"/{own['id']}").json()["skips"] == ["2026-11-19"]
    assert (
        call(lead, "post", f"/{own['id']}/move", {"on": "2026-11-21", "to": "2026-11-22T12:30:00Z"}).status_code == 404
    )
    call(lead, "delete", f"/{moved['id']}")
    call(lead, "post", f"/{own['id']}/skip", {"on": "2026-11-19", "comes": True})
    assert call(lead, "get", f"/{own['id']}").json()["skips"] == []
    call(lead, "post", f"/{own['id']}/skip", {"on": "2026-11-26"})
    assert call(lead, "delete", f"/{own['id']}").status_code == 204
    assert call(lead, "post", f"/{own['id']}/restore", {}).json()["skips"] == ["2026-11-26"]

    whole = call(anna, "post", "", {**told, "title": "Планёрка"}).json()
    other = call(anna, "post", "", {**told, "team": cast.north.pk, "people": [cast.boris.pk]}).json()
    for event in (whole, other):
        assert call(lead, "get", f"/{event['id']}").status_code == 200, "seen"
        assert call(lead, "patch", f"/{event['id']}", {"minutes": 30}).status_code == 403
        assert call(lead, "delete", f"/{event['id']}").status_code == 403
        assert lead.get(reverse("planning:event_edit", args=[event["id"]])).status_code == 403
        assert "Remove" not in text_of(lead.get(reverse("planning:event", args=[event["id"]])))
    page = lead.get(reverse("planning:schedule"), {"on": "2026-11-19"}).content.decode()
    assert set(re.findall(r'data-moves="/planning/schedule/events/(\d+)/', page)) == {str(own["id"])}
    assert f"/events/{whole['id']}/" in page
    assert call(entered(cast.boris), "post", "", {**told, "team": cast.north.pk}).status_code == 403
    assert call(entered(cast.semyon), "get", f"/{own['id']}").status_code == 404, "another department's"

    move = reverse("planning:event_move", args=[own["id"]]) + "?on=2026-11-19"
    assert "Move" in text_of(lead.get(move))
    assert lead.post(move, {"first": "2026-11-20", "at": "later"}).status_code == 422
    lead.post(move, {"first": "2026-11-20", "at": "15:00"})
    [moved] = call(lead, "get", f"?moved_from={own['id']}").json()["items"]
    assert (moved["first"], moved["at"]) == ("2026-11-20", "15:00:00")


def test_examples_of_rules_are_true():
    assert doctest.testmod(rules).failed == 0


HOURS = st.integers(8, 17)
MEETINGS = st.lists(st.tuples(st.sets(st.integers(1, 3), min_size=1), HOURS, st.integers(1, 4)), max_size=8)


@given(MEETINGS, st.sets(st.integers(1, 3), min_size=1), HOURS)
def test_time_offered_is_free_for_everybody_and_within_their_hours(meetings, people, hour):
    def at(number: int) -> datetime:
        return datetime(2026, 11, 18, number, tzinfo=UTC)

    items = [
        Item(key=str(place), people=frozenset(who), starts=at(begins), ends=at(begins) + timedelta(minutes=30 * long),
             day=date(2026, 11, 18), title="x")
        for place, (who, begins, long) in enumerate(meetings)
    ]  # fmt: skip
    one = Item(
        key="one",
        people=frozenset(people),
        starts=at(hour),
        ends=at(hour + 1),
        day=date(2026, 11, 18),
        title="y",
        number=1,
    )
    working = {person: [(at(9), at(18))] for person in (1, 2, 3)}
    for start in rules.free_times(one, [*items, one], working, after=at(8)):
        moved = Item(
            key="one",
            people=one.people,
            starts=start,
            ends=start + timedelta(hours=1),
            day=one.day,
            title="y",
            number=1,
        )
        found = rules.clashes([*items, moved], working, set(), {})
        assert not [each for each in found if moved in {each.item, each.other} and each.kind in set(ClashKind)]
