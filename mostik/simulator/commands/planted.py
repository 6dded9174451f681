"""Living a virtual department with troubles planted in it, and what its mornings name of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from random import Random
from typing import Final

from mostik.control.access import Case, visible_cases
from mostik.control.commands.watching import mind_figures
from mostik.control.queries.cases import open_cases
from mostik.control.queries.evidence import evidence
from mostik.control.terms import CaseKind, Cause
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.models import Notification
from mostik.crm.commands.books import add_channel
from mostik.crm.commands.histories import record_histories
from mostik.crm.queries.pipelines import pipelines, reasons, stages
from mostik.crm.terms import ActivityKind, ActivityResult, DealHistory, PastActivity, Via
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.people.commands.calendar import add_absence
from mostik.people.queries.calendar import company_working_days
from mostik.people.terms import AbsenceKind
from mostik.planning.commands.cells import set_count
from mostik.planning.commands.plans import make_plan, put_in_force
from mostik.planning.queries.counts import METRICS
from mostik.simulator.commands.stage import set_stage
from mostik.simulator.rules.cast import CHAIN, SOURCES
from mostik.simulator.rules.planted import TALKS, planted_deals
from mostik.simulator.terms import Planted, Scenario, Trouble, Woe

#: Working days lived before the first morning that is looked at.
BEFORE: Final = 52
CHECK: Final = 300_000
NAMED: Final[Mapping[Woe, tuple[CaseKind, Cause]]] = {
    Woe.CHANNEL: (CaseKind.CHANNEL, Cause.LEADS),
    Woe.MEETINGS: (CaseKind.COUNT, Cause.SKILL),
    Woe.STAGE: (CaseKind.STAGE, Cause.STAGE),
    Woe.AWAY: (CaseKind.AWAY, Cause.AWAY),
    Woe.PRICE: (CaseKind.REASON, Cause.PRICE),
}


@dataclass(frozen=True)
class Found:
    """A case the mornings opened: on which working day, of what, and the cause the product gave.

    ``until`` is the working day it was closed on, None while it stands.
    """

    case: int
    place: int
    kind: str
    subject: int
    what: str
    cause: str
    until: int | None = None


@dataclass(frozen=True)
class Lived:
    """What came of it: the working days, the cases in order, and how often the head was told on each day.

    A trouble's ``subjects`` are the numbers by which a case names it.
    """

    days: Sequence[date]
    found: Sequence[Found]
    told: Sequence[int]
    subjects: Mapping[Trouble, int]


@dataclass(frozen=True)
class Ground:
    """What the department stands on: its people and the numbers of its channels, stages and reasons."""

    head: Actor
    sellers: Sequence[Actor]
    channels: Sequence[int]
    stages: Mapping[str, int]
    reasons: Mapping[str, int]
    pipeline: int
    department: int


@command(needs="crm.import_records", whole=False)
def live_planted(
    *,
    by: Actor,
    start: date,
    days: int,
    troubles: Sequence[Trouble],
    seed: int,
    sellers: int = 8,
    leads: float = 11.0,
    channels: int = 4,
) -> Lived:
    """Live so many calendar days from a Monday in an empty database, troubles on their working days of them."""
    worked = company_working_days(span=Span(start - timedelta(days=2 * BEFORE), start + timedelta(days=days - 1)))
    first = sum(day < start for day in worked)
    lived = worked[max(0, first - BEFORE) :]
    first = min(first, BEFORE)
    moved = [Trouble(each.woe, each.subject, each.first + first, each.days) for each in troubles]
    with clock.stopped(clock.moment(lived[0], time(8))):
        ground = _ground(by, Scenario(robots=False, people=sellers, start=lived[0]), channels)
    chance = Random(seed)  # noqa: S311 - a virtual market, not a secret
    deals = planted_deals(chance, days=lived, sellers=sellers, channels=channels, leads=leads, troubles=moved)
    with clock.stopped(clock.moment(lived[-1] + timedelta(days=1), time(0, 30))):
        told = [_history(each, number, ground) for number, each in enumerate(deals)]
        for at in range(0, len(told), 1000):
            record_histories(by=by, histories=told[at : at + 1000], via=Via.IMPORT)
    _plan(ground, Span(lived[first], lived[-1]), leads)
    found: list[Found] = []
    heard = []
    for place in range(first, len(lived)):
        with clock.stopped(clock.moment(lived[place], time(7, 30))):
            _fall_ill(ground, [each for each in moved if each.first == place], lived)
            found += _looked(by, ground, place - first)
            heard.append(Notification.objects.filter(person_id=ground.head.id, made_at=clock.now()).count())
    subjects = {old: _subject(old, ground) for old in troubles}
    return Lived(lived[first:], [_closed(each, lived[first:], by) for each in found], heard, subjects)


def _looked(by: Actor, ground: Ground, place: int) -> list[Found]:
    known = set(open_cases(viewer=by).values_list("pk", flat=True))
    mind_figures(by=by, department_id=ground.department)
    fresh = [each for each in open_cases(viewer=by) if each.pk not in known]
    return [_named(each, place, by) for each in fresh]


def _named(case: Case, place: int, by: Actor) -> Found:
    cause = case.cause or evidence(case, viewer=by).likely or ""
    return Found(case.pk, place, case.kind, case.subject or case.person_id or 0, case.title or case.kpi, str(cause))


def _closed(found: Found, days: Sequence[date], by: Actor) -> Found:
    ended = visible_cases(by).get(pk=found.case).ended_at
    return replace(found, until=None if ended is None else sum(day < clock.business_day(ended) for day in days))


def _ground(by: Actor, scenario: Scenario, channels: int) -> Ground:
    stage = set_stage(by=by, scenario=scenario)
    known = stages(viewer=by)
    named = {view.kind.value if view.kind in {"won", "lost"} else str(view.milestone): pk for pk, view in known.items()}
    titles = [each.title for each in SOURCES[:channels]]
    assert stage.head.department
    return Ground(
        head=stage.head,
        sellers=stage.sellers,
        channels=[add_channel(by=by, title=title) for title in titles],
        stages=named,
        reasons={title: pk for pk, title in reasons(viewer=by).items()},
        pipeline=next(each.id for each in pipelines(viewer=by) if each.default),
        department=stage.head.department,
    )


def _history(deal: Planted, number: int, ground: Ground) -> DealHistory:
    owner = ground.sellers[deal.seller].id
    assert owner
    moments = []
    for later, (step, day) in enumerate(deal.steps):
        at = clock.moment(day, time(9)) + timedelta(minutes=deal.minute + 7 * later)
        moments.append((ground.stages[step], at))
    born = moments[0][1]
    result = ActivityResult.TALKED if deal.talked else ActivityResult.NO_ANSWER
    acts = [PastActivity(kind=ActivityKind.CALL, owner=owner, done_at=born + timedelta(minutes=3), result=result)]
    acts += [
        PastActivity(kind=ActivityKind.MEETING, owner=owner, due_at=at, done_at=at, result=ActivityResult.HELD)
        for (step, _day), (_stage, at) in zip(deal.steps, moments, strict=True)
        if step == "meeting"
    ]
    return DealHistory(
        title=f"№ {number + 1}",
        owner=owner,
        pipeline=ground.pipeline,
        stays=tuple(moments),
        amount_minor=CHECK * 100,
        reason=ground.reasons[deal.lost] if deal.lost else None,
        loss_note=deal.lost and "—",
        channel=ground.channels[deal.channel],
        activities=tuple(acts),
    )


def _plan(ground: Ground, span: Span, leads: float) -> None:
    """Put in force, on each month's first day, what everybody does on an ordinary day."""
    usual = {"calls": leads, "talks": leads * TALKS, "meetings": leads * CHAIN[0].rate * CHAIN[1].rate}
    month = Period.of(PeriodKind.MONTH, span.first)
    while month.first <= span.last:
        worked = len(company_working_days(span=month.span))
        with clock.stopped(clock.moment(month.first, time(6))):
            plan = make_plan(
                by=ground.head,
                department_id=ground.department,
                month=month.first,
                target=Money.of(worked * CHECK),
            )
            for seller in ground.sellers:
                for kpi in METRICS:
                    count = round(usual.get(kpi, 0) * worked)
                    set_count(by=ground.head, plan_id=plan.pk, person_id=seller.id or 0, kpi=kpi, count=count)
            put_in_force(by=ground.head, plan_id=plan.pk)
        month = Period.of(PeriodKind.MONTH, month.last + timedelta(days=1))


def _fall_ill(ground: Ground, troubles: Sequence[Trouble], days: Sequence[date]) -> None:
    for each in troubles:
        if each.woe is Woe.AWAY:
            add_absence(
                by=ground.head,
                person_id=ground.sellers[each.subject].id or 0,
                kind=AbsenceKind.SICK,
                first=days[each.first],
                last=days[min(len(days), each.first + each.days) - 1],
            )


def _subject(trouble: Trouble, ground: Ground) -> int:
    if trouble.woe is Woe.CHANNEL:
        return ground.channels[trouble.subject]
    if trouble.woe is Woe.STAGE:
        return ground.stages[CHAIN[trouble.subject].milestone]
    if trouble.woe is Woe.PRICE:
        return ground.reasons["Цена"]
    return ground.sellers[trouble.subject].id or 0
