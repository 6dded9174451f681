"""Which figures stand below what was due by more than chance allows, and in whose hands that is.

A count that is due m and varies as the department's days do is taken for a negative binomial with that mean and a
variance of s·m, s being the spread of the past days (Pearson's dispersion; 1 is Poisson). A link of the chain is asked
for no more than the link before it gave, and a person for no more than the others of the department managed of the
same: what is left below is theirs. Where no link alone is to blame, a little may still be lost at each of them: then
the first that is short without that allowance is named.
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from itertools import islice, product
from typing import Final

from mostik.control.terms import Course, Deviation

#: Working days looked back over: a person who fell silent is seen in two, a link that wastes in ten.
WINDOWS: Final = (2, 5, 10)
#: How seldom chance alone may bring a count so low; a window asks for it anew.
CHANCE: Final = 0.005
#: From which share of what is due a figure is let be, however sure.
NEAR: Final = 0.85


def lower_tail(done: int, due: float, spread: float) -> float:
    """Return how likely a count of at most ``done`` is where ``due`` is expected.

    >>> [round(lower_tail(8, 20, spread), 4) for spread in (1, 2)], lower_tail(3, 0, 1)
    ([0.0021, 0.0178], 1.0)
    """
    if due <= 0:
        return 1.0
    if spread <= 1.0:
        logs = (each * math.log(due) - due - math.lgamma(each + 1) for each in range(done + 1))
        return min(1.0, math.fsum(map(math.exp, logs)))
    size, stay = due / (spread - 1), 1 / spread
    logs = (
        math.lgamma(each + size) - math.lgamma(size) - math.lgamma(each + 1)
        + size * math.log(stay) + each * math.log1p(-stay)
        for each in range(done + 1)
    )  # fmt: skip
    return min(1.0, math.fsum(map(math.exp, logs)))


def spread_of(courses: Iterable[Course]) -> float:
    """Return how much more than chance days vary around each person's own share of what is due; at least 1.

    >>> spread_of([Course(1, "calls", due=(10, 10, 10, 10), done=(4, 16, 4, 16))])
    4.8
    """
    excess, known = 0.0, 0
    for each in courses:
        due, done = sum(each.due), sum(each.done)
        if due <= 0 or done <= 0:
            continue
        expected = [part * done / due for part in each.due]
        told = [(fact - mean) ** 2 / mean for fact, mean in zip(each.done, expected, strict=True) if mean > 0]
        excess, known = excess + sum(told), known + len(told) - 1
    return max(1.0, excess / known) if known > 0 else 1.0


def deviations(
    courses: Sequence[Course],
    chain: Sequence[str],
    spreads: Mapping[str, float],
    *,
    held: Collection[tuple[int | None, str]] = (),
) -> list[Deviation]:
    """Return what stands below its due: the department's links first, then of each person the earliest link alone.

    A department's link deviates only where it does so without its weakest person too. What is ``held`` is a case
    already; behind such a link of a person another deviates only by what it makes of what the links before it gave.

    >>> courses = [Course(who, "calls", (10,) * 10, (10,) * 10) for who in (1, 2, 3)]
    >>> courses += [Course(who, "meetings", (2,) * 10, (0 if who == 3 else 2,) * 10) for who in (1, 2, 3)]
    >>> [(each.person, each.kpi, each.done, each.due) for each in deviations(courses, ("calls", "meetings"), {})]
    [(3, 'meetings', 0, 20.0)]
    """
    found = [each for kpi in chain if (each := _of_all(kpi, chain, courses, spreads.get(kpi, 1.0)))]
    for person in dict.fromkeys(each.person for each in courses):
        own, others = _parted(person, courses)
        free = [kpi for kpi in chain if (person, kpi) not in held]
        asked = (_given, _all_of_it) if len(free) == len(chain) else (_given,)
        mine = (
            _of_one(kpi, own, others, partial(given, kpi, chain), spreads.get(kpi, 1.0))
            for given, kpi in product(asked, free)
        )
        found += islice(filter(None, mine), 1)
    return found


def lowest(course: Course, spread: float, *, share: float = 1.0) -> Deviation | None:
    """Return the window over which a course stands lowest, where chance would not bring it there; None otherwise.

    ``share`` is how much of what is due can be asked of it.
    """
    found = None
    for days in WINDOWS:
        plan, done = math.fsum(course.due[-days:]), sum(course.done[-days:])
        due = plan * share
        if done >= NEAR * due:
            continue
        likely = lower_tail(done, due, spread)
        if likely < CHANCE and (found is None or likely < found.likely):
            found = Deviation(course.person, course.kpi, days, plan, due, done, likely)
    return found


def together(courses: Sequence[Course]) -> Course:
    """Return the courses of several people over the same days as one."""
    return Course(
        None,
        courses[0].kpi,
        tuple(map(math.fsum, zip(*(each.due for each in courses), strict=True))),
        tuple(map(sum, zip(*(each.done for each in courses), strict=True))),
    )


def has_come_back(due: Sequence[float], done: Sequence[int], *, within: int = 5, least: int = 3) -> bool:
    """Return whether a figure keeps its pace again: over the last days since it was found, of which there are enough.

    Where nothing was due nothing has been proved.

    >>> [has_come_back((4, 4, 4), done) for done in ((4, 3, 5), (4, 3, 3))], has_come_back((4,), (9,))
    ([True, False], False)
    """
    asked = sum(due[-within:])
    return len(due) >= least and asked > 0 and sum(done[-within:]) >= 0.95 * asked


def has_calmed(due: Sequence[float], done: Sequence[int], *, within: int = 5, least: int = 3) -> bool:
    """Return whether there is no more of something than due again, over the last days since it was found.

    >>> [has_calmed((4, 4, 4), done) for done in ((4, 3, 5), (4, 6, 5))], has_calmed((4,), (0,))
    ([True, False], False)
    """
    asked = sum(due[-within:])
    return len(due) >= least and asked > 0 and sum(done[-within:]) <= 1.05 * asked


def _of_all(kpi: str, chain: Sequence[str], courses: Sequence[Course], spread: float) -> Deviation | None:
    everybody = _of_link(kpi, courses)
    if len(everybody) < 3:
        return None
    weakest = min(everybody, key=lambda each: sum(each.done) - sum(each.due))
    share = _given(kpi, chain, courses)
    if lowest(together([each for each in everybody if each is not weakest]), spread, share=share):
        return lowest(together(everybody), spread, share=share)
    return None


def _parted(person: int | None, courses: Sequence[Course]) -> tuple[list[Course], list[Course]]:
    own = [each for each in courses if each.person == person]
    return own, [each for each in courses if each.person != person]


def _of_one(
    kpi: str, own: Sequence[Course], others: Sequence[Course], given: Callable[[Sequence[Course]], float], spread: float
) -> Deviation | None:
    course = next(iter(_of_link(kpi, own)), None)
    if course is None:
        return None
    theirs = given(others)
    common = min(1.0, _ratio(_of_link(kpi, others)) / theirs) if theirs else 1.0
    return lowest(course, spread, share=given(own) * common)


def _given(kpi: str, chain: Sequence[str], courses: Sequence[Course]) -> float:
    """Return what share of its due the link before gave: no more can be asked of this one."""
    place = chain.index(kpi)
    return min(1.0, _ratio(_of_link(chain[place - 1], courses))) if place else 1.0


def _all_of_it(_kpi: str, _chain: Sequence[str], _courses: Sequence[Course]) -> float:
    return 1.0


def _of_link(kpi: str, courses: Sequence[Course]) -> list[Course]:
    return [each for each in courses if each.kpi == kpi]


def _ratio(courses: Sequence[Course]) -> float:
    due = math.fsum(sum(each.due) for each in courses)
    return sum(sum(each.done) for each in courses) / due if due > 0 else 1.0
