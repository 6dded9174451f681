"""Built reports and schedules over the API: made, changed, removed, brought back; each one's own."""

import json

import pytest

from mostik.analysis.models import OwnReport, ReportSchedule

pytestmark = [pytest.mark.django_db, pytest.mark.duty("AN-10")]
REPORTS, SCHEDULES = "/api/v1/own_reports", "/api/v1/report_schedules"


@pytest.fixture
def ask(cast, sign_in):
    """Ask the API as a person of the cast."""

    def sent(who: str, method: str, path: str, body: object = None):
        client = sign_in(getattr(cast, who))
        client.cookies["django_language"] = "en"
        return client.generic(method, path, json.dumps(body or {}), "application/json")

    return sent


def test_report_is_built_changed_removed_and_brought_back(ask, cast):
    made = ask(
        "anna",
        "POST",
        REPORTS,
        {"title": "Sales", "measures": ["deals_won"], "rows": ["person"], "where": {"team": str(cast.north.pk)}},
    )
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["measures"], told["rows"], told["where"], told["limit"]) == (
        ["deals_won"],
        ["person"],
        {"team": str(cast.north.pk)},
        50,
    )
    one = f"{REPORTS}/{told['id']}"
    changed = ask("anna", "PATCH", one, {"compare": "plan", "measures": ["payments"], "shared": True}).json()
    assert (changed["title"], changed["compare"], changed["measures"], changed["rows"]) == (
        "Sales",
        "plan",
        ["payments"],
        ["person"],
    )
    refused = ask("anna", "PATCH", one, {"rows": ["channel"]})
    assert (refused.status_code, refused.json()["field"]) == (422, "compare")
    assert ask("vera", "GET", one).status_code == 200
    assert ask("vera", "PATCH", one, {"title": "Mine"}).status_code == 404
    assert ask("anna", "DELETE", one).status_code == 204
    assert ask("anna", "GET", REPORTS).json()["items"] == []
    assert ask("anna", "POST", f"{one}/restore").status_code == 200
    assert OwnReport.objects.get().removed_at is None


def test_schedule_is_made_changed_paused_and_is_ones_own(ask, cast):
    said = {
        "report": "funnel-by-person",
        "title": "Funnel",
        "rhythm": "week",
        "weekdays": [0, 3],
        "at": "09:30",
        "people": [cast.anna.pk],
    }
    made = ask("anna", "POST", SCHEDULES, said)
    assert made.status_code == 201, made.content
    one = f"{SCHEDULES}/{made.json()['id']}"
    assert made.json()["since"] == "2026-11-19", "half past nine is over today"
    refused = ask("anna", "PATCH", one, {"at": "23:00Z"})
    assert (refused.status_code, refused.json()["field"]) == (422, "at"), refused.json()
    changed = ask("anna", "PATCH", one, {"at": "23:00", "shape": "pdf", "addresses": ["owner@holding.test"]}).json()
    assert (changed["weekdays"], changed["shape"], changed["addresses"], changed["since"]) == (
        [0, 3],
        "pdf",
        ["owner@holding.test"],
        "2026-11-18",
    )
    assert ask("anna", "POST", f"{one}/pause").json()["paused_at"]
    assert ask("anna", "POST", f"{one}/resume").json()["paused_at"] is None
    assert ask("anna", "PATCH", one, {"people": [], "addresses": []}).status_code == 422
    assert ask("anna", "POST", SCHEDULES, {**said, "report": "no-such"}).status_code == 404
    assert ask("vera", "GET", one).status_code == 404
    assert ask("vera", "DELETE", one).status_code == 404
    assert ask("vera", "POST", SCHEDULES, {**said, "addresses": ["me@home.test"]}).json()["field"] == "addresses"
    assert ask("anna", "DELETE", one).status_code == 204
    assert ask("anna", "POST", f"{one}/restore").status_code == 200
    assert ReportSchedule.objects.get().removed_at is None


def test_program_without_a_person_has_no_schedule(program):
    it = program("head")
    assert it.post("report_schedules", {"report": "funnel-by-person", "title": "Funnel"}).status_code == 409
    assert it.get("report_schedules").json()["items"] == []
