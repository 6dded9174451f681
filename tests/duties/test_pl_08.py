"""PL-08: what a plan lacks is asked of marketing, HR and production, answered, delivered, counted, told when late."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Notification
from mostik.crm.commands.histories import record_histories
from mostik.crm.models import Channel
from mostik.crm.terms import DealHistory, Via
from mostik.kernel.money import Money
from mostik.planning import tasks
from mostik.planning.commands import plans
from mostik.planning.commands.sides import settle_gap
from mostik.planning.models import Demand, Plan, Settlement
from mostik.planning.queries.demands import demand_row
from mostik.planning.queries.sides import sides_of
from mostik.planning.terms import DemandState, Way
from tests.conftest import person
from tests.planning.conftest import lively, sellers  # noqa: F401 - the department with its past
from tests.planning.stage import pipeline

pytestmark = pytest.mark.duty("PL-08")
DECEMBER = date(2026, 12, 1)


@pytest.fixture
def plan(lively) -> Plan:  # noqa: F811
    """December in force, for more than the department brings by itself."""
    by = lively.cast.actor("anna")
    made = plans.make_plan(by=by, department_id=lively.cast.sales.pk, month=DECEMBER, target=Money.of(60_000_000))
    return plans.put_in_force(by=by, plan_id=made.pk)


def ask(page, **given):
    query = given.pop("query", "")
    sent = {"kind": "leads", "count": "30", "due_on": "2026-12-05", "why": "The plan lacks them", **given}
    return page.post(f"{reverse('planning:demand_new')}{query}", sent)


def card(page, row):
    answer = page.get(reverse("planning:demand", args=[row.pk]))
    assert answer.status_code == 200
    return answer.context


def test_a_settled_step_becomes_a_request_in_one_press_with_its_counts_filled_in(plan, lively, sign_in):  # noqa: F811
    cast, page = lively.cast, sign_in(lively.cast.anna)
    line = next(each for team in sides_of(viewer=cast.actor("anna"), plan_id=plan.pk).teams for each in team.people)
    step = settle_gap(by=cast.actor("anna"), plan_id=plan.pk, person_id=line.person, way=Way.LEADS)
    sides = page.get(reverse("planning:plan_sides", args=[plan.pk])).content.decode()
    address = f"?plan={plan.pk}&settlement={step.pk}"
    assert address.replace("&", "&amp;") in sides
    form = page.get(f"{reverse('planning:demand_new')}{address}").context["form"]
    assert (form["kind"].value(), form["count"].value()) == ("leads", step.count)
    assert date(2026, 12, 1) < form["due_on"].value() < date(2026, 12, 31)
    made = ask(page, query=address, count=str(step.count + 5), to=cast.semyon.pk)
    assert made.status_code == 302
    row = Demand.objects.get()
    assert (row.plan_id, row.settlement_id, row.count) == (plan.pk, step.pk, step.count + 5)
    assert row.amount_minor == Settlement.objects.get(pk=step.pk).amount_minor
    told = Notification.objects.get(person_id=cast.semyon.pk, url=f"/planning/demands/{row.pk}/")
    assert told.params["count"] == str(step.count + 5)
    replan = page.get(reverse("planning:plan_replan", args=[plan.pk])).content.decode()
    assert f"{reverse('planning:demand_new')}?plan=" in replan.replace("&amp;", "&")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"count": "0"}, "count"),
        ({"due_on": "2026-11-17"}, "due_on"),
        ({"why": " "}, "why"),
        ({"to": ""}, "to"),
        ({"to": "", "to_email": "nobody"}, "to_email"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(wrong, field, lively, sign_in):  # noqa: F811
    answer = ask(sign_in(lively.cast.anna), **{"to": lively.cast.semyon.pk, **wrong})
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert not Demand.objects.exists()


def test_whoever_is_asked_promises_a_part_or_refuses_with_words_and_the_head_is_told(lively, sign_in):  # noqa: F811
    cast, head = lively.cast, sign_in(lively.cast.anna)
    ask(head, to=cast.semyon.pk)
    row = Demand.objects.get()
    page = sign_in(cast.semyon)
    assert reverse("planning:demand", args=[row.pk]) in page.get(reverse("planning:demands")).content.decode()
    accept = reverse("planning:demand_accept", args=[row.pk])
    assert page.post(accept, {"count": "20", "due_on": "2026-11-01"}).status_code == 422
    assert page.post(accept, {"count": "20", "due_on": "2026-12-10", "note": "After the fair"}).status_code == 302
    seen = card(page, row)
    assert (seen["wanted"], seen["term"], seen["may_change"]) == (20, date(2026, 12, 10), False)
    told = [each.text for each in seen["story"]]
    assert len(told) == 2
    assert not any("2026-" in each for each in told), "days are written the reader's way"
    row.refresh_from_db()
    assert (row.state, row.promised, row.answered_by) == (DemandState.ACCEPTED, 20, cast.semyon.short_name)
    refuse = reverse("planning:demand_refuse", args=[row.pk])
    assert page.post(refuse, {"note": ""}).status_code == 422
    assert page.post(refuse, {"note": "The budget is over"}).status_code == 302
    bells = Notification.objects.filter(person_id=cast.anna.pk, url=f"/planning/demands/{row.pk}/")
    assert bells.count() == 2
    assert page.post(reverse("planning:demand_close", args=[row.pk]), {"reason": "x"}).status_code == 403
    head = sign_in(cast.anna)
    changed = head.post(
        reverse("planning:demand_edit", args=[row.pk]),
        {"kind": "leads", "count": "10", "due_on": "2026-12-20", "why": "Fewer", "to": cast.semyon.pk},
    )
    assert changed.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.count, row.promised) == (DemandState.ASKED, 10, None)


def test_somebody_outside_answers_by_the_letters_link(lively, sign_in, post, work):  # noqa: F811
    cast, page = lively.cast, sign_in(lively.cast.anna)
    ask(page, to_name="Agency", to_email="agency@example.com", kind="materials", what="Pump catalogue", count="2")
    row = Demand.objects.get()
    work()
    letters = [each for each in post.letters if each["To"] == "agency@example.com"]
    assert len(letters) == 1
    # A link says the second it was made at: the letter's own is followed, not one made anew.
    words = letters[0].get_body(("plain",)).get_content().split()
    [link] = [each for each in words if each.startswith("https://mostik.company.test/planning/asked/")]
    page.logout()
    address = link.removeprefix("https://mostik.company.test")
    assert page.get(address).status_code == 200
    assert page.get(reverse("planning:demand_outside", args=["forged"])).status_code == 404
    assert page.post(address, {"accept": "1", "yes-count": "0", "yes-due_on": "2026-12-01"}).status_code == 422
    assert page.post(address, {"accept": "1", "yes-count": "2", "yes-due_on": "2026-12-01"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.promised, row.answered_by) == (DemandState.ACCEPTED, 2, "Agency")
    assert Notification.objects.filter(person_id=cast.anna.pk, url=f"/planning/demands/{row.pk}/").exists()


def test_leads_are_counted_over_the_channels_usual_flow_and_people_as_they_are_hired(lively, sign_in):  # noqa: F811
    cast, page = lively.cast, sign_in(lively.cast.anna)
    ask(page, to=cast.semyon.pk, count="5")
    ask(page, to=cast.semyon.pk, kind="hands", what="manager", count="1")
    leads, hands = Demand.objects.get(kind="leads"), Demand.objects.get(kind="hands")
    assert leads.usual == pytest.approx(20 / 5, rel=0.35)
    with clock.stopped(clock.moment(date(2026, 11, 20), time(12))):
        fed = sign_in(cast.anna)
        assert card(fed, leads)["delivered"] == 0
        hired = person("Oleg", "Old", "manager", cast.sales, cast.south, sells=True)
        type(hired).objects.filter(pk=hired.pk).update(hired_on=date(2026, 11, 19))
        assert card(fed, hands)["delivered"] == 1
        fed.post(reverse("planning:demand_deliver", args=[leads.pk]), {"count": "3", "note": "A list of the fair"})
        assert card(fed, leads)["delivered"] == 3


def test_leads_of_the_channel_asked_for_count_as_they_come(lively, sign_in):  # noqa: F811
    cast, page = lively.cast, sign_in(lively.cast.anna)
    fair = Channel.objects.create(title="Fair")
    ask(page, to=cast.semyon.pk, count="4", channel=fair.pk)
    row = Demand.objects.get()
    assert row.usual == 0
    stage = pipeline().stages.order_by("sort").first()
    with clock.stopped(clock.moment(date(2026, 11, 20), time(12))):
        told = [
            DealHistory(
                title=f"From the fair {number}",
                owner=cast.boris.pk,
                pipeline=stage.pipeline_id,
                stays=((stage.pk, clock.moment(date(2026, 11, 19), time(10 + number))),),
                amount_minor=100_00,
                channel=fair.pk,
            )
            for number in range(3)
        ]
        record_histories(by=SYSTEM, histories=told, via=Via.IMPORT)
        seen = card(sign_in(cast.anna), row)
        assert seen["delivered"] == 3
        assert seen["share"] == 0.75
        tasks.count_demands()
        row.refresh_from_db()
        assert row.delivered == 3


def test_what_is_late_is_told_once_and_what_came_whole_is_closed_and_opened_again(
    lively,  # noqa: F811
    sign_in,
    work,
):
    cast, page = lively.cast, sign_in(lively.cast.anna)
    ask(page, to=cast.semyon.pk, kind="materials", what="Catalogue", due_on="2026-11-20")
    row = Demand.objects.get()
    with clock.stopped(clock.moment(date(2026, 11, 23), time(10))):
        for _ in range(2):
            tasks.count_demands()
            work()
        late = Notification.objects.filter(key__startswith=f"demand-{row.pk}-late")
        assert {bell.person_id for bell in late} == {cast.anna.pk, cast.semyon.pk}
        page = sign_in(cast.anna)
        assert card(page, row)["late"]
        page.post(reverse("planning:demand_deliver", args=[row.pk]), {"count": "30"})
        assert not card(page, row)["late"]
        close = reverse("planning:demand_close", args=[row.pk])
        assert page.post(close, {"reason": ""}).status_code == 422
        assert page.post(close, {"reason": "All came"}).status_code == 302
        row.refresh_from_db()
        assert (row.state, row.delivered) == (DemandState.CLOSED, 30)
        page.post(reverse("planning:demand_reopen", args=[row.pk]))
        row.refresh_from_db()
        assert row.state == DemandState.ASKED


def test_the_list_is_searched_filtered_and_exported_and_strangers_see_nothing(lively, sign_in):  # noqa: F811
    cast, page = lively.cast, sign_in(lively.cast.anna)
    ask(page, to=cast.semyon.pk, what="dealers")
    ask(page, to=cast.semyon.pk, kind="hands", what="manager")
    address = reverse("planning:demands")
    found = page.get(address, {"q": "dealer"}).content.decode()
    assert "dealers" in found
    assert "manager" not in found.split("</table>")[0].split("<tbody")[-1]
    assert "manager" in page.get(address, {"kind": "hands", "format": "csv"}).getvalue().decode()
    row = Demand.objects.first()
    other = sign_in(cast.dina)
    assert other.get(reverse("planning:demand", args=[row.pk])).status_code == 404
    boris = sign_in(cast.boris)
    assert boris.get(reverse("planning:demand", args=[row.pk])).status_code == 404
    assert boris.post(reverse("planning:demand_new"), {}).status_code == 403


def test_programs_ask_read_and_answer(lively, sign_in):  # noqa: F811
    cast, page = lively.cast, sign_in(lively.cast.anna)
    given = {"kind": "leads", "count": 12, "due_on": "2026-12-05", "why": "The plan", "to": cast.semyon.pk}
    made = page.post("/api/v1/demands", given, content_type="application/json")
    assert made.status_code == 201, made.content
    number = made.json()["id"]
    assert page.post("/api/v1/demands", {**given, "count": 0}, content_type="application/json").status_code == 422
    assert [each["id"] for each in page.get("/api/v1/demands").json()] == [number]
    asked = sign_in(cast.semyon)
    promise = {"count": 8, "due_on": "2026-12-08"}
    said = asked.post(f"/api/v1/demands/{number}/accept", promise, content_type="application/json")
    assert (said.status_code, said.json()["promised"]) == (200, 8)
    row = demand_row(viewer=cast.actor("anna"), demand_id=number)
    assert row.promised_on - row.due_on == timedelta(days=3)
