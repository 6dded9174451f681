"""OR-02: ten minutes in the morning: yesterday's fact, today's numbers, wins, what gets in the way; kept day by day."""

from datetime import time, timedelta

import pytest
from django.urls import reverse

from mostik.analysis.queries.metrics import metric_value
from mostik.control.models import Action
from mostik.core import clock
from mostik.core.models import Entry
from mostik.crm.terms import ActivityKind, ActivityResult
from mostik.kernel.period import Span
from mostik.organisation.models import Standup, Voice
from mostik.organisation.queries.standups import morning
from mostik.people.queries.actors import actor_of
from mostik.planning.queries.today import team_today
from tests.planning.stage import count

pytestmark = [pytest.mark.django_db, pytest.mark.duty("OR-02")]
PAGE, BEGIN = "/organisation/standup/", "/organisation/standup/begin/"


@pytest.fixture
def head(virtual):
    return virtual["Королёва"]


def test_morning_holds_yesterday_today_and_wins_of_everybody_as_the_reports_have_them(head, virtual):
    by, today = actor_of(head), clock.today()
    yesterday = today - timedelta(days=1)
    count(virtual["Белов"], ActivityKind.CALL, ActivityResult.TALKED, yesterday, 7)
    view = morning(viewer=by)
    assert (view.before, view.day, len(view.seats)) == (yesterday, today, 10)
    numbers = {each.person: each for each in team_today(viewer=by, department_id=view.department)}
    for seat in view.seats:
        assert seat.today == numbers[seat.person]
    calls = sum(each.done for seat in view.seats for each in seat.yesterday if each.kpi == "calls")
    assert calls == metric_value(viewer=by, code="calls", span=Span(yesterday, yesterday)) >= 7
    assert len(view.wins) == view.sold == metric_value(viewer=by, code="deals_won", span=Span(yesterday, today))
    assert view.won.major == metric_value(viewer=by, code="revenue_won", span=Span(yesterday, today))
    asked = sum(number.due for each in numbers.values() for number in each.numbers if number.kpi == "calls")
    assert dict(view.asked)[numbers[view.seats[0].person].number("calls").title] == asked


def test_head_holds_a_standup_and_a_blocker_becomes_a_task(head, virtual, sign_in):
    client, boris, vera = sign_in(head), virtual["Белов"], virtual["Волкова"]
    assert client.get(PAGE).status_code == 200
    with clock.stopped(clock.moment(clock.today(), time(9))):
        assert client.post(BEGIN).status_code == 302
        assert client.post(BEGIN).status_code == 302
        held = Standup.objects.get()
        note = reverse("organisation:person_note", args=[held.pk])
        hear = reverse("organisation:person_hear", args=[held.pk])
        assert client.post(f"{note}?person={vera.pk}&there=1").status_code == 302
        assert client.post(f"{note}?person=").status_code == 422
        assert client.post(f"{hear}?person={boris.pk}", {"blocker": "x" * 301}).status_code == 422
        assert client.post(f"{hear}?person={boris.pk}", {"blocker": "Нет прайса с доставкой"}).status_code == 302
    with clock.stopped(clock.moment(clock.today(), time(9, 8))):
        page = client.get(PAGE)
        assert (page.context["minutes"], page.context["goes_on"], page.context["is_long"]) == (8, True, False)
        row = next(each for each in page.context["rows"] if each["seat"].person == boris.pk)
        assert row["seat"].voice.blocker == "Нет прайса с доставкой"
        # What was noted by mistake is noted anew; words written down are not lost by one press.
        here = next(each for each in page.context["rows"] if each["seat"].person == vera.pk)
        assert here["absent"].replace("&", "&amp;") in page.content.decode()
        assert row["absent"].replace("&", "&amp;") not in page.content.decode()
        asked = client.get(row["task"])
        assert asked.context["form"]["text"].value() == "Нет прайса с доставкой"
        said = {"kind": "task", "text": "Выдать прайс", "owner_id": head.pk, "metric": "revenue"}
        client.post(reverse("control:action_add"), {**said, "due_on": clock.today().isoformat(), "person_id": boris.pk})
        assert Action.objects.get().text == "Выдать прайс"
        assert client.post(reverse("organisation:standup_end", args=[held.pk])).status_code == 302
    held.refresh_from_db()
    assert held.minutes == 8
    # Ended too early: taken back, gone on with, ended anew; past the end nobody is heard.
    assert client.post(f"{note}?person={vera.pk}&there=0").status_code == 409
    client.post(reverse("organisation:standup_resume", args=[held.pk]))
    assert client.post(f"{note}?person={vera.pk}&there=0").status_code == 302
    client.post(reverse("organisation:standup_end", args=[held.pk]))
    assert not Voice.objects.get(person=vera).there
    told = Entry.objects.filter(about_kind="organisation.standup", about_id=held.pk).values_list("name", flat=True)
    assert [each.removeprefix("organisation.") for each in told.order_by("pk")] == [
        "standup_begun",
        "voice_heard",
        "voice_heard",
        "standup_ended",
        "standup_resumed",
        "voice_heard",
        "standup_ended",
    ]
    listed = client.get("/organisation/standups/", {"q": "прайса"})
    assert reverse("organisation:standup_past", args=[held.pk]) in listed.content.decode()
    assert "Нет прайса с доставкой" in client.get(reverse("organisation:standup_past", args=[held.pk])).content.decode()
    with clock.stopped(clock.now() + timedelta(days=1)):
        assert client.post(reverse("organisation:standup_resume", args=[held.pk])).status_code == 409


def test_team_lead_holds_their_teams_and_the_head_sees_it(cast, client):
    enter = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(cast.gleb, backend=enter)
    client.post(BEGIN)
    held = Standup.objects.get()
    assert (held.team, held.keeper) == (cast.south, cast.gleb)
    note = reverse("organisation:person_note", args=[held.pk])
    assert client.post(f"{note}?person={cast.dasha.pk}&there=1").status_code == 302
    assert client.post(f"{note}?person={cast.boris.pk}&there=1").status_code == 404
    client.force_login(cast.anna, backend=enter)
    client.post(BEGIN)
    assert Standup.objects.filter(team=None, department=cast.sales).count() == 1
    assert (
        reverse("organisation:standup_past", args=[held.pk]) in client.get("/organisation/standups/").content.decode()
    )
    client.force_login(cast.boris, backend=enter)
    assert client.get(PAGE).status_code == 403


def test_without_a_plan_the_page_says_what_to_do_first(cast, sign_in):
    page = sign_in(cast.anna).get(PAGE)
    assert page.status_code == 200
    assert reverse("planning:plan") in page.content.decode()
