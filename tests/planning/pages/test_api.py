"""Plans for programs: read, made and today's numbers, within a token's reach; values that make no sense are refused."""

from datetime import date

import pytest
from django.test import Client

from mostik.kernel.money import Money
from mostik.people.commands.tokens import make_token
from mostik.planning.commands import plans
from mostik.planning.models import Plan


@pytest.fixture
def call(client, lively):
    """Call the API as a person signed in."""

    def made(who: str) -> Client:
        client.force_login(getattr(lively.cast, who), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return made


def given(cast, **change):
    target = {"amount": "10000000", "currency": "RUB"}
    return {"department": cast.sales.pk, "month": "2026-12", "target": target} | change


def test_plan_is_made_listed_and_shown_with_exact_sums(lively, call):
    cast, api = lively.cast, call("anna")
    answer = api.post("/api/v1/plans", given(cast), content_type="application/json")
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert sum(round(float(line["amount"]["amount"]) * 100) for line in made["people"]) == 10_000_000_00
    (listed,) = api.get("/api/v1/plans", {"month": "2026-12"}).json()
    assert (listed["id"], listed["target"]) == (made["id"], {"amount": "10000000.00", "currency": "RUB"})
    shown = api.get(f"/api/v1/plans/{made['id']}").json()
    assert shown == made
    assert shown["counts"]["calls"] == sum(
        cell["count"] for line in shown["people"] for cell in line["counts"] if cell["kpi"] == "calls"
    )


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"target": {"amount": "-1", "currency": "RUB"}}, 422),
        ({"target": {"amount": "1", "currency": "USD"}}, 422),
        ({"target": {"amount": "1e9", "currency": "RUB"}}, 422),
        ({"month": "2026-13"}, 422),
        ({"month": "soon"}, 422),
        ({"month": "2020-01"}, 422),
        ({"department": 999999}, 404),
        ({"rates": {"lead": 7}}, 422),
        ({"rates": {"nothing": 0.5}}, 422),
    ],
)
def test_plan_with_nonsense_is_refused(change, status, lively, call):
    answer = call("anna").post("/api/v1/plans", given(lively.cast, **change), content_type="application/json")
    assert answer.status_code == status
    assert not Plan.objects.exists()


def test_plans_are_closed_to_those_without_the_right_or_the_reach(lively, call):
    cast = lively.cast
    plan = plans.make_plan(
        by=cast.actor("anna"), department_id=cast.sales.pk, month=date(2026, 12, 1), target=Money.of(10_000_000)
    )
    assert call("boris").post("/api/v1/plans", given(cast), content_type="application/json").status_code == 403
    assert call("boris").post("/api/v1/plans", {}, content_type="application/json").status_code == 403
    assert call("boris").get(f"/api/v1/plans/{plan.pk}").status_code == 404
    assert call("semyon").get("/api/v1/plans", {"month": "2026-12"}).status_code == 403
    assert Client().get(f"/api/v1/plans/{plan.pk}").status_code == 401


def test_today_is_ones_own_or_within_reach(lively, call):
    cast, by = lively.cast, lively.cast.actor("anna")
    plan = plans.make_plan(by=by, department_id=cast.sales.pk, month=date(2026, 11, 1), target=Money.of(4_000_000))
    plans.put_in_force(by=by, plan_id=plan.pk)
    mine = call("boris").get("/api/v1/today").json()
    assert (mine["person"], len(mine["numbers"])) == (cast.boris.pk, 7)
    assert call("boris").get("/api/v1/today", {"person": cast.vera.pk}).json() is None
    assert call("anna").get("/api/v1/today", {"person": cast.vera.pk}).json()["person"] == cast.vera.pk


def test_token_of_a_head_reads_plans(lively):
    cast = lively.cast
    plan = plans.make_plan(
        by=cast.actor("anna"), department_id=cast.sales.pk, month=date(2026, 12, 1), target=Money.of(10_000_000)
    )
    key = make_token(by=cast.actor("olga"), title="Report", role="head", department_id=cast.sales.pk)
    answer = Client().get(f"/api/v1/plans/{plan.pk}", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 200
