"""The measured basis of a plan: what the department's past, its open deals and its people's hours say of a month."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.conf import settings

from mostik.analysis.queries.measured import Measured
from mostik.analysis.terms import Rate
from mostik.core import clock, company
from mostik.core.actors import Actor
from mostik.kernel.period import Period, PeriodKind
from mostik.people.access import Department
from mostik.planning.access import MINUTES
from mostik.planning.queries.past import PER, Past, minor, number, past_of, pasts_of
from mostik.planning.queries.people import Seller, worked_days
from mostik.planning.queries.waiting import Pipeline, pipelines_of
from mostik.planning.rules.basis import (
    DEFAULT_EFFORTS,
    DEFAULT_MINUTES,
    DEFAULT_RATES,
    KPI_METRICS,
    LINK_METRICS,
    LINKS,
    Basis,
    Figure,
    PersonBasis,
    Source,
)
from mostik.planning.rules.checks import shrunk_checks, team_check
from mostik.planning.rules.productivity import (
    Worked,
    ramp_coefficient,
    shrunk_productivity,
    strength_hours,
    team_productivity,
)

#: With no passage in fewer entries than this a rate is not yet known.
ENOUGH = 20


def basis_of(*, viewer: Actor, department: Department, month: Period) -> Basis:
    """Return what a department's plan for a month stands on today; refuses `NobodySells`.

    Works without any history too: rates and efforts are then usual figures, marked as such, and the check is zero
    until the head gives one.
    """
    return basis_from(past_of(viewer=viewer, department=department, month=month))


def bases_of(*, viewer: Actor, department: Department, months: Sequence[Period]) -> dict[Period, Basis]:
    """Return what a department's plans for several months stand on today; what they share is measured once."""
    pasts = pasts_of(viewer=viewer, department=department, months=months)
    return {month: basis_from(past) for month, past in pasts.items()}


def basis_from(past: Past) -> Basis:
    """Return what a plan stands on, of what was read."""
    rates = {link: _team_rate(past.chain, link) for link in LINKS}
    check = _check(past.chain)
    return Basis(
        made_on=past.today,
        first=past.month.first,
        last=past.month.last,
        currency=settings.CURRENCY,
        metric=past.metric,
        check=check,
        rates=rates,
        curves=past.chain.curves,
        efforts={kpi: _effort(kpi, past) for kpi in PER},
        minutes=time_norms(),
        people=_people(past, rates, check),
        best_month_minor=_best_month(past),
    )


def bare_basis(*, month: Period, metric: str, people: Iterable[tuple[int, str, Mapping[date, int]]]) -> Basis:
    """Return what a plan of a month gone by stands on: people, by number and name, and their minutes; nothing measured.

    Such a plan has no counts: usual figures stand where a ladder would show measured ones.
    """
    usual = {link: Figure(DEFAULT_RATES[link], source=Source.DEFAULT) for link in LINKS}
    return Basis(
        made_on=clock.today(),
        first=month.first,
        last=month.last,
        currency=settings.CURRENCY,
        metric=metric,
        check=Figure(0, source=Source.DEFAULT),
        rates=usual,
        curves={},
        efforts={kpi: Figure(DEFAULT_EFFORTS[kpi], source=Source.DEFAULT) for kpi in PER},
        minutes=time_norms(),
        people=tuple(
            PersonBasis(id=number, name=name, minutes=minutes, rates=usual) for number, name, minutes in people
        ),
    )


def time_norms() -> dict[str, int]:
    """Return the minutes one of each KPI takes, as the company has them."""
    return {**DEFAULT_MINUTES, **company.choice(MINUTES)}


def _team_rate(chain: Measured, link: str) -> Figure:
    rate = chain.team.get(link)
    if rate is None or not rate.known or (rate.value <= 0 and rate.entered < ENOUGH):
        return Figure(DEFAULT_RATES[link], source=Source.DEFAULT)
    return _measured(rate)


def _measured(rate: Rate) -> Figure:
    return Figure(rate.value, round(rate.entered, 1), rate.low, rate.high)


def _check(chain: Measured) -> Figure:
    amounts = [amount for own in chain.sales.values() for amount in own]
    return Figure(round(team_check(amounts)), len(amounts)) if amounts else Figure(0, source=Source.DEFAULT)


