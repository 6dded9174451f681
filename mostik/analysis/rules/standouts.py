"""Where something comes more often than elsewhere, chance left out: a reason of losses, sales to an audience.

A part (a person, a channel, a sector; its dimension and key) is set against all the others by the exact test of
Fisher (1934), one-sided; of the many parts looked at, those are told that Benjamini and Hochberg (1995) let pass: of
what is told, a tenth is chance at most, in the long run.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, lgamma
from typing import Any, Final

#: The share of what is told that may be chance.
FALSE: Final = 0.10
#: Fewer hits in one part are not told, unlikely as they may be.
LEAST: Final = 5
#: What changes no figure of a sum of chances.
NEGLIGIBLE: Final = 1e-17


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A part: ``hits`` of ``deals`` in it, ``all_hits`` of ``all_deals`` everywhere. ``what`` is what a hit is."""

    what: int | None
    part: tuple[str, Any]
    hits: int
    deals: int
    all_hits: int
    all_deals: int

    @property
    def elsewhere(self) -> float:
        """The share of hits in all other parts."""
        others = self.all_deals - self.deals
        return (self.all_hits - self.hits) / others if others > 0 else 0.0

    @property
    def share(self) -> float:
        """The share of hits in this part."""
        return self.hits / self.deals if self.deals > 0 else 0.0

    @property
    def excess(self) -> float:
        """How many hits there are more than with the share of the others.

        >>> Cut(what=1, part=("person", 1), hits=18, deals=60, all_hits=42, all_deals=260).excess
        10.8
        """
        return round(self.hits - self.deals * self.elsewhere, 9)

    @property
    def chance(self) -> float:
        """How likely so many or more are by chance alone, had the part been like the others.

        >>> round(Cut(what=1, part=("person", 1), hits=3, deals=4, all_hits=4, all_deals=8).chance, 4)
        0.2429
        """
        whole, marked, drawn, hits = self.all_deals, self.all_hits, self.deals, self.hits
        most = hits * whole > drawn * marked  # the shorter tail: chances only fall on the way out
        tail = _tail(whole, marked, drawn, hits if most else hits - 1, up=most)
        return min(1.0, tail if most else 1 - tail)


def standing_out(cuts: Iterable[Cut]) -> list[Cut]:
    """Return the cuts that are more than chance, those largest excess first.

    >>> one = Cut(what=1, part=("person", 1), hits=18, deals=60, all_hits=42, all_deals=260)
    >>> other = Cut(what=1, part=("person", 2), hits=12, deals=60, all_hits=42, all_deals=260)
    >>> [cut.part for cut in standing_out([other, one])]
    [('person', 1)]
    """
    looked_at = [cut for cut in cuts if 0 < cut.deals < cut.all_deals]
    rated = sorted(((cut.chance, cut) for cut in looked_at), key=lambda each: each[0])
    passing = [place for place, (chance, _cut) in enumerate(rated, 1) if chance <= FALSE * place / len(rated)]
    told = [cut for _chance, cut in rated[: max(passing, default=0)] if cut.hits >= LEAST]
    return sorted(told, key=lambda cut: -cut.excess)


def _tail(whole: int, marked: int, drawn: int, begin: int, *, up: bool) -> float:
    """Return how likely so many marked ones or more are among those drawn; down, so many or fewer.

    Each chance is the one before times the ratio of the hypergeometric distribution.
    """
    last = min(marked, drawn) if up else max(0, drawn - whole + marked)
    if (begin > last) if up else (begin < last):
        return 0.0
    count = max(begin, drawn - whole + marked) if up else min(begin, marked, drawn)
    one = exp(_log_choose(marked, count) + _log_choose(whole - marked, drawn - count) - _log_choose(whole, drawn))
    total = one
    while count != last and one > total * NEGLIGIBLE:
        if up:
            one *= (marked - count) * (drawn - count) / ((count + 1) * (whole - marked - drawn + count + 1))
            count += 1
        else:
            one *= count * (whole - marked - drawn + count) / ((marked - count + 1) * (drawn - count + 1))
            count -= 1
        total += one
    return total


def _log_choose(of: int, some: int) -> float:
    return lgamma(of + 1) - lgamma(some + 1) - lgamma(of - some + 1)
