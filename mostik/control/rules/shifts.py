"""What goes on slower or more seldom than by its own past, and which reason of refusals grew: more than chance allows.

Whatever waits is a flow: so many came on a day, so many went on after so many days. Its past says how likely one goes
on at each age (the hazard of Kaplan and Meier). Summed over all who wait that is how many should have gone on, whoever
still waits counting as long as it waited; held against those who did it is the log-rank test of one sample.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from mostik.control.rules.deviations import WINDOWS, lower_tail, spread_of
from mostik.control.terms import Course, Flow, Shift

#: How seldom chance alone may open a channel, a stage or a reason, of each all together; a window asks for it anew.
SELDOM: Final = 0.015
#: From which share of what is due a flow is let be, however sure; and from how many times its due a reason is not.
FAR: Final = 0.75
GREW: Final = 1.4
#: Fewer in the past, and fewer due now, say nothing.
LEAST_PAST: Final = 20
LEAST_GREWN: Final = 5
#: How many of its own a hand must have had for its rate to be believed by half.
BELIEVED: Final = 5.0
#: Refusals on each day by reason and by the stage they came at.
Counts = Mapping[tuple[int, int], Sequence[int]]
#: No subject has had its case.
NOTHING: Final[Mapping[int, int]] = MappingProxyType({})
#: By subject, the days its cases were about: a trouble is nobody's own usual past.
Spared = Mapping[int, frozenset[int]]
NO_DAYS: Final[frozenset[int]] = frozenset()
NONE: Final[Spared] = MappingProxyType({})


def hazards(flow: Flow, until: int, spared: frozenset[int] = NO_DAYS) -> dict[int, float]:
    """Return how likely one that waits goes on at each age, by what was before a day but on the spared ones.

    >>> hazards(Flow({0: 4, 1: 4}, {(0, 0): 1, (0, 1): 1, (1, 1): 3}), 2)
    {0: 0.5, 1: 0.3333333333333333}
    >>> hazards(Flow({0: 4, 1: 4}, {(0, 0): 1, (0, 1): 1, (1, 1): 3}), 2, frozenset({0}))
    {0: 0.75, 1: 0.3333333333333333}
    """
    waits, goes = Counter[int](), Counter[int]()
    for came, count in flow.came.items():
        gone = 0
        for age in range(until - came):
            went = flow.went.get((came, came + age), 0)
            if came + age not in spared:
                waits[age] += max(0, count - gone)
                goes[age] += went
            gone += went
    return {age: goes[age] / count for age, count in sorted(waits.items()) if count}


def course_of_flow(flow: Flow, chances: Mapping[int, float], first: int, last: int, *, fresh: bool = False) -> Course:
    """Return how many should have gone on each day and how many did; with ``fresh``, only of those who came since.

    >>> course_of_flow(Flow({0: 4, 1: 4}, {(0, 0): 1, (0, 1): 1, (1, 1): 0}), {0: 0.5, 1: 1 / 3}, 1, 2)
    Course(person=None, kpi='', due=(3.0,), done=(1,))
    """
    due, done = [0.0] * (last - first), [0] * (last - first)
    for came, count in flow.came.items():
        if came >= last or (fresh and came < first):
            continue
        gone = sum(flow.went.get((came, day), 0) for day in range(came, first))
        for day in range(max(first, came), last):
            due[day - first] += max(0, count - gone) * chances.get(day - came, 0.0)
            went = flow.went.get((came, day), 0)
            done[day - first] += went
            gone += went
    return Course(None, "", tuple(due), tuple(done))


def slowed(
    flows: Mapping[int, Flow],
    first: int,
    last: int,
    *,
    after: Mapping[int, int] = NOTHING,
    spared: Spared = NONE,
) -> list[Shift]:
    """Return whose flows go on slower than their past, each by its likeliest window; days before ``first`` are past.

    Of a subject ``after`` tells the first day that may be held against it: what was before has had its case,
    and the ``spared`` days of that are no past of it.

    >>> steady = Flow({day: 10 for day in range(40)}, {(day, day + 1): 10 for day in range(40)})
    >>> halts = Flow(steady.came, {way: 10 for way in steady.went if way[1] < 38})
    >>> [(each.subject, each.days, round(each.plan), each.fact) for each in slowed({1: steady, 2: halts}, 30, 40)]
    [(2, 2, 20, 0)]
    """
    found = []
    for subject, flow in flows.items():
        none = spared.get(subject, NO_DAYS)
        chances, past = hazards(flow, first, none), _past(flow, first, none)
        whole = course_of_flow(flow, chances, first, last)
        windows = [_tail(whole, last - start) for start in starts(first, last, after.get(subject, first))]
        found += _lowest(subject, windows, past, len(flows))
    return found


def starts(first: int, last: int, after: int) -> list[int]:
    """Return where the windows begin that end with ``last``: none before ``after``, none shorter than the shortest.

    >>> starts(0, 10, 0), starts(0, 10, 7), starts(0, 10, 9)
    ([8, 5, 0], [8, 7], [])
    """
    begun = dict.fromkeys(max(first, after, last - days) for days in WINDOWS)
    return [each for each in begun if last - each >= WINDOWS[0]]


def worsened(
    flows: Mapping[tuple[int, int | None], Flow],
    first: int,
    last: int,
    *,
    after: Mapping[int, int] = NOTHING,
    spared: Spared = NONE,
    alike: bool = False,
) -> list[Shift]:
    """Return whose newcomers go on more seldom than by the past, the hands they went through allowed for.

    A flow is of a source in somebody's hands. A hand is known by what it makes of everything in the past, and
    by what it makes now of the other sources: of a source no more is asked than of those. With ``alike`` something
    holds up all sources: no more is asked of one than all the others give.
    """
    found = []
    past = past_of_sources(flows, first, spared)
    sources = {source for source, _hand in flows}
    for source in sorted(sources):
        begun = starts(first, last, after.get(source, first))
        windows = [asked_of_source(source, flows, past, start, last, alike=alike) for start in begun]
        own = _merged(flow for (each, _hand), flow in flows.items() if each == source)
        found += _lowest(source, windows, _past(own, first, spared.get(source, NO_DAYS)), len(sources))
    return found


def grown(
    counts: Counts, first: int, last: int, *, after: Mapping[int, int] = NOTHING, spared: Spared = NONE
) -> list[Shift]:
    """Return which reasons are given more often than their share of the past, of as many refusals at the same stages.

    >>> now = {(1, 9): (1,) * 38 + (6, 7), (2, 9): (5,) * 38 + (1, 2)}
    >>> [(each.subject, each.days, round(each.plan), each.fact) for each in grown(now, 30, 40)]
    [(1, 2, 3, 13)]
    """
    if sum(sum(days[:first]) for days in counts.values()) < LEAST_PAST:
        return []
    reasons = sorted({reason for reason, _stage in counts})
    found = []
    for reason in reasons:
        none = spared.get(reason, NO_DAYS)
        course = course_of_reason(reason, counts, first, 0, last, none)
        past = _but(none, Course(None, "", course.due[:first], course.done[:first]))
        windows = [last - start for start in starts(first, last, after.get(reason, first))]
        own = [each for days in windows if (each := _more(reason, days, course, past)).likely < SELDOM / len(reasons)]
        found += sorted(own, key=lambda each: each.likely)[:1]
    return found


def _more(reason: int, days: int, course: Course, past: Course) -> Shift:
    due, done = sum(course.due[-days:]), sum(course.done[-days:])
    surely = done < LEAST_GREWN or done < GREW * due
    return Shift(reason, days, due, done, 1.0 if surely else 1 - lower_tail(done - 1, due, _spread(past, due)))


def course_of_reason(  # noqa: PLR0917
    reason: int, counts: Counts, until: int, first: int, last: int, spared: frozenset[int] = NO_DAYS
) -> Course:
    """Return how often a reason was due on each day by its shares before ``until`` at each stage, and was given."""
    due, done = [0.0] * (last - first), [0] * (last - first)
    past = [day for day in range(until) if day not in spared]
    for stage in sorted({stage for each, stage in counts if each == reason}):
        own = counts[reason, stage]
        whole = [sum(days) for days in zip(*(days for (_, at), days in counts.items() if at == stage), strict=True)]
        share = (sum(own[day] for day in past) + 0.5) / (sum(whole[day] for day in past) + 1)
        due = [part + share * count for part, count in zip(due, whole[first:last], strict=True)]
        done = [part + count for part, count in zip(done, own[first:last], strict=True)]
    return Course(None, "", tuple(due), tuple(done))


Past = tuple[Mapping[int, Mapping[int, float]], Mapping[int | None, float]]


def past_of_sources(flows: Mapping[tuple[int, int | None], Flow], until: int, spared: Spared = NONE) -> Past:
    """Return each source's hazards before a day, and how each hand does against what its sources were due."""
    sources = {source for source, _hand in flows}
    chances = {
        source: hazards(
            _merged(flow for (each, _hand), flow in flows.items() if each == source),
            until,
            spared.get(source, NO_DAYS),
        )
        for source in sources
    }
    hands = {hand for _source, hand in flows}
    rates = {}
    for hand in hands:
        mine = [(source, flow) for (source, each), flow in flows.items() if each == hand]
        lived = [
            _but(spared.get(source, NO_DAYS), course_of_flow(flow, chances[source], 0, until)) for source, flow in mine
        ]
        rates[hand] = _rate(lived, 1.0)
    return chances, rates


