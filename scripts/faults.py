"""Fault campaigns: the product's processes are killed, frozen and poisoned; then everything is counted.

    python scripts/faults.py [short | long] [check] [NAME …]

``short`` runs each kind of campaign on some of its grounds, both databases and all engines between them, and each of
its controls once; `make test` ends with it. ``long`` runs everything. Campaigns asked for by name run at the scale
named with them, with all their controls. With ``check`` nothing is written.

Every campaign has a control: one protection taken away, and the same checker has to find the harm, or the campaign has
failed. What was found is kept in docs/faults.json, and docs/reliability.md is written from it: no figure is typed.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import postgres
from faults_ground import ROOT, Ground, Stage
from faults_kinds import CAMPAIGNS, SCALES, Campaign

#: The key of what a whole scale took.
WHOLE = "whole short scale"
RESULTS, PAGE = ROOT / "docs" / "faults.json", ROOT / "docs" / "reliability.md"
#: Seconds one run may take: then it is ended and has failed.
DEADLINE = {"short": 420, "long": 5400}
#: A control whose harm is a matter of chance is tried so often, each time larger.
TRIES = 3
#: Campaigns mostly wait: so many run at once, after those that weigh pace and run alone.
AT_ONCE = 3


def run(stage: Stage, size: int, control: str = "", *, deadline: float) -> dict:
    """Run a campaign once, or its control, and return what it found; one past its deadline is ended and has failed."""
    began = time.monotonic()
    try:
        found = stage.play(size, control, deadline=deadline)
    except (OSError, RuntimeError) as failure:
        return _broken(f"the campaign broke: {failure}", began)
    if found is None:
        return _broken(f"it did not end in {deadline:.0f} s", began)
    if "broke" in found:
        return _broken(f"the campaign broke: {found['broke']}", began)
    return {**found, "seconds": round(time.monotonic() - began)}


def _broken(words: str, began: float) -> dict:
    return {"clean": False, "words": words, "figures": {}, "seconds": round(time.monotonic() - began)}


def held(campaign: Campaign, stage: Stage, scale: str, *, whole: bool) -> dict:
    """Run a campaign with its controls and return its whole result; ``passed`` says whether the promise holds."""
    size, deadline = campaign.size(scale), DEADLINE[scale]
    found = run(stage, size, deadline=deadline)
    _tell(campaign.whole_title, found, well=found["clean"])
    controls = {}
    for name, harm in campaign.tried(whole=whole):
        control, harmed = {}, False
        for each in range(TRIES):
            control = run(stage, min(size, campaign.control_size) * 2**each, name, deadline=deadline)
            if harmed := bool(control.get("found", {}).get(harm)):
                break
        controls[name] = {"harmed": harmed, "words": control["words"]}
        _tell(f"  control: {name}", control, well=harmed)
    passed = found["clean"] and all(each["harmed"] for each in controls.values())
    return {
        "title": campaign.whole_title, "scale": scale, "size": size, "goal": campaign.goal, "passed": passed,
        "figures": found["figures"], "words": found["words"], "controls": controls, "seconds": found["seconds"],
        **_now(),
    }  # fmt: skip


def _now() -> dict:
    date = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    return {"load": round(os.getloadavg()[1], 1), "date": date, "commit": _commit()}


def _tell(title: str, found: dict, *, well: bool) -> None:
    details = f" [{found['details']}]" if found.get("details") and not well else ""
    print(f"{'ok  ' if well else 'FAIL'}  {title}: {found['words']}{details} ({found['seconds']} s)", flush=True)


@cache
def _commit() -> str:
    """Return what is tried, as it was when the first campaign began: what is written down meanwhile is not of it."""
    words = ["git", "describe", "--always", "--dirty", "--abbrev=10"]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True).stdout.strip() or "unknown"


def page(results: dict[str, dict]) -> str:
    """Return docs/reliability.md."""
    lines = []
    if whole := results.get(WHOLE):
        lines += [
            f"The {WHOLE}, {whole['campaigns']} campaigns and their {whole['controls']} controls, took"
            f" {whole['seconds']:,} s: {whole['date']} UTC, commit `{whole['commit']}` ({whole['load']:.1f} processes"
            " ran or waited on the machine meanwhile).",
            "",
        ]
    for each in sorted((each for name, each in results.items() if name != WHOLE), key=lambda one: one["title"]):
        figures = ", ".join(f"{name.replace('_', ' ')} {value:,}" for name, value in each["figures"].items())
        lines += [
            f"### {each['title'][:1].upper()}{each['title'][1:]}",
            "",
            f"{'Passed' if each['passed'] else '**Failed**'}: {each['words']}. Scale: {each['scale']}, {each['size']:,}"
            f" of the release goal's {each['goal']:,}.",
            f"{each['date']} UTC, commit `{each['commit']}`, {each['seconds']} s"
            f" ({each.get('load', 0):.1f} processes ran or waited on the machine meanwhile).",
            "",
            *([f"Figures: {figures}.", ""] if figures else []),
            *(
                f"- control “{name}”: {'harm found' if it['harmed'] else '**no harm found**'}: {it['words']}"
                for name, it in each["controls"].items()
            ),
            *([""] if each["controls"] else []),
        ]
    return "\n".join([*HEAD, *lines])


HEAD = """# Reliability

