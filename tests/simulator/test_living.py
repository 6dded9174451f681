"""The virtual department lives by its own clock: one seed gives one journal, people without robots do it by hand."""

import argparse

import pytest
from django.db import transaction

from mostik.analysis.commands.facts import rebuild_facts
from mostik.config import playing
from mostik.config.roles import ROLES
from mostik.core.actors import SYSTEM
from mostik.people.commands.roles import seed_roles
from mostik.simulator.commands.living import live
from mostik.simulator.commands.stage import NotEmpty
from mostik.simulator.queries.played import Played, played
from mostik.simulator.terms import Scenario

pytestmark = [pytest.mark.django_db, pytest.mark.duty("AU-10")]
FORTNIGHT = Scenario(days=16, leads=2, people=2)


def play(scenario: Scenario) -> Played:
    """Play in a transaction that is taken back, so that the next play finds an empty database."""
    with transaction.atomic():
        seed_roles(by=SYSTEM, seeds=ROLES)
        came = live(by=SYSTEM, scenario=scenario)
        found = played(viewer=SYSTEM, scenario=scenario, waits=came.waits)
        assert not rebuild_facts(by=SYSTEM, check=True)
        transaction.set_rollback(True)
    return found


def test_robots_do_nine_tenths_of_what_they_can_and_answer_at_once(db):
    first, again = play(FORTNIGHT), play(FORTNIGHT)
    assert first.leads > 15
    assert float(first.share) >= 90
    assert first.first_answer_p95 <= 60
    steps = {each.code: each for each in first.steps}
    assert steps["answer"].hand <= steps["answer"].robot
    assert (steps["meet"].apart, steps["meet"].robot) == (True, 0)
    assert (first.by_robot, first.by_hand) == (
        sum(each.robot for each in first.steps if not each.apart),
        sum(each.hand for each in first.steps if not each.apart),
    )
    assert (first.journal, first.lines) == (again.journal, again.lines)


def test_without_robots_people_do_it_all_and_clients_wait(db):
    by_hand = play(Scenario(days=10, leads=2, people=2, robots=False))
    assert (by_hand.by_robot, by_hand.share) == (0, "0.00")
    assert by_hand.first_answer_p50 > 600


def test_database_with_a_company_is_refused(cast):
    with pytest.raises(NotEmpty):
        live(by=SYSTEM, scenario=FORTNIGHT)


def test_play_is_stopped_when_whoever_hears_of_it_says_so(db):
    heard = []

    def tell(done: float) -> bool:
        heard.append(done)
        return len(heard) < 3

    with transaction.atomic():
        seed_roles(by=SYSTEM, seeds=ROLES)
        live(by=SYSTEM, scenario=FORTNIGHT, tell=tell)
        transaction.set_rollback(True)
    assert len(heard) == 3
    assert heard == sorted(heard)


def test_command_line_plays_in_a_sandbox_of_its_own(monkeypatch, tmp_path):
    grammar = argparse.ArgumentParser()
    playing.declare(grammar, str)
    asked = grammar.parse_args(["--days", "3", "--robots", "off"])
    seen = {}

    class Child:
        def __init__(self, call, env, **_rest):
            seen.update(call=call, env=env)

    monkeypatch.setenv("DATABASE_URL", "postgres://real")
    monkeypatch.setattr(playing.subprocess, "Popen", Child)
    playing.begin(playing.words_of(asked), tmp_path)
    assert "DATABASE_URL" not in seen["env"]
    assert seen["env"]["MOSTIK_HOME"] == str(tmp_path)
    assert seen["call"][-12:-10] == ["--days", "3"]
