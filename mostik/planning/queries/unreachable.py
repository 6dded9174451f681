"""What no longer fits into the month, with what can be done about it: other people, more leads, a better conversion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind
from mostik.planning.access import visible_plans
from mostik.planning.models import Plan
from mostik.planning.queries.basis import time_norms
from mostik.planning.queries.today import PersonToday, TodayNumber, team_today
from mostik.planning.rules.basis import LINKS, Basis, read
from mostik.planning.rules.draft import with_options
from mostik.planning.rules.options import options_from
from mostik.planning.rules.worth import better_rate, leads_for, link_of, worth
from mostik.planning.terms import PlanState


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who could take some of it within their hours."""

    person: int
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class BetterLink:
    """A conversion that would bring the same sales: of which link, from what, to what."""

    link: str
    now: float
    needed: float


@dataclass(frozen=True, slots=True)
class Unreachable:
    """So many of a KPI that one person cannot do within the month, what they are worth, and the ways out.

    ``helpers`` together may take less than all of it. ``leads`` are the new leads that would give as many, None where
    nothing comes through. ``better`` is missing where even a conversion of one would not do.
    """

    person: int
    name: str
    kpi: str
    title: str
    count: int
    left: int
    days_left: int
    money: Money
    helpers: tuple[Helper, ...]
    leads: int | None
    better: BetterLink | None


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """What a plan in force is computed with: conversions, efforts and check with the head's own in place."""

    rates: Mapping[str, float]
    efforts: Mapping[str, float]
    check_minor: int
    currency: str

    def worth(self, kpi: str) -> int:
        """Return the expected money of one more of a KPI, in minor units."""
        return worth(kpi, self.rates, self.efforts, self.check_minor)


def unreachable(
    *,
    viewer: Actor,
    department_id: int,
    day: date | None = None,
    people: Sequence[PersonToday] | None = None,
    known: Arithmetic | None = None,
) -> list[Unreachable]:
    """Return what does not fit into a department's month any more, dearest first; nothing without a plan in force.

    ``people`` are the numbers of the day and ``known`` what the plan counts with, for whoever has them already.
    """
    people = team_today(viewer=viewer, department_id=department_id, day=day) if people is None else people
    short = [(person, number) for person in people for number in person.numbers if number.unreachable]
    if not short:
        return []
    known, minutes = known or arithmetic(viewer=viewer, department_id=department_id, day=day), time_norms()
    found = [_one(person, number, known, _helpers(person, number, people, minutes)) for person, number in short]
    return sorted(found, key=lambda each: (-each.money.minor, each.name, each.kpi))


def arithmetic(*, viewer: Actor, department_id: int, day: date | None = None) -> Arithmetic:
    """Return what the plan in force counts with: for what a KPI is worth. Zero worth without a plan."""
    month = Period.of(PeriodKind.MONTH, day or clock.today()).first
    plans = visible_plans(viewer).filter(department=department_id, month=month, state=PlanState.ACTIVE.value)
    plan = plans.first()
    return arithmetic_of(plan) if plan else Arithmetic({}, {}, 0, "RUB")


def arithmetic_of(plan: Plan) -> Arithmetic:
    """Return what one version counts with."""
    basis: Basis = with_options(read(plan.basis), options_from(plan.options))
    return Arithmetic(
        rates={link: basis.rates[link].value for link in LINKS},
        efforts={kpi: figure.value for kpi, figure in basis.efforts.items()},
        check_minor=round(basis.check.value),
        currency=basis.currency,
    )


def _one(person: PersonToday, number: TodayNumber, known: Arithmetic, helpers: tuple[Helper, ...]) -> Unreachable:
    link = link_of(number.kpi)
    needed = better_rate(number.kpi, number.left, number.unreachable, known.rates)
    return Unreachable(
        person=person.person,
        name=person.name,
        kpi=number.kpi,
        title=number.title,
        count=number.unreachable,
        left=number.left,
        days_left=number.days_left,
        money=Money(number.unreachable * known.worth(number.kpi), known.currency),
        helpers=helpers,
        leads=leads_for(number.kpi, number.unreachable, known.rates, known.efforts),
        better=BetterLink(link, known.rates[link], needed) if needed is not None else None,
    )


def _helpers(
    person: PersonToday, number: TodayNumber, people: Sequence[PersonToday], minutes: Mapping[str, int]
) -> tuple[Helper, ...]:
    """Return who has hours to spare for it, most first, until all of it is taken."""
    each_takes = minutes.get(number.kpi, 0)
    spare = {other.person: _spare(other, minutes) for other in people if other.person != person.person}
    found, rest = [], number.unreachable
    for other in sorted(people, key=lambda each: -spare.get(each.person, 0)):
        could = spare.get(other.person, 0) // each_takes if each_takes else 0
        if could > 0 and rest > 0:
            found.append(Helper(other.person, other.name, min(could, rest)))
            rest -= found[-1].count
    return tuple(found)


def _spare(person: PersonToday, minutes: Mapping[str, int]) -> int:
    """Return the minutes left over after a person's own rest of the month."""
    own = sum(number.left * minutes.get(number.kpi, 0) for number in person.numbers)
    return max(0, person.minutes_left - own)
