"""CT-01: one screen for the head: plan, fact, pace, finish; each person's numbers; what slips, why, what to do."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.analysis.queries.metrics import metric_value
from mostik.control.models import Action
from mostik.core import clock
from mostik.core.models import Entry
from mostik.crm.commands.payments import record_payment
from mostik.crm.models import Deal
from mostik.home.queries.bridge import bridge
from mostik.kernel.money import Money
from mostik.kernel.period import Span
from mostik.people.queries.actors import actor_of
from mostik.web import formats

pytestmark = [pytest.mark.django_db, pytest.mark.duty("CT-01")]


@pytest.fixture
def head(virtual):
    return virtual["Королёва"]


def words(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_bridge_shows_plan_fact_pace_and_finish_of_the_month(head, sign_in, django_assert_max_num_queries):
    client = sign_in(head)
    client.get("/bridge/")
    with django_assert_max_num_queries(31):
        page = client.get("/bridge/")
    assert page.status_code == 200
    view = bridge(viewer=actor_of(head))
    month = Span(view.course.month.first, clock.today())
    fact = metric_value(viewer=actor_of(head), code=view.course.metric, span=month)
    assert view.course.fact.major == fact
    assert sum(row.who.money.done.minor for row in view.rows) == view.course.fact.minor
    assert sum(row.who.money.amount.minor for row in view.rows) == view.course.target.minor
    assert view.course.low <= view.course.expected <= view.course.high
    for figure in (view.course.fact, view.course.expected, view.course.due, view.course.target):
        assert formats.money_short(figure).replace("\xa0", " ") in words(page).replace("\xa0", " ")


@pytest.mark.parametrize("horizon", ["today", "week", "month"])
def test_bridge_gives_every_person_every_kpi_over_the_horizon(head, sign_in, horizon):
    page = sign_in(head).get("/bridge/", {"horizon": horizon})
    view = bridge(viewer=actor_of(head), horizon=horizon)
    assert len(view.rows) == 10
    assert [kpi for kpi, _ in view.kpis] == [
        "calls",
        "talks",
        "meetings",
        "proposals",
        "contracts",
        "invoices",
        "payments",
    ]
    for row in view.rows:
        assert row.who.name in words(page)
        assert len(row.cells) == 7
    for column, total in enumerate(view.totals):
        assert total.asked == sum(row.cells[column].asked for row in view.rows)
        assert total.done == sum(row.cells[column].done for row in view.rows)


def test_gap_to_plan_is_split_exactly_and_said_in_words(head, sign_in):
    view = bridge(viewer=actor_of(head))
    assert view.gap is not None
    assert sum(part.amount for part in view.gap.parts) == view.gap.total.minor
    assert view.gap.base == view.course.due
    page = words(sign_in(head).get("/bridge/"))
    assert formats.money_short(abs(view.gap.total)).replace("\xa0", " ") in page.replace("\xa0", " ")


def test_what_slips_is_dear_first_and_ends_in_an_action_that_is_kept(head, virtual, sign_in):
    client = sign_in(head)
    with clock.stopped(clock.now() + timedelta(days=7)):
        # A week without a single entry: everybody slips now.
        view = bridge(viewer=actor_of(head))
        assert view.slips
        assert [slip.cost.minor for slip in view.slips] == sorted((s.cost.minor for s in view.slips), reverse=True)
        slip = view.slips[0]
        page = words(client.get("/bridge/"))
        assert slip.name in page
        asked = client.get("/control/actions/add/", {"kind": "talk", "metric": slip.metric, "person": slip.person})
        assert asked.status_code == 200
        said = {
            "kind": "talk",
            "text": "Разобрать звонки за неделю",
            "owner_id": head.pk,
            "due_on": (clock.today() + timedelta(days=1)).isoformat(),
            "person_id": slip.person,
            "metric": slip.metric,
            "plan": slip.due,
            "fact": slip.done,
        }
        assert client.post("/control/actions/add/", said).status_code == 302
        action = Action.objects.get()
        assert (action.person_id, action.metric, action.plan_then, action.fact_then) == (
            slip.person,
            slip.metric,
            slip.due,
            slip.done,
        )
        assert Entry.objects.filter(name="control.action_taken", about_id=action.pk).exists()
        again = bridge(viewer=actor_of(head))
        assert next(s for s in again.slips if s.person == slip.person).in_hand
        assert [each.text for each in again.actions] == ["Разобрать звонки за неделю"]


def test_bridge_refreshes_itself_when_something_happens(head, virtual, sign_in):
    client = sign_in(head)
    seen = bridge(viewer=actor_of(head)).seen
    pulse = reverse("home:bridge_pulse")
    assert client.get(pulse, {"seen": seen}).status_code == 204
    before = bridge(viewer=actor_of(head)).course.fact
    deal = Deal.objects.filter(outcome="open", owner=virtual["Белов"]).first()
    record_payment(by=actor_of(head), deal_id=deal.pk, amount=Money.of(777_000), paid_on=clock.today())
    fresh = client.get(pulse, {"seen": seen})
    assert fresh.status_code == 200
    after = before + Money.of(777_000)
    assert formats.money_short(after).replace("\xa0", " ") in words(fresh).replace("\xa0", " ")


def test_bridge_without_a_plan_says_what_to_do_first(cast, sign_in):
    page = sign_in(cast.anna).get("/bridge/", HTTP_ACCEPT_LANGUAGE="en")
    assert page.status_code == 200
    assert reverse("planning:plan") in words(page)


def test_bridge_is_refused_to_a_seller(cast, sign_in):
    assert sign_in(cast.boris).get("/bridge/").status_code == 403
