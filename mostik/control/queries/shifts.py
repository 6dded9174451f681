"""A department's flows of the last working days, and what goes otherwise in them than by their own past."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from mostik.analysis.queries.flows import leads_qualified, refusals, stays
from mostik.control.access import visible_cases
from mostik.control.models import Case
from mostik.control.rules.deviations import WINDOWS, together
from mostik.control.rules.shifts import (
    asked_of_source,
    course_of_flow,
    course_of_reason,
    grown,
    hazards,
    past_of_sources,
    slowed,
    worsened,
)
from mostik.control.terms import CaseKind, Course, Flow, Shift
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.queries.pipelines import stages
from mostik.kernel.period import Span
from mostik.planning.queries.counts import working_days_before

#: Working days of the past a flow is held against, before those that are looked at; fewer than so many tell nothing.
PAST = 60
LEAST = 40
KINDS = (CaseKind.CHANNEL, CaseKind.STAGE, CaseKind.REASON)


@dataclass(frozen=True)
class Flows:
    """A department's working days, oldest first, and by place among them its leads, stays and refusals.

    ``entry`` are the stages fresh leads stand at.
    """

    days: Sequence[date]
    leads: Mapping[tuple[int, int | None], Flow]
    stays: Mapping[int, Flow]
    refusals: Mapping[tuple[int, int], Sequence[int]]
    told: "Told" = field(default_factory=lambda: Told({}, {}))
    entry: Collection[int] = ()


@dataclass(frozen=True)
class Told:
    """What of a department's days has been a case, by kind and subject.

    ``days`` are the places of the days the cases were about; ``after`` the first place a new one may look at.
    """

    days: Mapping[tuple[str, int], frozenset[int]]
    after: Mapping[tuple[str, int], int]

    def of(self, kind: CaseKind) -> dict[str, Any]:
        """Return what rules are told about the subjects of one kind."""
        return {
            "spared": {subject: days for (own, subject), days in self.days.items() if own == kind},
            "after": {subject: place for (own, subject), place in self.after.items() if own == kind},
        }


def flows(*, viewer: Actor, department_id: int, before: date, most: int = PAST + WINDOWS[-1]) -> Flows:
    """Return what came and went in a department on the working days before a day."""
    days = working_days_before(before, most)
    if len(days) < LEAST + WINDOWS[-1]:
        return Flows((), {}, {}, {})
    span = Span(days[0], days[-1])
    asked: dict[str, Any] = {"viewer": viewer, "department_id": department_id, "span": span}
    place = _places(days)
    known = stages(viewer=viewer)
    still = {pk for pk, view in known.items() if view.kind == "open"}
    entry = {pk for pk, view in known.items() if view.milestone == "lead"}
    leads = leads_qualified(**asked)
    cases = visible_cases(viewer).filter(Q(ended_at__isnull=True) | Q(ended_at__gte=clock.moment(days[0])))
    had = cases.filter(department=department_id, kind__in=KINDS).order_by("opened_at", "pk")
    return Flows(
        days,
        {key: _flow(came, went, place) for key, (came, went) in leads.items()},
        {key: _flow(came, went, place) for key, (came, went) in stays(**asked).items() if key in still},
        {key: _counts(told, place, len(days)) for key, told in refusals(**asked).items()},
        told_of_days([(each, _until(each)) for each in had], days, entry, {source for source, _hand in leads}),
        entry,
    )


def told_of_days(
    cases: Iterable[tuple[Case, date]], days: Sequence[date], entry: Collection[int], channels: Iterable[int]
) -> Told:
    """Return what of some days has been a case, each with the first day it is no more.

    While a stage of fresh leads (``entry``) is slow, few of any channel's are found ours: no past of theirs either.
    """
    had: dict[tuple[str, int], frozenset[int]] = {}
    after: dict[tuple[str, int], int] = {}
    every = sorted(set(channels))
    for each, until in cases:
        first, last = (sum(day < at for day in days) for at in (began(each, days), until))
        keys = [(str(each.kind), each.subject)]
        if each.kind == CaseKind.STAGE and each.subject in entry:
            keys += [(str(CaseKind.CHANNEL), channel) for channel in every]
        after[keys[0]] = max(last, after.get(keys[0], 0))
        for key in keys:
            had[key] = had.get(key, frozenset()) | frozenset(range(first, last))
    return Told(had, after)


def _until(case: Case) -> date:
    return clock.business_day(case.ended_at) if case.ended_at else date.max


def found_shifts(known: Flows) -> list[tuple[CaseKind, Shift]]:
    """Return what goes otherwise than by its own past: channels, stages, reasons of refusals."""
    if not known.days:
        return []
    last = len(known.days)
    first = last - WINDOWS[-1]
    told = known.told
    slow = slowed(known.stays, first, last, **told.of(CaseKind.STAGE))
    lately = (told.after.get((CaseKind.STAGE, each), -1) > first for each in known.entry)
    held_up = any(lately) or any(each.subject in known.entry for each in slow)
    poor = worsened(known.leads, first, last, **told.of(CaseKind.CHANNEL), alike=held_up)
    more = grown(known.refusals, first, last, **told.of(CaseKind.REASON))
    named = {CaseKind.CHANNEL: poor, CaseKind.STAGE: slow, CaseKind.REASON: more}
    return [(kind, each) for kind, found in named.items() for each in found]


def shift_course(known: Flows, kind: str, subject: int, *, past_until: date, since: date) -> Course | None:
    """Return what was due of a shift's subject by its past before one day, and what was done, since another."""
    until, first = (sum(day < at for day in known.days) for at in (past_until, since))
    last = len(known.days)
    if not known.days or not until:
        return None
    spared = known.told.of(CaseKind(kind))["spared"]
    own = spared.get(subject, frozenset())
    if kind == CaseKind.CHANNEL:
        return asked_of_source(subject, known.leads, past_of_sources(known.leads, until, spared), first, last)
    if kind == CaseKind.STAGE:
        flow = known.stays.get(subject, Flow({}, {}))
        return course_of_flow(flow, hazards(flow, until, own), first, last)
    return course_of_reason(subject, known.refusals, until, first, last, own)


