"""The automation map on screen: figures open their records, norms change hours, a robot is prepared by a press."""

import pytest
from django.urls import reverse

from mostik.analysis.queries.robot_share import robot_share
from mostik.automation.models import Robot
from mostik.core.actors import SYSTEM
from mostik.crm.commands.letters import LetterFields, save_letter_template
from mostik.crm.terms import ActivityKind
from mostik.kernel.period import Span
from tests.analysis.lively import OCT, live
from tests.pages import text_of

pytestmark = pytest.mark.django_db
DAYS = {"first": "2026-10-01", "last": "2026-10-31"}


@pytest.fixture
def lively(cast):
    return live(cast)


@pytest.fixture
def as_anna(client, cast):
    client.force_login(cast.anna, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    return client


def labels(client) -> list[str]:
    """What the page's figures are called."""
    return [each["label"] for each in client.get(reverse("analysis:robot_share"), DAYS).context["figures"]]


def test_map_shows_every_step_and_opens_its_records(as_anna, lively):
    page = as_anna.get(reverse("analysis:robot_share"), DAYS)
    assert page.status_code == 200
    text = text_of(page)
    assert "First answer" in text
    assert "People meet people" in text
    answered = as_anna.get(reverse("analysis:records"), {**DAYS, "metric": "steps_by_hand", "step": "answer"})
    assert answered.status_code == 200
    whole = robot_share(viewer=SYSTEM, span=Span(OCT, OCT.replace(day=31)), before=Span(OCT, OCT))
    hand = next(row.tally.hand for row in whole.steps if row.step == "answer")
    assert f"{hand} records" in text_of(answered)


def test_norm_of_a_step_changes_the_hours_and_says_who_knows(as_anna, lively):
    spent = _spent("answer")
    assert as_anna.post(reverse("analysis:step_norm", args=["answer"]), {"minutes": "700"}).status_code == 422
    as_anna.post(reverse("analysis:step_norm", args=["answer"]), {"minutes": "12", "source": "Timed in October"})
    assert _spent("answer") == spent * 2
    assert "Timed in October" in text_of(as_anna.get(reverse("analysis:robot_share"), DAYS))


def test_cost_of_an_hour_turns_hours_into_money(as_anna, lively):
    assert "Money saved" not in labels(as_anna)
    assert as_anna.post(reverse("analysis:hour_cost"), {"cost": "900", "currency": "руб"}).status_code == 422
    as_anna.post(reverse("analysis:hour_cost"), {"cost": "900", "currency": "RUB"})
    assert "Money saved" in labels(as_anna)


def test_robot_is_prepared_switched_off_with_the_first_template(as_anna, lively):
    refused = as_anna.post(reverse("analysis:step_robot", args=["thanks"]))
    assert refused.status_code == 409
    thanks = LetterFields(kind=ActivityKind.EMAIL, title="Thanks", subject="Hi", text="Hi")
    save_letter_template(by=SYSTEM, fields=thanks)
    made = as_anna.post(reverse("analysis:step_robot", args=["thanks"]))
    row = Robot.objects.get()
    assert made["Location"] == reverse("automation:robot", args=[row.pk])
    assert (row.draft["trigger"], row.works) == ("deal.won", False)
    assert [each["deed"] for each in row.draft["steps"]] == ["deal.letter"]


@pytest.mark.parametrize("step", ["qualify", "move", "plan", "draft", "invoice"])
def test_each_step_of_the_pipeline_has_a_robot_to_be(as_anna, lively, step):
    made = as_anna.post(reverse("analysis:step_robot", args=[step]))
    assert made.status_code == 302
    assert Robot.objects.get().draft["steps"]


def test_map_is_exported_with_norms_and_reasons(as_anna, lively):
    answer = as_anna.get(reverse("analysis:robot_share"), {**DAYS, "format": "csv"})
    text = text_of(answer)
    assert "First answer" in text
    assert "People meet people." in text


def _spent(step: str) -> int:
    whole = robot_share(viewer=SYSTEM, span=Span(OCT, OCT.replace(day=31)), before=Span(OCT, OCT))
    return next(row.tally.spent for row in whole.steps if row.step == step)
