"""The kinds of fault campaign: what runs each, on which grounds, how large, and the controls that have to find harm."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

SCALES = ("short", "long")


@dataclass(frozen=True)
class Campaign:
    """One campaign: what runs it, on what, how large at each scale; its controls, each with the harm to be found."""

    topic: str
    title: str
    database: str
    engine: str
    sizes: tuple[int, int]
    goal: int
    controls: tuple[tuple[str, str], ...] = ()
    control_size: int = 40
    short: bool = False
    short_controls: tuple[str, ...] = ()
    alone: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is asked for by."""
        return f"{self.topic}-{self.database}-{self.engine}"

    @property
    def whole_title(self) -> str:
        """What it is called on the page."""
        return f"{self.title}, {self.database}, {self.engine}"

    def size(self, scale: str) -> int:
        """How large it is at a scale."""
        asked = os.environ.get("MOSTIK_FAULTS_SIZE")
        return int(asked) if asked else self.sizes[SCALES.index(scale)]

    def tried(self, *, whole: bool) -> tuple[tuple[str, str], ...]:
        """Its controls; where not the whole of it is asked for, each control of a kind runs on one of its grounds."""
        return tuple(each for each in self.controls if whole or each[0] in self.short_controls)


Place = tuple[str, str]
SQLITE, REDIS, RABBIT, POSTGRES = PLACES = (
    ("sqlite", "embedded"),
    ("postgres", "redis"),
    ("postgres", "rabbit"),
    ("postgres", "embedded"),
)


def _of(
    topic: str,
    title: str,
    sizes: tuple[int, int],
    goal: int,
    *controls: tuple[str, str],
    size: int = 40,
    short: tuple[Place, ...],
    places: tuple[Place, ...] = PLACES,
    alone: bool = False,
    **environment: str,
) -> tuple[Campaign, ...]:
    """Return a kind of campaign on each of its grounds; ``short`` are those of the short scale, controls on one."""
    found = []
    for place in places:
        # SQLite lets one write at a time: there is no turn to take away.
        here = tuple(each for each in controls if place[0] != "sqlite" or each[0] != "uncounted in turn")
        mine = tuple(name for name, _harm in controls) if place == short[0] else ()
        told = (place in short, mine, alone, environment)
        found.append(Campaign(topic, title, *place, sizes, goal, here, size, *told))
    return tuple(found)


NAIVE = ("naive sender", "duplicates")
CAMPAIGNS = (
    *_of(
        "kills", "kill -9 during intake and stage automations", (40, 1000), 5000,
        NAIVE, ("memory intake", "lost"), ("marked first", "missing"), size=12, short=(REDIS, SQLITE),
        MOSTIK_HANDS="4",
    ),
    *_of(
        "deliveries", "doubled, shuffled, cut off and forged deliveries", (600, 100_000), 100_000,
        ("no keys", "doubled"), ("unsigned", "forged accepted"), size=60, short=(SQLITE, REDIS),
    ),
    *_of(
        "caps", "twenty overlapping schedulers that die and put off", (30, 1000), 1000,
        ("uncounted", "excess"), ("uncounted in turn", "excess"), size=20, short=(POSTGRES, SQLITE),
        places=(SQLITE, POSTGRES),
    ),
    *_of(
        "poison", "poison of two hundred kinds among healthy work", (36, 1000), 1000,
        ("no parking", "not parked"), size=10, short=(REDIS,), alone=True,
        MOSTIK_HANDS="8", MOSTIK_LONGEST="1", MOSTIK_MEGABYTES="2048",
    ),
    *_of(
        "clocks", "clocks that jump and change", (2000, 100_000), 100_000,
        ("wall by offset", "wrong wall"), NAIVE, size=2000, short=(SQLITE,), places=(SQLITE, POSTGRES),
    ),
    *_of(
        "midsend", "workers killed and frozen with a letter in hand", (20, 2000), 2000, NAIVE, size=12,
        short=(SQLITE, RABBIT),
    ),
    *_of(
        "slow", "a far side slower than the lease, an impatient person", (8, 200), 200,
        ("lease not prolonged", "needless doubts"), size=4, short=(REDIS, SQLITE),
        MOSTIK_HANDS="8", MOSTIK_LEASE="4",
    ),
    *_of(
        "halts", "robots stopped by one switch", (2, 100), 100, ("deaf gate", "after the stop"), size=1,
        short=(RABBIT,),
    ),
)  # fmt: skip
