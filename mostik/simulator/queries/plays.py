"""Plays as they lie in their folders: what was asked, how far each is, what came of it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.refusals import Missing
from mostik.simulator.terms import Scenario

ASKED: Final = "asked.json"
TOLD: Final = "told.txt"
STOP: Final = "stop"
NUMBER = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{6}")
#: A play that has said nothing for so many seconds is dead.
SILENT: Final = 900


@dataclass(frozen=True)
class Play:
    """One play: ``share`` of it done, from 0 to 1; ``found`` once it is over."""

    number: str
    scenario: Scenario
    share: float
    found: Mapping[str, Any] | None
    stopped: bool
    dead: bool

    @property
    def runs(self) -> bool:
        """Whether it is under way."""
        return self.found is None and not self.stopped and not self.dead


def folder() -> Path:
    """Return where plays lie."""
    return Path(settings.HOME) / "plays"


def plays(*, viewer: Actor) -> list[Play]:  # noqa: ARG001 - plays hold nothing of the company
    """Return all plays, newest first."""
    place = folder()
    found = sorted(place.iterdir(), reverse=True) if place.exists() else []
    return [_read(each) for each in found if NUMBER.fullmatch(each.name) and (each / ASKED).exists()]


def play(*, viewer: Actor, number: str) -> Play:
    """Return one play."""
    return _read(place_of(number, viewer=viewer))


def place_of(number: str, *, viewer: Actor) -> Path:  # noqa: ARG001 - plays hold nothing of the company
    """Return a play's folder; refuses what is no play's number."""
    place = folder() / number
    if not NUMBER.fullmatch(number) or not (place / ASKED).exists():
        raise Missing()
    return place


def asked(place: Path) -> Scenario:
    """Return the scenario a play was asked for."""
    said = json.loads((place / ASKED).read_text())
    return Scenario(**{**said, "start": date.fromisoformat(said["start"])})


def _read(place: Path) -> Play:
    told = place / TOLD
    lines = told.read_text().splitlines() if told.exists() else []
    found = next((json.loads(line) for line in reversed(lines) if line.startswith("{")), None)
    done = next((float(line.removeprefix("done ")) for line in reversed(lines) if line.startswith("done ")), 0.0)
    heard = (told if told.exists() else place / ASKED).stat().st_mtime
    silent = found is None and clock.now().timestamp() - heard > SILENT
    return Play(place.name, asked(place), done, found, stopped=(place / STOP).exists(), dead=silent)
