"""Plans from a file for programs: sent, looked at, read otherwise, taken, taken back, forgotten; only within reach."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mostik.planning.models import Plan

pytestmark = pytest.mark.duty("PL-02")

ROWS = {
    "title": "plan",
    "headings": ["Person", "Dec 2026", "Q1 2027"],
    "rows": [["Boris Belov", "1500", "100.50"], [], ["Nobody Known", "7", ""]],
}


def test_a_program_sends_plans_sees_what_becomes_of_them_takes_and_takes_them_back(cast, program, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    it = program("head", department_id=cast.sales.pk)
    made = it.post("plan-files/rows", ROWS).json()
    here = f"plan-files/{made['id']}"
    assert (made["reading"]["shape"], made["department"], made["plans"]) == ("wide", cast.sales.pk, [])
    look = it.get(f"{here}/look?limit=1").json()
    assert (look["count"], look["next"], look["plans"], look["out"]["amount"]) == (3, 1, 4, "7.00")
    assert look["sums"][0]["months"] == [
        {
            "month": "2026-12-01",
            "amount": {"amount": "1500.00", "currency": "RUB"},
            "before": None,
            "deed": "new",
            "plan": None,
        }
    ]
    refused = it.get(f"{here}/look?deed=refused").json()["sums"]
    assert [(each["row"], each["person"], each["deeds"]) for each in refused] == [(4, None, ["refused"])]
    assert it.post(f"{here}/take", {"mark": look["mark"]}).status_code == 422  # nobody knows the average check
    check = {"check": {"amount": "500.00", "currency": "RUB"}}
    assert it.patch(here, check).json()["check"] == check["check"]
    assert it.post(f"{here}/take", {"mark": look["mark"]}).status_code == 409
    mark = it.get(f"{here}/look").json()["mark"]
    taken = it.post(f"{here}/take", {"mark": mark}).json()
    assert [(each["month"], each["target"]["amount"]) for each in taken["plans"]] == [
        ("2026-12-01", "1500.00"),
        ("2027-01-01", "34.50"),
        ("2027-02-01", "33.00"),
        ("2027-03-01", "33.00"),
    ]
    assert it.post(f"{here}/back").json() == {"gone": 4, "kept": 0}
    assert not Plan.objects.exclude(state="dropped").exists()
    assert program("head", department_id=cast.service.pk).get(here).status_code == 404
    assert program("manager", department_id=cast.sales.pk).get(here).status_code == 403
    assert it.patch(here, {"shape": "long", "person": 0, "period": 0, "amount": 1}).json()["field"] == "person"
    assert it.delete(here).status_code == 204
    sent = it.client.post(
        "/api/v1/plan-files",
        {"file": SimpleUploadedFile("plan.csv", b"Person,2027-01\nBoris Belov,5\n")},
        headers={"Authorization": f"Bearer {it.token}"},
    )
    assert (sent.status_code, sent.json()["columns"]) == (201, ["Person", "2027-01"])
    assert [each["id"] for each in it.get("plan-files").json()] == [sent.json()["id"]]