def elsewhere(known: Flows, kind: str, subject: int, *, since: date) -> Course | None:
    """Return what was due of the other channels or stages since a day, and what was done; None of reasons."""
    subjects = {CaseKind.CHANNEL: {source for source, _hand in known.leads}, CaseKind.STAGE: set(known.stays)}
    others = sorted(subjects.get(CaseKind(kind), set()) - {subject})
    found = [shift_course(known, kind, each, past_until=since, since=since) for each in others]
    return together([each for each in found if each]) if any(found) else None


def began(found: Case, days: Sequence[date]) -> date:
    """Return the first of the days a case was found on."""
    before = [day for day in days if day < found.opened_on][-found.days :]
    return before[0] if before else found.opened_on


def _places(days: Sequence[date]) -> Mapping[date, int]:
    """Return the place of each working day; a day off belongs to the working day after it."""
    places, at = {}, len(days)
    for day in reversed(list(Span(days[0], days[-1]).days())):
        at = at - 1 if day == days[at - 1] else at
        places[day] = at
    return places


def _flow(came: Mapping[date, int], went: Mapping[tuple[date, date], int], place: Mapping[date, int]) -> Flow:
    came_by, went_by = Counter[int](), Counter[tuple[int, int]]()
    for day, count in came.items():
        came_by[place[day]] += count
    for (day, left), count in went.items():
        if left in place:
            went_by[place[day], place[left]] += count
    return Flow(came_by, went_by)


def _counts(told: Mapping[date, int], place: Mapping[date, int], most: int) -> Sequence[int]:
    counts = [0] * most
    for day, count in told.items():
        counts[place[day]] += count
    return counts
