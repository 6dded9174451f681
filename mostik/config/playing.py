"""The virtual department from the command line: in a sandbox of its own, never beside real data."""

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mostik.config.places import passing

if TYPE_CHECKING:
    from mostik.simulator.terms import Scenario


def play(asked: argparse.Namespace) -> int:
    """Play a scenario in a sandbox and print what came of it."""
    if asked.inside:
        _inside(asked)
        return 0
    from mostik.simulator.commands.plays import sandbox  # noqa: PLC0415

    place = asked.keep or passing("mostik-play")
    child, told = sandbox(scenario_of(asked), place, to=subprocess.PIPE), ""
    assert child.stdout is not None
    for line in child.stdout:
        if line.startswith("{"):
            told = line
        elif line.startswith("done "):
            print(line.strip(), file=sys.stderr, flush=True)  # noqa: T201 - spoken by the command line
    if child.wait() or not told:
        return 1
    print(told if asked.json else table(json.loads(told)))  # noqa: T201 - spoken by the command line
    return 0


def scenario_of(asked: argparse.Namespace) -> "Scenario":
    """Return the scenario asked for."""
    from mostik.simulator.terms import Scenario  # noqa: PLC0415

    return Scenario(
        days=asked.days,
        seed=asked.seed,
        robots=asked.robots == "on",
        leads=asked.leads,
        people=asked.people,
        start=asked.start,
    )


def _inside(asked: argparse.Namespace) -> None:
    from django.conf import settings  # noqa: PLC0415

    from mostik.config import setup  # noqa: PLC0415
    from mostik.core.actors import SYSTEM  # noqa: PLC0415
    from mostik.simulator.commands.living import live  # noqa: PLC0415
    from mostik.simulator.queries.played import played  # noqa: PLC0415
    from mostik.simulator.queries.plays import STOP  # noqa: PLC0415

    def tell(done: float) -> bool:
        print(f"done {done:.3f}", flush=True)  # noqa: T201 - spoken by the command line
        return not stop.exists()

    setup.prepare()
    scenario, stop = scenario_of(asked), Path(settings.HOME) / STOP
    came = live(by=SYSTEM, scenario=scenario, tell=tell)
    if stop.exists():
        return
    found = played(viewer=SYSTEM, scenario=scenario, waits=came.waits)
    print(json.dumps(json.loads(found.as_json()), ensure_ascii=False), flush=True)  # noqa: T201 - spoken by the command line


def table(found: Mapping[str, Any]) -> str:
    """Return what came of a play as the page of it says it, in Markdown."""
    scenario = found["scenario"]
    robots = "on" if scenario["robots"] else "off"
    heads = [
        f"{scenario['days']} days from {scenario['start']}, seed {scenario['seed']}, robots {robots}, "
        f"{scenario['people']} people who sell, about {scenario['leads']} leads a day",
        "",
        "| figure | value |",
        "| --- | ---: |",
        f"| leads | {found['leads']} |",
        f"| sales | {found['won']} |",
        f"| lead to sale, per cent | {found['conversion']} |",
        f"| revenue | {found['revenue']} |",
        f"| first word, seconds, half within | {found['first_answer_p50']} |",
        f"| first word, seconds, 95 % within | {found['first_answer_p95']} |",
        f"| **robot share, per cent** | **{found['share']}** |",
        f"| steps by robots, by hand | {found['by_robot']}, {found['by_hand']} |",
        f"| hours by hand, saved | {found['hours_by_hand']}, {found['hours_saved']} |",
        f"| journal | {found['lines']} lines, {found['journal'][:16]} |",
        "",
        "| step | by robots | by hand | share, per cent | hours by hand |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    rows = [
        f"| {each['title']} | {each['robot']} | {each['hand']} | {'apart' if each['apart'] else each['share']} "
        f"| {each['hours']} |"
        for each in found["steps"]
        if each["robot"] or each["hand"]
    ]
    return "\n".join([*heads, *rows])


def declare(each: argparse.ArgumentParser, day: Any) -> None:
    """Say what a play takes."""
    each.add_argument("--days", type=int, default=90, help="how long; 90 unless said")
    each.add_argument("--seed", type=int, default=7, help="one seed gives one journal")
    each.add_argument("--robots", choices=["on", "off"], default="on")
    each.add_argument("--leads", type=int, default=8, help="about so many a day")
    each.add_argument("--people", type=int, default=4, help="who sell")
    each.add_argument("--start", type=day, default=date(2026, 1, 12), metavar="DAY", help="the first day")
    each.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the sandbox there, to be served and looked at")
    each.add_argument("--json", action="store_true", help="a JSON object instead of tables")
    each.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
