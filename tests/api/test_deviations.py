"""Deviations over the API: listed, answered, closed, opened again, within reach."""

import pytest

from tests.permissions.world import case

pytestmark = pytest.mark.django_db


def test_program_reads_a_deviation_names_its_cause_closes_it_and_opens_it_again(program, cast):
    it, number = program("head"), case(cast.boris)["deviation_id"]
    told = it.get(f"deviations/{number}").json()
    assert (told["person"], told["plan_then"], told["fact_then"], told["state"]) == (cast.boris.pk, 20, 8, "asked")
    assert [each["id"] for each in it.get("deviations?state=asked").json()["items"]] == [number]
    assert it.post(f"deviations/{number}/name_cause", {"cause": "no such"}).status_code == 422
    assert it.post(f"deviations/{number}/name_cause", {"cause": "skill", "text": "Demos"}).status_code == 200
    told = it.get(f"deviations/{number}").json()
    assert (told["state"], told["cause"], told["cause_text"]) == ("named", "skill", "Demos")
    assert it.post(f"deviations/{number}/close", {"outcome": "Trained"}).status_code == 200
    assert it.post(f"deviations/{number}/close", {"outcome": "Trained"}).status_code == 409
    assert it.get(f"deviations/{number}").json()["ending"] == "closed"
    assert it.post(f"deviations/{number}/reopen", {}).status_code == 200
    assert it.get(f"deviations/{number}").json()["state"] == "named"


def test_deviation_of_another_department_is_not_there(program, cast):
    number = case(cast.dina)["deviation_id"]
    assert program("head", department_id=cast.sales.pk).get(f"deviations/{number}").status_code == 404