Written by `make faults` and `make faults-short` from what they found; no figure here is typed. Each campaign names the
scale it last ran at: a smaller one proves less than the release goal, and says so.

A campaign runs the product's own processes on loopback and ends with one checker: everything acknowledged is stored
once, everything promised is done once, the far side's own journal (fsynced) agrees, nothing is stuck or left in doubt,
the journal's chain is whole. Its controls run the same with one protection taken away and must find harm.
What SMTP cannot say (a server that took a letter and hung up) is shown as in doubt and settled by a person who looks at
the far side after a grace period: the campaigns play that person.
A campaign that is not below has not been run since it was written; `scripts/faults.py` names them all.

## Campaigns
""".splitlines()


def _kept() -> dict[str, dict]:
    return json.loads(RESULTS.read_text()) if RESULTS.exists() else {}


def _write(results: dict[str, dict]) -> None:
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    PAGE.write_text(page(results))


def main() -> None:
    """Run what was asked for and fail when anything did not hold."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    asked = sys.argv[1:] or ["short"]
    scale = next((each for each in SCALES if each in asked), "long")
    names = set(asked) - {*SCALES, "check"}
    chosen = [each for each in CAMPAIGNS if (each.name in names if names else scale == "long" or each.short)]
    if len(chosen) < len(names):
        sys.exit(f"These are campaigns: {', '.join(SCALES)}, {', '.join(each.name for each in CAMPAIGNS)}")
    _commit()
    began, write, whole = time.monotonic(), "check" not in asked, bool(names) or scale == "long"
    failed = _run_all(chosen, scale, whole=whole, write=write)
    seconds, controls = round(time.monotonic() - began), sum(len(each.tried(whole=whole)) for each in chosen)
    print(f"{len(chosen)} campaigns and their {controls} controls took {seconds} s", flush=True)
    if write and not whole and not failed:
        told = {"campaigns": len(chosen), "controls": controls, "seconds": seconds, **_now()}
        _write({**_kept(), WHOLE: told})
    sys.exit(f"These campaigns failed: {', '.join(failed)}" if failed else 0)


def _run_all(chosen: list[Campaign], scale: str, *, whole: bool, write: bool) -> list[str]:
    """Run campaigns, first those that run alone, then the others side by side; return the names of failed ones."""
    results, failed, lock = _kept(), [], threading.Lock()

    def one(campaign: Campaign) -> None:
        with ground.stage(campaign) as stage:
            result = held(campaign, stage, scale, whole=whole)
        with lock:
            failed.extend([] if result["passed"] else [campaign.name])
            longer = scale == "short" and results.get(campaign.name, {}).get("scale") == "long"
            if write and not (longer and result["passed"]):
                results[campaign.name] = result
                _write(results)

    with tempfile.TemporaryDirectory(prefix="mostik-faults-") as place, ExitStack() as stack:
        if not postgres.alive():
            stack.callback(postgres.stop)
        ground = Ground(Path(place), stack)
        ground.prepare({each.database for each in chosen}, {each.engine for each in chosen})
        for each in chosen:
            if each.alone:
                one(each)
        with ThreadPoolExecutor(AT_ONCE) as lanes:
            list(lanes.map(one, [each for each in chosen if not each.alone]))
    return failed


if __name__ == "__main__":
    main()
