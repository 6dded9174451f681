"""The virtual department lives by its own clock: one seed gives one journal, people without robots do it by hand."""

import argparse
import json
from dataclasses import replace
from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from mostik.analysis.commands.facts import rebuild_facts
from mostik.automation.models import DialogueTalk, Run
from mostik.channels.models import Booking, Enquiry, Talk
from mostik.config import playing
from mostik.config.roles import ROLES
from mostik.core import outbox
from mostik.core.actors import SYSTEM
from mostik.crm.models import Intake
from mostik.people.commands.roles import seed_roles
from mostik.simulator.commands import plays as commands
from mostik.simulator.commands.living import live
from mostik.simulator.commands.stage import NotEmpty
from mostik.simulator.queries.played import Played, played
from mostik.simulator.terms import Scenario
from tests.pages import text_of

pytestmark = pytest.mark.duty("AU-10")
living = pytest.mark.django_db(transaction=True)
SHORT = Scenario(days=9, leads=2, people=2)


def play(scenario: Scenario) -> Played:
    """Play in an empty database; the facts agree with its journal."""
    seed_roles(by=SYSTEM, seeds=ROLES)
    came = live(by=SYSTEM, scenario=scenario)
    assert not rebuild_facts(by=SYSTEM, check=True)
    return played(viewer=SYSTEM, scenario=scenario, waits=came.waits)


def emptied() -> None:
    """Empty the database and let it give numbers from one on: variants are drawn by them."""
    call_command("flush", verbosity=0, interactive=False)


@living
def test_clients_come_by_the_doors_and_robots_do_nine_tenths_of_what_they_can():
    found = play(SHORT)
    assert found.leads > 12
    assert set(Enquiry.objects.values_list("source__kind", "state")) == {("form", "taken"), ("landing", "taken")}
    assert set(Talk.objects.values_list("account__way", flat=True)) >= {"chat", "telegram"}
    assert {"done", "handed"} & set(DialogueTalk.objects.values_list("end", flat=True))
    assert set(Booking.objects.values_list("by_kind", flat=True)) == {"robot", "system"}
    assert not Intake.objects.filter(deal__isnull=True).exists()
    assert {"Встреча прошла", "Встреча назначена"} <= set(Run.objects.values_list("robot__title", flat=True))
    assert not Run.objects.filter(state="stuck").exists()
    assert float(found.share) >= 90
    assert found.first_answer_p95 <= 60
    steps = {each.code: each for each in found.steps}
    assert steps["answer"].hand <= steps["answer"].robot
    assert (steps["meet"].apart, steps["meet"].robot) == (True, 0)
    assert (found.by_robot, found.by_hand) == (
        sum(each.robot for each in found.steps if not each.apart),
        sum(each.hand for each in found.steps if not each.apart),
    )


@living
def test_one_seed_gives_one_journal_and_another_seed_another():
    found = []
    for seed in (7, 7, 8):
        emptied()
        found.append(play(replace(SHORT, days=2, seed=seed)).journal)
    assert found[0] == found[1] != found[2]


@living
def test_without_robots_people_do_it_all_and_clients_wait():
    by_hand = play(replace(SHORT, days=8, robots=False))
    assert (by_hand.by_robot, by_hand.share) == (0, "0.00")
    assert by_hand.first_answer_p50 > 600


@pytest.mark.django_db
def test_database_with_a_company_is_refused(cast):
    with pytest.raises(NotEmpty):
        live(by=SYSTEM, scenario=SHORT)


@living
def test_play_is_stopped_when_whoever_hears_of_it_says_so():
    heard = []

    def tell(done: float) -> bool:
        heard.append(done)
        return len(heard) < 2

    seed_roles(by=SYSTEM, seeds=ROLES)
    live(by=SYSTEM, scenario=SHORT, tell=tell)
    assert len(heard) == 2
    assert heard == sorted(heard)


def test_play_has_a_process_and_a_database_of_its_own(monkeypatch, tmp_path):
    seen = {}

    class Child:
        def __init__(self, call, env, **_rest):
            seen.update(call=call, env=env)

    monkeypatch.setenv("DATABASE_URL", "postgres://real")
    monkeypatch.setattr(commands.subprocess, "Popen", Child)
    commands.sandbox(Scenario(days=3, robots=False), tmp_path, to=1)
    assert "DATABASE_URL" not in seen["env"]
    assert seen["env"]["MOSTIK_HOME"] == str(tmp_path)
    grammar = argparse.ArgumentParser()
    playing.declare(grammar, date.fromisoformat)
    asked = grammar.parse_args(seen["call"][4:])
    assert asked.inside
    assert playing.scenario_of(asked) == Scenario(days=3, robots=False)


@pytest.fixture
def as_anna(client, cast, settings, tmp_path):
    settings.HOME = tmp_path
    client.force_login(cast.anna, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    return client


ASKED = {"days": "20", "leads": "3", "people": "2", "seed": "7", "robots": "on"}


@living
def test_play_is_begun_watched_stopped_and_compared_on_screen(as_anna, monkeypatch, tmp_path):
    def child(scenario, place, *, to):
        assert scenario == Scenario(days=20, leads=3, people=2)
        (place / "told.txt").write_text("done 0.250\n")

    monkeypatch.setattr("mostik.simulator.tasks.sandbox", child)
    assert as_anna.post(reverse("simulator:play_add"), ASKED | {"days": "0"}).status_code == 422
    as_anna.post(reverse("simulator:play_add"), ASKED)
    while outbox.run_due():
        pass
    assert as_anna.post(reverse("simulator:play_add"), ASKED).status_code == 409
    [number] = [each.name for each in (tmp_path / "plays").iterdir()]
    page = text_of(as_anna.get(reverse("simulator:plays")))
    assert reverse("simulator:play_stop", args=[number]) in page
    as_anna.post(reverse("simulator:play_stop", args=[number]))
    assert (tmp_path / "plays" / number / "stop").exists()
    assert "The play is stopped" in text_of(as_anna.get(reverse("simulator:play_progress", args=[number])))

    step = {"code": "answer", "title": "", "robot": 9, "hand": 1, "share": "90.00", "hours": "0.1", "apart": False}
    found = {
        "leads": 60, "won": 5, "conversion": "8.33", "revenue": "900000", "first_answer_p50": 2,
        "first_answer_p95": 7300, "share": "93.40", "hours_by_hand": "4.5", "steps": [step],
    }  # fmt: skip
    told = tmp_path / "plays" / number / "told.txt"
    told.write_text(f"done 1.000\n{json.dumps(found)}\n")
    page = text_of(as_anna.get(reverse("simulator:plays")))
    assert "20 days, 3 leads a day, 2 people, with robots" in page
    assert "2:01" in page
    assert "First answer" in text_of(as_anna.get(reverse("simulator:play", args=[number])))
    assert as_anna.get(reverse("simulator:play", args=["nothing"])).status_code == 404
