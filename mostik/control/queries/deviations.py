"""Everybody's counts of the last working days, as deviations are told from them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from mostik.control.access import Case, visible_cases
from mostik.control.queries.cases import follows
from mostik.control.rules.deviations import WINDOWS, deviations, spread_of
from mostik.control.terms import CaseKind, Course, Deviation
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.planning.queries.counts import METRICS, Counts, counts_on, working_days_before

CHAIN: Sequence[str] = tuple(METRICS)
#: Working days the usual spread is taken from, before those that are looked at.
PAST = 50
#: Days after an absence whoever comes back has nothing in hand yet.
COMING_BACK = 7

#: By person and KPI, when their last case ended: what was before is not held against them twice.
Settled = Mapping[tuple[int | None, str], date]


@dataclass(frozen=True)
class Lately:
    """A department's last working days, oldest first, and the counts of its people on them."""

    days: Sequence[date]
    people: Sequence[Counts]


def lately(*, viewer: Actor, department_id: int, before: date, most: int = PAST + WINDOWS[-1]) -> Lately:
    """Return the counts of a department's people on the working days before a day."""
    days = working_days_before(before, most)
    return Lately(days, counts_on(viewer=viewer, department_id=department_id, days=days, less_away=True))


def found_deviations(
    known: Lately, *, settled: Settled, held: Collection[tuple[int | None, str]] = ()
) -> list[Deviation]:
    """Return what stands below its due by more than chance and is no case yet; nothing without a plan in force."""
    window = WINDOWS[-1]
    spreads = {kpi: _spread(known, kpi) for kpi in CHAIN}
    courses = [
        course_of(each, kpi, known.days[-window:], after=settled.get((each.person, kpi)))
        for each in known.people
        for kpi in CHAIN
    ]
    found = deviations(courses, CHAIN, spreads, held=held)
    spared = {*held, *((None, kpi) for person, kpi in settled if person is None)}
    return [each for each in found if (each.person, each.kpi) not in spared]


def course_of(who: Counts, kpi: str, days: Sequence[date], *, after: date | None = None) -> Course:
    """Return one KPI of a person on some days; days without a plan or before ``after`` count nothing."""
    asked = [after is None or day >= after for day in days]
    due = [who.due[kpi].get(day) if on else None for day, on in zip(days, asked, strict=True)]
    done = [who.done[kpi][day] if part is not None else 0 for day, part in zip(days, due, strict=True)]
    return Course(who.person, kpi, tuple(part or 0.0 for part in due), tuple(done))


def settled_until(*, viewer: Actor, department_id: int, since: date, people: Iterable[Counts]) -> Settled:
    """Return until when figures are not asked for: their case ended then, or what they follow from is a case itself.

    Behind a slow stage everybody's figures fall, behind a poor channel or a grown reason the department's; whoever
    comes back has nothing in hand for a few days.
    """
    rows = visible_cases(viewer).filter(Q(ended_at__isnull=True) | Q(ended_at__gte=clock.moment(since)))
    everybody = [each.person for each in people]
    settled: dict[tuple[int | None, str], date] = {}
    for each in rows.filter(department=department_id).order_by("opened_at", "pk"):
        until = clock.business_day(each.ended_at) if each.ended_at else date.max
        for key in _spared(each, everybody, viewer):
            back = timedelta(days=COMING_BACK) if each.kind == CaseKind.AWAY and each.ended_at else timedelta()
            settled[key] = max(settled.get(key, date.min), until + back)
    return settled


def _spared(found: Case, everybody: Sequence[int], viewer: Actor) -> Iterator[tuple[int | None, str]]:
    """Yield whose figures a case speaks for: an open one of a count speaks for itself."""
    if found.kind == CaseKind.COUNT:
        if found.ended_at:
            yield found.person_id, found.kpi
    elif found.kind == CaseKind.AWAY:
        yield from ((found.person_id, kpi) for kpi in CHAIN[1:])
    elif kpi := follows(found, viewer=viewer):
        whose = [None, *everybody] if found.kind == CaseKind.STAGE else [None]
        yield from ((each, later) for each in whose for later in CHAIN[CHAIN.index(kpi) :])


def _spread(known: Lately, kpi: str) -> float:
    past = known.days[: -WINDOWS[-1]]
    return spread_of(
        Course(each.person, kpi, (1.0,) * len(past), tuple(each.done[kpi][day] for day in past))
        for each in known.people
    )
