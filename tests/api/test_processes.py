"""Recurring processes over the API: set up, changed, ticked, what came of their turns."""

import pytest

from mostik.core import proofs

pytestmark = [pytest.mark.django_db, pytest.mark.duty("CT-09")]


def test_program_sets_a_process_up_ticks_it_and_reads_its_turns(cast, program):
    it = program("head")
    told = {"title": "Сверка KPI", "recurs": "day", "by": "12:00:00", "owner_id": cast.anna.pk, "proof": "control.kpi"}
    made = it.post("processes", told)
    assert made.status_code == 201, made.json()
    number = made.json()["id"]
    assert it.patch(f"processes/{number}", {"title": "Сверка показателей"}).json()["title"] == "Сверка показателей"
    assert it.post(f"processes/{number}/tick", {"on": "2026-11-18", "note": "Всё ровно"}).status_code == 200
    runs = it.get(f"processes/{number}/runs?first=2026-11-18&last=2026-11-19").json()
    assert [(each["on"], each["state"]) for each in runs] == [("2026-11-18", "ran"), ("2026-11-19", "waiting")]
    assert {each["code"] for each in it.get("proofs").json()} == set(proofs.PROOFS)
    assert it.delete(f"processes/{number}").status_code == 204
