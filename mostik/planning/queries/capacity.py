"""Whether a plan fits people's hours: overload and idle ahead, the largest target that fits, who could take what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind, Span, weeks_within
from mostik.planning.models import Plan
from mostik.planning.queries import words
from mostik.planning.queries.basis import time_norms
from mostik.planning.queries.norms import KpiNorm, norms_by_person
from mostik.planning.queries.people import Minutes, minutes_of
from mostik.planning.queries.plans import PlanView, plan_of, plan_view
from mostik.planning.rules.capacity import Load, Norm, Rebalance, Work, largest_scale, load, rebalance
from mostik.planning.terms import LoadState


@dataclass(frozen=True, slots=True)
class LoadCell:
    """How one person's counts fit their hours in a day, week or month."""

    first: date
    last: date
    needed: float
    available: float
    over: float
    spare: float
    use: float | None
    state: LoadState


@dataclass(frozen=True, slots=True)
class PersonLoad:
    """One person: the whole month, its weeks and its days."""

    person: int
    name: str
    month: LoadCell
    weeks: tuple[LoadCell, ...]
    days: tuple[LoadCell, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """A proposed move of counts from one person to another."""

    kpi: str
    title: str
    giver: int
    giver_name: str
    taker: int
    taker_name: str
    count: int


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Counts nobody has the hours for."""

    person: int
    name: str
    kpi: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class CapacityView:
    """A plan against hours.

    ``fits`` is the largest target that still fits everybody as the plan is split now, ``fits_shared`` the largest when
    work is shared by hours; None where nothing takes time.
    """

    plan: PlanView
    minutes: Mapping[str, int]
    weeks: tuple[Span, ...]
    people: tuple[PersonLoad, ...]
    scale: float | None
    fits: Money | None
    fits_shared: Money | None
    shifts: tuple[Shift, ...]
    unplaced: tuple[Unplaced, ...]

    @property
    def overloaded(self) -> tuple[PersonLoad, ...]:
        """Those with more work than hours in the month."""
        return tuple(each for each in self.people if each.month.state is LoadState.OVERLOAD)


def capacity_of(
    *, viewer: Actor, department_id: int | None = None, month: date | None = None, plan_id: int | None = None
) -> CapacityView | None:
    """Return a version (or a month's plan) against people's hours as they are now; None when there is no plan."""
    if plan_id is not None:
        view: PlanView | None = plan_view(viewer=viewer, plan_id=plan_id)
    else:
        view = plan_of(viewer=viewer, department_id=department_id, month=month or clock.today())
    return _capacity(view) if view else None


def proposal(plan: Plan) -> Rebalance:
    """Return the moves that bring everybody of a version within their hours; for the room's commands."""
    people = norms_by_person(plan.pk)
    minutes = minutes_of(people=people, span=plan.period.span)
    return rebalance([_work(who, people, minutes, plan.period.span) for who in people], _norms(time_norms()))


def _capacity(view: PlanView) -> CapacityView:
    people, norms = norms_by_person(view.id), time_norms()
    names = {line.person: line.name for line in view.people}
    people = {who: own for who, own in people.items() if who in names}
    month = Period.of(PeriodKind.MONTH, view.month).span
    minutes, timed = minutes_of(people=people, span=month), _norms(norms)
    works = [_work(who, people, minutes, month) for who in people]
    scale, moves = largest_scale(works, timed), rebalance(works, timed)
    return CapacityView(
        plan=view,
        minutes=norms,
        weeks=tuple(weeks_within(month)),
        people=tuple(
            _person(who, names[who], people=people, minutes=minutes, month=month, norms=timed) for who in people
        ),
        scale=scale,
        fits=_times(view.target, scale),
        fits_shared=_times(view.target, _shared(works, timed)),
        shifts=tuple(
            Shift(
                move.kpi,
                words.kpi(move.kpi),
                move.giver,
                names[move.giver],
                move.taker,
                names[move.taker],
                move.count,
            )
            for move in moves.moves
        ),
        unplaced=tuple(
            Unplaced(who, names[who], kpi, words.kpi(kpi), count) for (who, kpi), count in moves.unplaced.items()
        ),
    )


def _times(target: Money, scale: float | None) -> Money | None:
    return Money(round(target.minor * scale), target.currency) if scale is not None else None


def _shared(works: Sequence[Work], norms: Sequence[Norm]) -> float | None:
    loads = [load(work, norms) for work in works]
    needed = sum(each.needed for each in loads)
    return sum(each.available for each in loads) / needed if needed else None


def _person(
    who: int,
    name: str,
    *,
    people: Mapping[int, Sequence[KpiNorm]],
    minutes: Minutes,
    month: Span,
    norms: Sequence[Norm],
) -> PersonLoad:
    def cell(span: Span) -> LoadCell:
        return _cell(span, load(_work(who, people, minutes, span), norms))

    return PersonLoad(
        person=who,
        name=name,
        month=cell(month),
        weeks=tuple(cell(week) for week in weeks_within(month)),
        days=tuple(cell(Span(day, day)) for day in month.days()),
    )


def _work(who: int, people: Mapping[int, Sequence[KpiNorm]], minutes: Minutes, span: Span) -> Work:
    counts = {norm.kpi: sum(n for day, n in norm.days.items() if span.contains(day)) for norm in people[who]}
    return Work(who, counts, sum(worked for day, worked in minutes[who].items() if span.contains(day)) / 60)


def _cell(span: Span, fits: Load) -> LoadCell:
    return LoadCell(span.first, span.last, fits.needed, fits.available, fits.over, fits.spare, fits.use, fits.state)


def _norms(minutes: Mapping[str, int]) -> list[Norm]:
    return [Norm(kpi, each) for kpi, each in minutes.items()]
