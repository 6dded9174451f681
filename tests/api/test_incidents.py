"""Incidents over the API: listed, taken, acted upon, closed with a conclusion; a token reports none."""

import pytest

from mostik.control.commands.incidents import report_incident

pytestmark = [pytest.mark.django_db, pytest.mark.duty("CT-10")]


def test_program_reports_takes_and_closes_an_incident(cast, program):
    it = program("head")
    told = {"kind": "data", "severity": "minor", "text": "Письмо ушло не тому", "key": "k1"}
    assert it.post("incidents", told).status_code == 403, "A token is nobody who saw it."
    number = report_incident(by=cast.actor("boris"), **told).pk
    assert [each["id"] for each in it.get("incidents?state=new&kind=data").json()["items"]] == [number]
    assert it.post(f"incidents/{number}/take", {"owner_id": cast.vera.pk}).status_code == 200
    assert it.post(f"incidents/{number}/close", {"cause": "спешка", "conclusion": "сверяем адрес"}).status_code == 200
    assert it.get(f"incidents/{number}").json()["conclusion"] == "сверяем адрес"
    assert it.post(f"incidents/{number}/close", {"cause": "x", "conclusion": "y"}).status_code == 409
