"""Play a quarter of the virtual department from several seeds, with robots and without; write docs/robot-share.md.

`--days 14` plays less and prints instead of writing.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "robot-share.md"
QUARTER = 90
SEEDS = (7, 8, 9)
AT_ONCE = len(SEEDS)
CALL = [str(ROOT / ".venv" / "bin" / "mostik"), "simulate", "--json", "--leads", "1", "--people", "2"]
WAYS = ("on", "off")
Found = Mapping[str, Any]
HEAD = """# The robot share of a virtual quarter

Written by `make simulate`, never by hand. Measured by Mostik's own figures (`analysis/rules/robot_share.py`,
[how it is counted](rules/robot-share.md)) on journals made by the virtual department: its clients, people and leads
are made up, its robots are the real ones. One seed gives one journal.

With robots, clients come by the doors real ones come by: a form of the site, a landing's JSON, the site's chat, a
Telegram bot. Leads are given out in turn at any hour and greeted; talks are held by the ready qualifying dialogue,
which books a free time; whoever came by a form books on the booking page. Some clients answer nonsense, ask for a
person, fall silent, refuse, move or give up their time, do not come. The ready sequences warm up, remind and ask why;
others of the department send the paper with its link, push, send the invoice. A client agrees on the paper's own
page, or writes so to a person, who moves the deal by hand. Payments come by the bank's program. Without robots people
write down, answer, remind, prepare and file everything.

Taken for granted: how clients behave. They answer letters by a chance that falls with the wait for the first word; of
those who talk to the robot 62 % answer to the point, 14 % fall silent, 8 % each talk nonsense, ask for a person,
refuse; 80 % do by themselves what a link lets them do; of six wordings of a refusal four are in the robots' lists of
phrases. These are guesses, to be put right by figures of a real department. The sum after a meeting is always written
by a person. Left out: tasks, planned calls, absences, holidays. It shows what robots can carry, not what a department
of yours will sell.

Known to flatter the figure: robots write more often than people would, and each message of a text robot's dialogue
counts as a touch, so warm-up touches and reminders are about a third of all steps; the tables by step let one leave
them out. Known to lower it: a person files what a robot has no phrase for.
"""


def main() -> None:
    """Play all and write the page."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--days", type=int, default=QUARTER)
    days = asked.parse_args().days
    with ThreadPoolExecutor(AT_ONCE) as plays:
        asks = [(robots, seed, days) for robots in WAYS for seed in SEEDS]
        found = dict(zip(asks, plays.map(lambda ask: played(*ask), asks), strict=True))
    parts = (f"## Robots {way}\n\n{told([found[way, seed, days] for seed in SEEDS])}\n" for way in WAYS)
    text = "\n".join([HEAD, *parts])
    if days == QUARTER:
        PAGE.write_text(text)
    else:
        sys.stdout.write(text)


def played(robots: str, seed: int, days: int) -> Found:
    """Play one scenario in a sandbox of its own and return what came of it."""
    call = [*CALL, "--robots", robots, "--seed", str(seed), "--days", str(days)]
    done = subprocess.run(call, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def told(plays: Sequence[Found]) -> str:
    """Return what came of the same scenario from several seeds, in Markdown."""
    first = plays[0]["scenario"]
    lines = [
        f"{first['days']} days from {first['start']}, {first['people']} people who sell, "
        f"about {first['leads']} leads a day",
        "",
        f"| seed | {' | '.join(str(each['scenario']['seed']) for each in plays)} | spread |",
        f"| --- | {'---: | ' * len(plays)}---: |",
    ]
    for title, value, digits in FIGURES:
        row = [value(each) for each in plays]
        shown = " | ".join(f"{each:.{digits}f}" for each in row)
        lines.append(f"| {title} | {shown} | {min(row):.{digits}f}–{max(row):.{digits}f} |")
    lines += ["", "All seeds together, by step:", ""]
    return "\n".join([*lines, *steps(plays)])


FIGURES: tuple[tuple[str, Callable[[Found], float], int], ...] = (
    ("leads", lambda each: each["leads"], 0),
    ("sales", lambda each: each["won"], 0),
    ("lead to sale, per cent", lambda each: float(each["conversion"]), 2),
    ("revenue", lambda each: float(each["revenue"]), 0),
    ("first word, seconds, half within", lambda each: each["first_answer_p50"], 0),
    ("first word, seconds, 95 % within", lambda each: each["first_answer_p95"], 0),
    ("**robot share, per cent**", lambda each: float(each["share"]), 2),
    ("steps by robots", lambda each: each["by_robot"], 0),
    ("steps by hand", lambda each: each["by_hand"], 0),
    ("hours by hand", lambda each: float(each["hours_by_hand"]), 1),
    ("hours saved", lambda each: float(each["hours_saved"]), 1),
    ("lines of the journal", lambda each: each["lines"], 0),
)


def steps(plays: Sequence[Found]) -> list[str]:
    """Return the table by step: counts of all plays, their share, the lowest and the highest of a play."""
    lines = ["| step | by robots | by hand | share, per cent | over seeds |", "| --- | ---: | ---: | ---: | ---: |"]
    for rows in zip(*(each["steps"] for each in plays), strict=True):
        robot, hand = sum(row["robot"] for row in rows), sum(row["hand"] for row in rows)
        if not robot + hand:
            continue
        shares = [100 * row["robot"] / (row["robot"] + row["hand"]) for row in rows if row["robot"] + row["hand"]]
        share = "apart" if rows[0]["apart"] else f"{100 * robot / (robot + hand):.1f}"
        over = "" if rows[0]["apart"] else f"{min(shares):.1f}–{max(shares):.1f}"
        lines.append(f"| {rows[0]['title']} | {robot} | {hand} | {share} | {over} |")
    return lines


if __name__ == "__main__":
    main()
