"""A whole draft from its basis: the split of money between people, and each part as counts by day."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from mostik.analysis.terms import AT_ONCE, Kpi
from mostik.kernel.money import Money, minor_in_one
from mostik.planning.rules.basis import EFFORT_LINKS, LINK_KPIS, LINKS, Basis, Figure, PersonBasis, Source
from mostik.planning.rules.chain import Aim, ChainPlan, Effort, Link, required
from mostik.planning.rules.options import Limits, Options
from mostik.planning.rules.pipeline import passages
from mostik.planning.rules.split import PersonPart, Share, split_plan
from mostik.planning.rules.whole import spread

FULL_DAY = 480
#: Exact flows are kept to so many digits: equal days stay equal.
DIGITS = 9
_HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class NormDraft:
    """One KPI of a part: the month's count, its days, and the shape that daily numbers are weighed by.

    ``shape`` is the exact count a working minute of a day, and ``whole`` what it comes to over the hours as planned;
    ``passed`` is what was done before the plan was made, ``coming`` what open deals will bring by themselves.
    """

    kpi: str
    count: int
    days: Mapping[date, int]
    shape: Mapping[date, float]
    passed: Mapping[date, int]
    coming: float = 0.0
    whole: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """One person's part, its counts, the chain they come from, and what open deals will yet enter."""

    part: PersonPart
    norms: tuple[NormDraft, ...]
    chain: ChainPlan
    coming: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan split between people."""

    target: Money
    people: tuple[PersonDraft, ...]


def draft(target: Money, basis: Basis, options: Options, fixed: Mapping[int, int] | None = None) -> Draft:
    """Return the plan split: money in whole roubles (or what the currency has), counts by person and day.

    ``fixed`` parts are the head's own. Refuses `Infeasible`, `BrokenChain` and `NoCheck`. The same basis and options
    give the same draft on any machine.
    """
    settled = with_options(basis, options)
    parts = split_plan(target.minor, shares(settled, options, fixed or {}), unit=minor_in_one(target.currency))
    whole = sum(part.amount for part in parts) or 1
    following = target.minor if options.next_minor is None else options.next_minor
    people = tuple(
        _person_draft(part, person, settled, options, Money(round(following * part.amount / whole), basis.currency))
        for part, person in zip(parts, settled.people, strict=True)
    )
    return Draft(target, people)


def with_options(basis: Basis, options: Options) -> Basis:
    """Return the basis with the head's own rates and check in place of the measured ones."""
    own = {link: Figure(rate, source=Source.HEAD) for link, rate in options.rates.items()}
    efforts = {kpi: Figure(count, source=Source.HEAD) for kpi, count in options.efforts.items()}
    check = Figure(options.check_minor, source=Source.HEAD) if options.check_minor else basis.check
    people = tuple(
        replace(
            person,
            rates={**person.rates, **own},
            check_minor=options.check_minor or person.check_minor,
            ramp=options.ramp.get(person.id, person.ramp),
        )
        for person in basis.people
    )
    return replace(
        basis, rates={**basis.rates, **own}, efforts={**basis.efforts, **efforts}, check=check, people=people
    )


def shares(basis: Basis, options: Options, fixed: Mapping[int, int]) -> list[Share]:
    """Return what everybody carries: hours net of absences, revenue an hour, ramp, supply of leads, and limits."""
    return [
        Share(
            person.id,
            capacity_hours=person.hours(basis.first, basis.last),
            productivity=person.productivity,
            ramp=person.ramp,
            lead_supply=options.leads.get(person.id, 1),
            fixed=fixed.get(person.id),
            floor=options.limits.get(person.id, Limits()).floor,
            ceiling=options.limits.get(person.id, Limits()).ceiling,
        )
        for person in basis.people
    ]


def set_norm(norm: NormDraft, count: int, minutes: Mapping[date, int]) -> NormDraft:
    """Return a norm whose month's count the head wrote: the days still to come take the difference by their weights.

    What is done already stays, so a count below it asks nothing more.
    """
    done = sum(norm.passed.values())
    shape = norm.shape if any(norm.shape.values()) else dict.fromkeys(norm.shape, 1.0)
    weights = [weight(shape, minutes, day) for day in shape]
    coming = max(0, count - done) if any(weights) else 0
    days = {day: n for day, n in zip(shape, spread(coming, weights), strict=True) if n}
    return replace(
        norm,
        count=done + coming,
        days={**norm.passed, **days},
        shape=shape if coming else norm.shape,
        whole=sum(weights, Fraction(0)) if coming else Fraction(0),
    )


def weight(shape: Mapping[date, float], minutes: Mapping[date, int], day: date) -> Fraction:
    """Return what a day weighs: its exact count a minute times its working minutes."""
    return Fraction(str(shape.get(day, 0))) * minutes.get(day, 0)


