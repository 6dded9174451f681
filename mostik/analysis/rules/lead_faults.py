"""Whose fault it is, from shares counted and shares adjusted: the channel, the hands its leads went through, or both.

A lead that was never answered says nothing of speed by itself: what is rejected at sight needs no answer. It counts at
the usual speed of whoever had it; one that still waits after a day counts as the slowest.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from itertools import accumulate
from math import sqrt
from typing import Final, NamedTuple

from mostik.analysis.rules.lead_quality import Adjusted

#: Bounds of the screen and the letter hold nineteen of twenty.
LEVEL: Final = 0.95
Z: Final = 1.959964
#: The first answer, in working minutes: up to so many is one speed, more than the last another.
SPEEDS: Final = (15, 60, 240)
SLOWEST: Final = len(SPEEDS)
#: With fewer leads nobody is judged.
LEAST: Final = 20
#: What is off by more than this part of the whole, and still may be chance, is too few to say.
LOOKS_OFF: Final = 0.25
#: Late answers that explain more than this part of what is missing are named beside the work.
A_PART: Final = 0.25


class Fault(StrEnum):
    """Why leads of a channel come to less: they are poor, they are handled poorly, both; or there is nothing to say."""

    CHANNEL = "channel"
    HANDLERS = "handlers"
    BOTH = "both"
    BETTER = "better"
    ALIKE = "alike"
    FEW = "few"


class Cause(StrEnum):
    """Why a person's leads come to less: how they work, how late they answer, both; or which leads they were given."""

    WORK = "work"
    SPEED = "speed"
    BOTH = "both"
    LEADS = "leads"
    BETTER = "better"
    ALIKE = "alike"
    FEW = "few"


class Bounds(NamedTuple):
    """Between what a share lies."""

    low: float
    high: float


def counted_bounds(good: int, leads: int) -> Bounds:
    """Return the bounds of a share as counted (Wilson 1927), nineteen of twenty.

    >>> [round(each, 3) for each in counted_bounds(10, 50)]
    [0.112, 0.33]
    >>> counted_bounds(0, 0)
    Bounds(low=0.0, high=1.0)
    """
    if not leads:
        return Bounds(0.0, 1.0)
    share, square = good / leads, Z * Z
    middle = (share + square / (2 * leads)) / (1 + square / leads)
    reach = Z * sqrt(share * (1 - share) / leads + square / (4 * leads * leads)) / (1 + square / leads)
    return Bounds(max(0.0, middle - reach), min(1.0, middle + reach))


def speed_class(minutes: int) -> int:
    """Return which speed a first answer was.

    >>> [speed_class(each) for each in (0, 15, 16, 240, 241)]
    [0, 0, 1, 2, 3]
    """
    return sum(minutes > most for most in SPEEDS)


def middles(counts: Mapping[int, int]) -> tuple[int, int]:
    """Return the two middle values of those met so many times each, one twice where they are odd in number.

    >>> middles({5: 1, 30: 1, 500: 1}), middles({5: 2, 30: 1, 500: 1}), middles({7: 4})
    ((30, 30), (5, 30), (7, 7))
    """
    values = sorted(counts)
    ends = list(accumulate(counts[each] for each in values))
    return values[bisect_right(ends, (ends[-1] - 1) // 2)], values[bisect_right(ends, ends[-1] // 2)]


def usual_speed(minutes: Mapping[int, int], otherwise: int = 0) -> int:
    """Return the middle speed of somebody's answers, met so many times each; with none the speed given.

    >>> usual_speed({5: 1, 30: 1, 500: 1}), usual_speed({}, 2)
    (1, 2)
    """
    speeds = Counter[int]()
    for each, count in minutes.items():
        speeds[speed_class(each)] += count
    return middles(speeds)[0] if speeds else otherwise


def channel_fault(row: Adjusted, whole: float) -> Fault:
    """Return why the leads of a channel come to what they come to, beside all leads.

    >>> channel_fault(Adjusted(1, 400, raw=0.34, share=0.20, low=0.15, high=0.26), whole=0.35)
    <Fault.CHANNEL: 'channel'>
    >>> channel_fault(Adjusted(1, 400, raw=0.20, share=0.34, low=0.29, high=0.39), whole=0.35)
    <Fault.HANDLERS: 'handlers'>
    >>> channel_fault(Adjusted(1, 400, raw=0.10, share=0.20, low=0.15, high=0.26), whole=0.35)
    <Fault.BOTH: 'both'>
    >>> channel_fault(Adjusted(1, 12, raw=0.10, share=0.20, low=0.05, high=0.6), whole=0.35)
    <Fault.FEW: 'few'>
    """
    if row.leads < LEAST:
        return Fault.FEW
    counted = _counted(row)
    if row.differs(whole) < 0:
        return Fault.BOTH if counted.high < row.share else Fault.CHANNEL
    if counted.high < whole:
        return Fault.HANDLERS
    if row.differs(whole) > 0:
        return Fault.BETTER
    return Fault.FEW if _looks_off(row, whole) else Fault.ALIKE


def person_cause(row: Adjusted, held: Adjusted, whole: float) -> Cause:
    """Return why a person's leads come to what they come to.

    ``row`` is adjusted for the channels of their leads alone; ``held`` for the speed of their answers, too.

    >>> row = Adjusted(1, 400, raw=0.2, share=0.20, low=0.15, high=0.26)
    >>> person_cause(row, Adjusted(1, 400, raw=0.2, share=0.33, low=0.27, high=0.4), whole=0.35)
    <Cause.SPEED: 'speed'>
    >>> person_cause(row, Adjusted(1, 400, raw=0.2, share=0.21, low=0.16, high=0.27), whole=0.35)
    <Cause.WORK: 'work'>
    >>> row = Adjusted(1, 400, raw=0.2, share=0.36, low=0.30, high=0.42)
    >>> person_cause(row, row, whole=0.35)
    <Cause.LEADS: 'leads'>
    """
    if row.leads < LEAST:
        return Cause.FEW
    if row.differs(whole) < 0:
        if held.differs(whole) >= 0:
            return Cause.SPEED
        explained = held.share - row.share
        return Cause.BOTH if explained > A_PART * (whole - row.share) else Cause.WORK
    if _counted(row).high < whole:
        return Cause.LEADS
    if row.differs(whole) > 0:
        return Cause.BETTER
    return Cause.FEW if _looks_off(row, whole) else Cause.ALIKE


def _counted(row: Adjusted) -> Bounds:
    return counted_bounds(round(row.raw * row.leads), row.leads)


def _looks_off(row: Adjusted, whole: float) -> bool:
    return abs(row.share - whole) > LOOKS_OFF * whole
