"""Robots over the API: read, switched on and off, removed and brought back; runs and talks of theirs read."""

import pytest

from mostik.automation.commands import dialogues
from mostik.automation.models import Dialogue, DialogueTalk, Robot, Run
from mostik.core import clock
from tests.crm import stage
from tests.permissions.world import robot_row

pytestmark = pytest.mark.django_db


def switched(client, path):
    """Ask as a signed-in person."""
    return client.post(f"/api/v1/{path}", {}, content_type="application/json")


def test_robot_is_switched_off_and_on_removed_and_brought_back(program, cast, sign_in):
    it, row = program("head"), robot_row()
    assert it.post(f"robots/{row.pk}/switch_on", {}).json()["code"] == "nobody", "A robot is somebody's."
    assert switched(sign_in(cast.anna), f"robots/{row.pk}/switch_on").json()["works_since"]
    assert [each["id"] for each in it.get("robots?subject=deal").json()["items"]] == [row.pk]
    assert it.post(f"robots/{row.pk}/switch_off", {}).json()["works_since"] is None
    assert it.delete(f"robots/{row.pk}").status_code == 204
    assert it.get(f"robots/{row.pk}").status_code == 404
    assert it.post(f"robots/{row.pk}/restore", {}).status_code == 200
    assert Robot.objects.get().removed_at is None


def test_runs_tell_what_they_are_about_and_came_to(program, cast):
    row, now = robot_row(), clock.now()
    about = {"subject": "deal", "number": 7, "cause": "line:1"}
    Run.objects.create(robot=row, edition=row.edition, state="stuck", wake_at=now, made_at=now, error="x", **about)
    it = program("head")
    (told,) = it.get(f"robot_runs?robot={row.pk}&state=stuck").json()["items"]
    assert (told["number"], told["error"]) == (7, "x")
    assert it.get("robot_runs?state=done").json()["items"] == []


def test_text_robot_is_switched_on_when_it_is_sound_and_its_talks_are_read(program, cast, sign_in):
    stage.pipeline()
    it = program("head")
    number = dialogues.make_dialogue(by=cast.actor("anna"), like="qualification", language="ru")
    anna = sign_in(cast.anna)
    assert switched(anna, f"text_robots/{number}/switch_on").json()["works_since"]
    row = Dialogue.objects.get()
    told = {"mouth": "talk", "number": 1, "end": "handed", "reason": "asked", "made_at": clock.now()}
    DialogueTalk.objects.create(dialogue=row, edition=row.edition, **told)
    (talk,) = it.get("text_robot_talks?end=handed").json()["items"]
    assert (talk["dialogue"], bool(talk["reason"])) == (number, True)
    assert it.post(f"text_robots/{number}/switch_off", {}).json()["works_since"] is None
    empty = dialogues.make_dialogue(by=cast.actor("anna"), title="Empty")
    assert switched(anna, f"text_robots/{empty}/switch_on").status_code == 422


def test_seller_switches_nothing(program, cast):
    it, row = program("manager"), robot_row()
    assert it.post(f"robots/{row.pk}/switch_off", {}).status_code == 403
