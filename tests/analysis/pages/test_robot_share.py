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
from tests.conftest import page_text

pytestmark = pytest.mark.django_db
DAYS = {"first": "2026-10-01", "last": "2026-10-31"}


@pytest.fixture
def lively(cast):
    return live(cast)


def test_map_shows_every_step_and_opens_its_records(client_as, lively):
    head = client_as("anna")
    page = head.get(reverse("analysis:robot_share"), DAYS)
    assert page.status_code == 200
    text = page_text(page)
    assert "First answer" in text
    assert "People meet people" in text
    answered = head.get(reverse("analysis:records"), {**DAYS, "metric": "steps_by_hand", "step": "answer"})
    assert answered.status_code == 200
    whole = robot_share(viewer=SYSTEM, span=Span(OCT, OCT.replace(day=31)), before=Span(OCT, OCT))
    hand = next(row.tally.hand for row in whole.steps if row.step == "answer")
    assert f"{hand} records" in page_text(answered)


def test_norm_of_a_step_changes_the_hours_and_says_who_knows(client_as, lively):
    head = client_as("anna")
    spent = _spent("answer")
    assert head.post(reverse("analysis:step_norm", args=["answer"]), {"minutes": "700"}).status_code == 422
    head.post(reverse("analysis:step_norm", args=["answer"]), {"minutes": "12", "source": "Timed in October"})
    assert _spent("answer") == spent * 2
    assert "Timed in October" in page_text(head.get(reverse("analysis:robot_share"), DAYS))


def test_cost_of_an_hour_turns_hours_into_money(client_as, lively):
    head = client_as("anna")
    assert "Money saved" not in [each["label"] for each in head.get(reverse("analysis:robot_share"), DAYS).context["figures"]]
    assert head.post(reverse("analysis:hour_cost"), {"cost": "900", "currency": "руб"}).status_code == 422
    head.post(reverse("analysis:hour_cost"), {"cost": "900", "currency": "RUB"})
    assert "Money saved" in [each["label"] for each in head.get(reverse("analysis:robot_share"), DAYS).context["figures"]]


def test_robot_is_prepared_switched_off_with_the_first_template(client_as, lively):
    head = client_as("anna")
    refused = head.post(reverse("analysis:step_robot", args=["thanks"]))
    assert refused.status_code == 409
    save_letter_template(by=SYSTEM, fields=LetterFields(kind=ActivityKind.EMAIL, title="Thanks", subject="Hi", text="Hi"))
    made = head.post(reverse("analysis:step_robot", args=["thanks"]))
    row = Robot.objects.get()
    assert made["Location"] == reverse("automation:robot", args=[row.pk])
    assert (row.draft["trigger"], row.works, [each["deed"] for each in row.draft["steps"]]) == ("deal.won", False, ["deal.letter"])


@pytest.mark.parametrize("step", ["assign", "qualify", "move", "plan", "draft", "invoice"])
def test_each_step_of_the_pipeline_has_a_robot_to_be(client_as, lively, step):
    made = client_as("anna").post(reverse("analysis:step_robot", args=[step]))
    assert made.status_code == 302
    assert Robot.objects.get().draft["steps"]


def test_map_is_exported_with_norms_and_reasons(client_as, lively):
    answer = client_as("anna").get(reverse("analysis:robot_share"), {**DAYS, "format": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "First answer" in text
    assert "People meet people." in text


def _spent(step: str) -> int:
    whole = robot_share(viewer=SYSTEM, span=Span(OCT, OCT.replace(day=31)), before=Span(OCT, OCT))
    return next(row.tally.spent for row in whole.steps if row.step == step)