def asked_of_source(
    source: int,
    flows: Mapping[tuple[int, int | None], Flow],
    past: Past,
    first: int,
    last: int,
    *,
    alike: bool = False,
) -> Course:
    """Return what can be asked of a source's newcomers since a day, and what came of them, by day."""
    chances, rates = past
    rest = [(key, flow) for (key, _hand), flow in flows.items() if alike and key != source]
    common = min(1.0, _rate([course_of_flow(flow, chances[key], first, last, fresh=True) for key, flow in rest], 1.0))
    due, done = [0.0] * (last - first), [0] * (last - first)
    for (each, hand), flow in flows.items():
        if each != source:
            continue
        others = [
            course_of_flow(other, chances[key], first, last, fresh=True)
            for (key, whose), other in flows.items()
            if whose == hand and key != source
        ]
        usual = rates[hand]
        scale = usual * min(common, _rate(others, usual))
        own = course_of_flow(flow, chances[source], first, last, fresh=True)
        due = [part + scale * more for part, more in zip(due, own.due, strict=True)]
        done = [part + more for part, more in zip(done, own.done, strict=True)]
    return Course(None, "", tuple(due), tuple(done))


def _rate(courses: Iterable[Course], usual: float) -> float:
    """Return what came of what was due where ``usual`` comes, held to it while little is known."""
    due, done = 0.0, 0
    for each in courses:
        due, done = due + sum(each.due) * usual, done + sum(each.done)
    return (done + BELIEVED) / (due + BELIEVED)


