"""What was due of everybody and what was done on the working days before a day: what deviations are told from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mostik.analysis.queries.daily import daily_work
from mostik.core.actors import Actor
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.people.queries.calendar import company_working_days
from mostik.planning.queries.norms import PersonNorms, norms_in_force
from mostik.planning.queries.people import minutes_of
from mostik.planning.rules.basis import KPI_METRICS

#: The metric each planned KPI is counted by, in the order of the chain.
METRICS: Mapping[str, str] = KPI_METRICS


@dataclass(frozen=True, slots=True)
class Counts:
    """One person's counts by KPI and day: what was due (no key where no plan was in force), what was done; minutes."""

    person: int
    name: str
    team: int | None
    due: Mapping[str, Mapping[date, float]]
    done: Mapping[str, Mapping[date, int]]
    minutes: Mapping[date, int]


def working_days_before(day: date, most: int) -> list[date]:
    """Return the company's last working days before a day, oldest first."""
    span = Span(day - timedelta(days=2 * most + 14), day - timedelta(days=1))
    return company_working_days(span=span)[-most:]


def counts_on(*, viewer: Actor, department_id: int, days: Sequence[date], less_away: bool = False) -> list[Counts]:
    """Return the counts of everybody in the department's latest plan among the days, by name; days are in order.

    With ``less_away`` what was planned on days lost since to an absence is asked of no other day.
    """
    if not days:
        return []
    months = sorted({Period.of(PeriodKind.MONTH, day) for day in days}, key=lambda month: month.first)
    plans = [(month, norms_in_force(viewer=viewer, day=month.first, department=department_id)) for month in months]
    people = {each.person: each for _month, parts in plans for each in parts}
    if not people:
        return []
    whole = Span(months[0].first, months[-1].last)
    minutes = minutes_of(people=people, span=whole)
    facts = daily_work(viewer=viewer, codes=list(METRICS.values()), span=Span(days[0], days[-1]), people=list(people))
    due: dict[tuple[int, str], dict[date, float]] = {}
    for month, parts in plans:
        for each in parts:
            for kpi, own in _due(each, month, minutes[each.person], less_away=less_away).items():
                due.setdefault((each.person, kpi), {}).update(own)
    return [
        Counts(
            person=each.person,
            name=each.name,
            team=each.team,
            due={kpi: due.get((each.person, kpi), {}) for kpi in METRICS},
            done={
                kpi: {day: facts.get((each.person, day), {}).get(metric, 0) for day in days}
                for kpi, metric in METRICS.items()
            },
            minutes=minutes[each.person],
        )
        for each in sorted(people.values(), key=lambda each: (each.name, each.person))
    ]


def _due(
    who: PersonNorms, month: Period, minutes: Mapping[date, int], *, less_away: bool
) -> dict[str, dict[date, float]]:
    own = {day: worked for day, worked in minutes.items() if month.span.contains(day)}
    found = {}
    for norm in who.norms.values():
        weights = norm.weights(own)
        lost = sum(norm.days.get(day, 0) for day in norm.shape if not own.get(day)) if less_away else 0
        if whole := sum(weights.values()):
            asked = max(0, norm.count - lost)
            found[norm.kpi] = {day: asked * weight / whole for day, weight in weights.items()}
    return found
