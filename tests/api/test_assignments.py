"""Assignments over the API: given in somebody's name, answered, acted upon, solved."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.duty("CT-06")]


def test_program_gives_answers_and_solves_an_assignment(cast, program):
    it = program("head")
    told = {"text": "Собрать отзывы", "owner_id": cast.boris.pk, "due_on": "2026-11-20"}
    assert it.post("assignments", told).status_code == 409, "Somebody stands behind an assignment."
    made = it.post("assignments", {**told, "giver_id": cast.anna.pk, "origin": "meeting"})
    assert made.status_code == 201
    number = made.json()["id"]
    assert [each["id"] for each in it.get(f"assignments?state=new&owner={cast.boris.pk}").json()["items"]] == [number]
    at = f"assignments/{number}"
    assert it.post(f"{at}/answer", {"answer": "date"}).status_code == 422
    assert it.post(f"{at}/answer", {"answer": "date", "due_on": "2026-11-25", "text": "Жду"}).status_code == 200
    assert it.post(f"{at}/decide_day", {"granted": True}).json()["due_on"] == "2026-11-25"
    assert it.post(f"{at}/solve", {}).status_code == 409
    assert it.post(f"{at}/act", {"text": "Собрал пять"}).json()["state"] == "acted"
    assert it.post(f"{at}/give_back", {"why": "Нужно десять"}).json()["state"] == "returned"
    assert it.post(f"{at}/act", {"text": "Собрал десять"}).status_code == 200
    assert it.post(f"{at}/solve", {}).json()["state"] == "solved"
    assert it.post(f"{at}/withdraw", {}).status_code == 409