def _merged(flows: Iterable[Flow]) -> Flow:
    came, went = Counter[int](), Counter[tuple[int, int]]()
    for each in flows:
        came.update(each.came)
        went.update(each.went)
    return Flow(came, went)


def _past(flow: Flow, until: int, spared: frozenset[int]) -> Course:
    return _but(spared, course_of_flow(flow, hazards(flow, until, spared), 0, until))


def _but(spared: frozenset[int], course: Course) -> Course:
    """Return a course from the first day on with nothing due or done on the spared days."""
    due = tuple(0.0 if day in spared else part for day, part in enumerate(course.due))
    return Course(course.person, course.kpi, due, tuple(0 if day in spared else n for day, n in enumerate(course.done)))


def _tail(course: Course, days: int) -> Course:
    return Course(None, "", course.due[-days:], course.done[-days:])


def _lowest(subject: int, windows: Iterable[Course], past: Course, among: int) -> list[Shift]:
    """Return the window least likely by chance, at most one; of many subjects each may err the more seldom."""
    if sum(past.done) < LEAST_PAST:
        return []
    found: list[Shift] = []
    for each in windows:
        due, done = sum(each.due), sum(each.done)
        if done >= FAR * due:
            continue
        likely = lower_tail(done, due, _spread(past, due))
        if likely < SELDOM / among and (not found or likely < found[0].likely):
            found = [Shift(subject, len(each.due), due, done, likely)]
    return found


def _spread(past: Course, due: float) -> float:
    """Return the spread of the past's days, and of not knowing the past's own rate better."""
    return spread_of([past]) + due / max(1, sum(past.done))
