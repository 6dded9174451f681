"""Who is away while the plan in force still counts on those days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mostik.core.actors import Actor
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.people.queries.absences import away
from mostik.planning.queries.counts import METRICS
from mostik.planning.queries.norms import PersonNorms, norms_in_force

#: Planned days away from which it is a case: one day is made up for by itself.
LEAST = 2


@dataclass(frozen=True)
class Missed:
    """What the plan in force counts on from somebody on days they are away this month.

    ``kpi`` is the first link that is counted, ``plan`` how many of it, ``money_minor`` the same share of their sum.
    """

    person: int
    days: Sequence[date]
    kpi: str
    plan: int
    money_minor: int
    currency: str


def missed(*, viewer: Actor, department_id: int, today: date) -> Mapping[int, Missed]:
    """Return what is missed by whoever is away on a day, all their days away of that month."""
    month = Period.of(PeriodKind.MONTH, today).span
    parts = {each.person: each for each in norms_in_force(viewer=viewer, day=today, department=department_id)}
    days: dict[int, set[date]] = {}
    for each in away(viewer=viewer, span=Span(today, today)):
        if each.person_id in parts:
            whole = Span(max(month.first, each.first), min(month.last, each.last))
            days.setdefault(each.person_id, set()).update(whole.days())
    return {person: lost for person, own in days.items() if (lost := _missed(parts[person], sorted(own)))}


def _missed(part: PersonNorms, days: Sequence[date]) -> Missed | None:
    for kpi in METRICS:
        norm = part.norms.get(kpi)
        planned = {day: norm.days.get(day, 0) for day in days} if norm else {}
        if norm and norm.count and sum(planned.values()):
            counted = [day for day in days if planned[day]]
            lost = sum(planned.values())
            money = int(round(part.amount.minor * lost / norm.count, -2))
            return (
                Missed(part.person, counted, kpi, lost, money, part.amount.currency) if len(counted) >= LEAST else None
            )
    return None
