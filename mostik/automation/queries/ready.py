"""Ready-made sequences as they are offered: taken already and at work, taken and resting, or not yet taken."""

from dataclasses import dataclass

from mostik.automation.access import visible_robots
from mostik.automation.catalog.ready import READY, Ready
from mostik.automation.models import Robot
from mostik.core.actors import Actor


@dataclass(frozen=True)
class ReadyLine:
    """A ready-made sequence, and the robot last made of it that is still there, one at work before one that rests."""

    ready: Ready
    taken: Robot | None


def ready_lines(*, viewer: Actor) -> list[ReadyLine]:
    """Return every ready-made sequence with what was made of it."""
    made = visible_robots(viewer).filter(ready__in=list(READY), removed_at__isnull=True)
    taken = {row.ready: row for row in sorted(made, key=lambda row: (row.works, row.pk))}
    return [ReadyLine(each, taken.get(code)) for code, each in READY.items()]