def _person_draft(
    part: PersonPart, person: PersonBasis, basis: Basis, options: Options, following: Money
) -> PersonDraft:
    target = Money(part.amount, basis.currency)
    sales = part.amount / max(1, person.check_minor)
    pace = sales / max(1.0, person.hours(basis.first, basis.last) * 60 / FULL_DAY)
    chain = required(
        aim_of(target, Money(person.fact_minor + person.ready_minor, basis.currency), person, basis.starts, basis.last),
        Money(person.check_minor, basis.currency),
        links_of(person, basis, most_sales=pace * options.cap),
        then=aim_of(following, Money(person.ready_next_minor, basis.currency), person, *_next_month(basis.last)),
        efforts=[Effort(kpi, link, basis.efforts[kpi].value) for kpi, link in EFFORT_LINKS.items()],
    )
    coming = passages(person.standing, [(link, person.rates[link].value) for link in LINKS])
    return PersonDraft(part, tuple(_norm(kpi, chain, coming, person, basis) for kpi in Kpi), chain, coming)


def aim_of(target: Money, ready: Money, person: PersonBasis, first: date, last: date) -> Aim:
    """Return what somebody has to bring within a span, of which how much is ready, with their days by weight."""
    days = {day: Fraction(m, FULL_DAY) for day, m in person.minutes.items() if m > 0 and first <= day <= last}
    return Aim(target, ready, days)


def links_of(person: PersonBasis, basis: Basis, most_sales: float = math.inf) -> list[Link]:
    """Return the chain; a link takes on a day at most what fits its hours and what so many sales a day would take."""
    links, to_payment = [], 1.0
    for code in reversed(LINKS):
        rate = person.rates[code].value
        to_payment *= rate
        most = most_sales / to_payment if to_payment else None
        links.append(Link(code, rate, basis.curves.get(code, AT_ONCE), _least(_fits(code, basis), most)))
    return links[::-1]


def _least(*limits: float | None) -> float | None:
    return min((limit for limit in limits if limit is not None), default=None)


def _fits(link: str, basis: Basis) -> float | None:
    """Return how many entries of a link fill a whole day by themselves."""
    taken = link_minutes(link, basis)
    return FULL_DAY / taken if taken else None


def link_minutes(link: str, basis: Basis) -> float:
    """Return how many minutes of work one entry of a link takes."""
    taken = sum(basis.efforts[kpi].value * basis.minutes.get(kpi, 0) for kpi, at in EFFORT_LINKS.items() if at == link)
    return taken + sum(basis.minutes.get(kpi, 0) for kpi, at in LINK_KPIS.items() if at == link)


def _norm(kpi: str, chain: ChainPlan, coming: Mapping[str, float], person: PersonBasis, basis: Basis) -> NormDraft:
    """Return one KPI: what new leads need, what open deals will yet pass, and what is done already."""
    link = LINK_KPIS.get(kpi) or EFFORT_LINKS[kpi]
    per_entry = basis.efforts[kpi].value if kpi in EFFORT_LINKS else 1.0
    passing = coming[link] * per_entry
    flow = _flow(_need(kpi, chain), passing, person, basis)
    shape = _shape(flow, person.minutes)
    passed = {day: n for day, n in person.before.get(kpi, {}).items() if basis.first <= day < basis.starts and n}
    empty = NormDraft(kpi, 0, {}, shape, passed, passing)
    total = sum(flow.values())
    return set_norm(empty, sum(passed.values()) + math.ceil(total - _HAIR * max(1.0, total)), person.minutes)


def _need(kpi: str, chain: ChainPlan) -> Mapping[date, float]:
    if kpi in LINK_KPIS:
        return next(need.exact for need in chain.links if need.code == LINK_KPIS[kpi])
    return next(need.exact for need in chain.efforts if need.code == kpi)


def _flow(need: Mapping[date, float], passing: float, person: PersonBasis, basis: Basis) -> dict[date, float]:
    """Return the exact counts by day; what open deals will pass comes evenly by hours."""
    days = {day: m for day, m in person.minutes.items() if basis.starts <= day <= basis.last}
    whole = sum(days.values())
    return {day: need.get(day, 0.0) + (passing * m / whole if whole else 0.0) for day, m in sorted(days.items())}


def _shape(flow: Mapping[date, float], minutes: Mapping[date, int]) -> dict[date, float]:
    """Return the exact count a minute, by day; a day off takes the shape of the working day before it (or after).

    So a cancelled absence, or an extra day of work, gets a number of its own.
    """
    known = {day: _rounded(count / minutes[day]) for day, count in flow.items() if minutes.get(day)}
    last = next(iter(known.values()), 0.0)
    shape = {}
    for day in flow:
        last = known.get(day, last)
        shape[day] = last
    return shape


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def _next_month(last: date) -> tuple[date, date]:
    first = last + timedelta(days=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
