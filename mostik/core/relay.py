"""The relay of the distributed engine: it tells a broker the numbers of due effects, again until claimed.

The broker is a bell, not a store: it may lose, double, delay or reorder what it is told. Whoever hears a number claims
the row by compare-and-set; a number that comes twice, or too late, finds nothing to claim.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from mostik.core import outbox

#: How many numbers may be out unclaimed, and how long one is waited for before it is told again.
WINDOW: Final = 500
PATIENCE_SECONDS: Final = 5.0
LONGEST_PATIENCE: Final = 120.0

Publish = Callable[[Sequence[int]], None]


@dataclass
class Relay:
    """Tells numbers and remembers which were told when; what it remembers may be lost without harm."""

    publish: Publish
    told: dict[tuple[int, int], tuple[float, float]] = field(default_factory=dict)

    def turn(self) -> int:
        """Tell what is due and not told lately; return how many numbers were told."""
        now = time.monotonic()
        due = [(pk, lease) for pk, lease in outbox.due().values_list("pk", "lease")[:WINDOW]]
        self.told = {each: told for each, told in self.told.items() if each in set(due)}
        fresh = [each for each in due if now >= self.told.get(each, (0.0, 0.0))[0]]
        if fresh:
            self.publish([pk for pk, _lease in fresh])
        for each in fresh:
            waited = self.told.get(each, (0.0, PATIENCE_SECONDS / 2))[1]
            patience = min(waited * 2, LONGEST_PATIENCE)
            self.told[each] = (now + patience, patience)
        return len(fresh)