def _effort(kpi: str, past: Past) -> Figure:
    done, entered = number(past.volumes.get(KPI_METRICS[kpi])), number(past.volumes.get(PER[kpi]))
    if done <= 0 or entered <= 0:
        return Figure(DEFAULT_EFFORTS[kpi], source=Source.DEFAULT)
    return Figure(done / entered, entered)


def _people(past: Past, rates: Mapping[str, Figure], check: Figure) -> tuple[PersonBasis, ...]:
    histories = {each.id: _history(each, past) for each in past.people}
    team, strength = team_productivity(list(histories.values())), strength_hours(list(histories.values()))
    checks, waiting = shrunk_checks(past.chain.sales), pipelines_of(past, rates)
    return tuple(
        _person(
            each,
            past,
            waiting.get(each.id, Pipeline()),
            productivity=shrunk_productivity(histories[each.id], team, strength) if team else 1.0,
            check=checks.get(each.id, check.value),
            rates={link: _own_rate(past.chain, each.id, link, rates[link]) for link in LINKS},
        )
        for each in past.people
    )


def _person(
    seller: Seller, past: Past, waiting: Pipeline, *, productivity: float, check: float, rates: Mapping[str, Figure]
) -> PersonBasis:
    months = _months(seller.hired_on, past.month.first)
    own = {day: row for (who, day), row in past.done.items() if who == seller.id}
    return PersonBasis(
        id=seller.id,
        name=seller.name,
        minutes={day: each for day, each in past.minutes[seller.id].items() if day >= past.month.first},
        away=_away(seller, past),
        months=months,
        ramp=ramp_coefficient(months),
        productivity=productivity,
        history_minor=_monthly_mean(past, seller.id),
        check_minor=round(check),
        rates=rates,
        fact_minor=sum(minor(row[past.metric]) for row in own.values()),
        ready_minor=waiting.ready_minor,
        ready_next_minor=waiting.ready_next_minor,
        standing=waiting.standing,
        before={
            str(kpi): {day: int(number(row[code])) for day, row in own.items() if number(row[code]) > 0}
            for kpi, code in KPI_METRICS.items()
        },
        entered={link: sum(int(number(row[code])) for row in own.values()) for link, code in LINK_METRICS.items()},
    )


def _own_rate(chain: Measured, person: int, link: str, team: Figure) -> Figure:
    own = chain.people.get(person, {}).get(link)
    return _measured(own) if own and team.source is Source.MEASURED else team


def _history(seller: Seller, past: Past) -> list[Worked]:
    """Return whole past months: hours of a newcomer's first ones count by the ramp, or learning would be punished."""
    found = []
    for period in _past_months(past):
        if seller.hired_on <= period.last:
            worked = sum(m for day, m in past.minutes[seller.id].items() if period.contains(day)) / 60
            row = past.monthly.get((seller.id, period.first), {})
            ramp = ramp_coefficient(_months(seller.hired_on, period.first))
            found.append(Worked(minor(row.get(past.metric)), worked * ramp))
    return found


def _past_months(past: Past) -> list[Period]:
    return [Period.of(PeriodKind.MONTH, first) for first in sorted({month for _, month in past.monthly})]


def _months(hired_on: date, first: date) -> int:
    """Return the whole months worked by the first day of a month."""
    months = (first.year - hired_on.year) * 12 + first.month - hired_on.month
    return max(0, months - (hired_on.day > first.day))


def _away(seller: Seller, past: Past) -> int:
    """Return on how many days of the month the person is away while others work."""
    days = [day for day in worked_days(past.minutes) if past.month.contains(day)]
    return sum(not past.minutes[seller.id].get(day) for day in days)


def _monthly_mean(past: Past, person: int) -> int:
    own = [minor(row[past.metric]) for (who, _), row in past.monthly.items() if who == person and row[past.metric]]
    return round(sum(own) / len(own)) if own else 0


def _best_month(past: Past) -> int:
    sums: defaultdict[date, int] = defaultdict(int)
    for (_, month), row in past.monthly.items():
        sums[month] += minor(row[past.metric])
    return max(sums.values(), default=0)
