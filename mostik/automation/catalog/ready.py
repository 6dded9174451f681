"""The register of ready-made robots and sequences: rooms declare what a head switches on in one click and edits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from mostik.automation.terms import RobotKind
from mostik.core.actors import Actor

Words = str | Promise


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A ready-made robot: ``makes`` writes what it needs, templates say, and returns its draft."""

    code: str
    title: Words
    about: Words
    makes: Callable[[Actor], Mapping[str, Any]]
    kind: RobotKind = RobotKind.SEQUENCE


READY: dict[str, Ready] = {}


def declare(*things: Ready) -> None:
    """Offer ready-made robots; the last declaration of a code counts."""
    READY.update({each.code: each for each in things})
