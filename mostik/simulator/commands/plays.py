"""Plays begun from a screen: each in a folder, a process and a database of its own, never in the company's data."""

import json
import os
import secrets
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.outbox import enqueue
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop
from mostik.simulator.queries.plays import ASKED, STOP, folder, place_of, plays
from mostik.simulator.terms import Scenario

PLAY: Final = "simulator.play"
RIGHT: Final = "simulator.play"
LINE: Final = "from mostik.config.cli import main; main()"
MOST: Final = {"days": 366, "leads": 40, "people": 30}


class OneAtATime(Conflict):
    """A play takes a processor for itself."""

    message = gettext_noop("A play is under way. Wait for its end or stop it.")


@command(needs=RIGHT)
def begin_play(*, by: Actor, scenario: Scenario) -> str:
    """Promise to play a scenario and return the play's number. Refuses more than a year, and a second at a time."""
    for name, most in MOST.items():
        if not 1 <= getattr(scenario, name) <= most:
            raise Invalid(gettext_noop("From 1 to {most}."), field=name, params={"most": most})
    if any(each.runs for each in plays(viewer=by)):
        raise OneAtATime
    number = f"{clock.now():%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    place = folder() / number
    place.mkdir(parents=True)
    (place / ASKED).write_text(json.dumps(asdict(scenario), default=str))
    enqueue(PLAY, key=f"play:{number}", payload={"number": number})
    return number


@command(needs=RIGHT)
def stop_play(*, by: Actor, number: str) -> None:
    """Let a play end at its next day; what it has played is thrown away."""
    (place_of(number, viewer=by) / STOP).touch()


def words_of(scenario: Scenario) -> list[str]:
    """Return a scenario as the command line takes it."""
    return [
        *("--days", str(scenario.days)),
        *("--seed", str(scenario.seed)),
        *("--robots", "on" if scenario.robots else "off"),
        *("--leads", str(scenario.leads)),
        *("--people", str(scenario.people)),
        *("--start", scenario.start.isoformat()),
    ]


def sandbox(scenario: Scenario, place: Path, *, to: int) -> "subprocess.Popen[str]":
    """Begin a play in a process of its own whose only database lies under a folder; it speaks to ``to``."""
    env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "MOSTIK_NOW"}}
    env |= {"MOSTIK_HOME": str(place)}
    call = [sys.executable, "-c", LINE, "simulate", "--inside", *words_of(scenario)]
    return subprocess.Popen(call, env=env, stdout=to, text=True, start_new_session=True)  # noqa: S603 - our own
