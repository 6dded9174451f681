"""Funnel hygiene: stages that only lengthen the cycle, with the evidence. ``docs/rules/hygiene.md`` tells why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import median

from mostik.crm.rules.deals import StageView

#: Fewer deals than these got as far as the stage: nothing is said of it.
ENOUGH = 30
#: A stage most deals go past without standing in it is skipped.
MOSTLY = 0.5
#: Where surely fewer than these are lost, nobody is decided about.
HARDLY_ANY = 0.05
#: Who leaves within ten minutes was only clicked through.
A_CLICK = 600
#: The 95 % interval of Wilson.
Z = 1.959964


class Why(StrEnum):
    """Why a stage only lengthens the cycle."""

    SKIPPED = "skipped"
    CLICKED_THROUGH = "clicked through"
    ASKS_NOTHING = "asks nothing"


@dataclass(frozen=True, slots=True)
class Way:
    """A closed deal's way: seconds in every stage it stood in, where it was lost from, whether it was won."""

    stays: Mapping[int, int]
    lost_from: int | None
    won: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """What closed deals say of a stage. ``passed`` got as far as it or further; ``stood`` of them stood in it.

    ``mean_seconds`` is the time in it over all that passed, those that skipped it included.
    """

    stage: StageView
    passed: int
    stood: int
    dropped: int
    clicked: int
    half_seconds: int | None
    mean_seconds: int
    cycle_share: float
    won: int
    why: tuple[Why, ...]

    @property
    def skipped(self) -> float:
        """Return the share that got past without standing in it."""
        return 1 - self.stood / self.passed if self.passed else 0.0

    @property
    def lost(self) -> float:
        """Return the share lost of those that stood in it."""
        return self.dropped / self.stood if self.stood else 0.0

    @property
    def enough(self) -> bool:
        """Return whether there are deals enough to tell."""
        return self.passed >= ENOUGH


def evidence(stages: Sequence[StageView], ways: Iterable[Way]) -> list[Evidence]:
    """Return what closed deals say of each open stage of a pipeline, in order; stages to be merged or dropped say why.

    >>> new, wait, offer = (StageView(id=n, pipeline=1, title="S", sort=n) for n in (1, 2, 3))
    >>> straight = [Way({1: 9000, 3: 9000}, 3, False)] * 60
    >>> [(each.stage.id, each.passed, each.stood, [why.value for why in each.why])
    ...     for each in evidence([new, wait, offer], [*straight, *[Way({1: 9000, 2: 90, 3: 9000}, None, True)] * 20])]
    [(1, 80, 80, []), (2, 80, 20, ['skipped']), (3, 80, 80, [])]
    """
    known = list(ways)
    opened = [stage for stage in stages if not stage.is_closing]
    return [_of(stage, opened, known, first=stage is opened[0]) for stage in opened]


def interval(count: int, of: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share; everything is possible of nothing.

    >>> tuple(round(each, 3) for each in interval(0, 100)), interval(0, 0)
    ((0.0, 0.037), (0.0, 1.0))
    """
    if not of:
        return 0.0, 1.0
    share, spread = count / of, Z * Z / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def neighbour(stage: StageView, stages: Sequence[StageView]) -> int | None:
    """Return where the deals of a stage go best: the open stage before it, so that no link is passed; else the next."""
    opened = [each for each in stages if not each.is_closing]
    place = [each.id for each in opened].index(stage.id)
    near = opened[place - 1 : place] or opened[place + 1 : place + 2]
    return near[0].id if near else None


def _of(stage: StageView, opened: Sequence[StageView], ways: Sequence[Way], *, first: bool) -> Evidence:
    later = {each.id for each in opened if each.sort >= stage.sort}
    far = [way for way in ways if way.won or later & way.stays.keys()]
    there = [way for way in far if stage.id in way.stays]
    seconds = [way.stays[stage.id] for way in there]
    whole = sum(sum(way.stays.values()) for way in far)
    dropped = sum(way.lost_from == stage.id for way in there)
    clicked = sum(each < A_CLICK for each in seconds)
    return Evidence(
        stage=stage,
        passed=len(far),
        stood=len(there),
        dropped=dropped,
        clicked=clicked,
        half_seconds=int(median(seconds)) if seconds else None,
        mean_seconds=sum(seconds) // len(far) if far else 0,
        cycle_share=sum(seconds) / whole if whole else 0.0,
        won=sum(way.won for way in there),
        why=() if first or stage.key else _why(stage, len(far), len(there), dropped, clicked),
    )


def _why(stage: StageView, passed: int, stood: int, dropped: int, clicked: int) -> tuple[Why, ...]:
    """Return why a stage only lengthens the cycle: it is skipped, or nobody is lost in it and nothing is learned."""
    if passed < ENOUGH:
        return ()
    if interval(passed - stood, passed)[0] >= MOSTLY:
        return (Why.SKIPPED,)
    if stood < ENOUGH or interval(dropped, stood)[1] > HARDLY_ANY:
        return ()
    rushed = (Why.CLICKED_THROUGH,) if interval(clicked, stood)[0] >= MOSTLY else ()
    silent = not (stage.required_fields or stage.own_required or stage.checklist or stage.milestone)
    return (*rushed, *((Why.ASKS_NOTHING,) if silent else ()))
