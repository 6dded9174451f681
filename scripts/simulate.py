"""Play a quarter of the virtual department with robots and without, and write what came of it into docs/robot-share.md.

`--days 14` plays less and prints instead of writing.
"""

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "robot-share.md"
QUARTER = 90
CALL = [str(ROOT / ".venv" / "bin" / "mostik"), "simulate"]
WAYS = ("on", "off")
HEAD = """# The robot share of a virtual quarter

Written by `make simulate`, never by hand. Measured by Mostik's own figures (`analysis/rules/robot_share.py`,
[how it is counted](rules/robot-share.md)) on a journal made by the virtual department: its clients, people and leads
are made up, its robots are the real ones. One seed gives one journal.

What the play takes for granted with robots on: leads, times of meetings and payments come by programs with tokens (the
site, the bank); without robots people write them down. Clients answer letters by a chance that falls with the wait for
the first word. What it leaves out: issuing and sending papers, tasks, calls beyond the first, absences, holidays.
Leads that come out of hours stay with the head, who works on them as anybody who sells.
It shows what robots of today can carry, not what a department of yours will sell.

What is known to flatter the figure: a robot may close a silent deal whose client books or pays later, so some steps are
counted on deals that are closed; letters on their way when a deal is lost count as asking why; “qualification” is a
move of the stage when a meeting is planned, not a dialogue. What is known to lower it: leads out of hours count as
handed to nobody. Text robots, messengers, the booking page and sequences do not take part yet.
"""


def main() -> None:
    """Play both and write the page."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--days", type=int, default=QUARTER)
    days = asked.parse_args().days
    size = ["--days", str(days), "--leads", "1", "--people", "2"]
    plays = {
        robots: subprocess.Popen([*CALL, *size, "--robots", robots], stdout=subprocess.PIPE, text=True)
        for robots in WAYS
    }
    parts = [HEAD]
    for robots, child in plays.items():
        told, _none = child.communicate()
        if child.returncode:
            sys.exit(child.returncode)
        title, table = told.strip().split("\n", 1)
        parts.append(f"## Robots {robots}\n\n{title}\n{table}\n")
    text = "\n".join(parts)
    if days == QUARTER:
        PAGE.write_text(text)
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
