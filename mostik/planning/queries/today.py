"""Everybody's numbers for a day: what is due, done and left, and why. From the plan in force and the facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from mostik.analysis.queries.daily import Daily, daily_work
from mostik.analysis.queries.pace import tone
from mostik.analysis.terms import Tone
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.planning.queries import words
from mostik.planning.queries.norms import KpiNorm, PersonNorms, norms_in_force
from mostik.planning.queries.people import minutes_of
from mostik.planning.rules import atoms
from mostik.planning.rules.atoms import plan_to_date
from mostik.planning.rules.basis import KPI_METRICS
from mostik.planning.terms import DueReason

MONEY = ("revenue", "revenue_won")


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayNumber:
    """One KPI of one person on a day.

    ``due`` is asked for the day as it stood in the morning, ``done`` what of it is done; ``left`` is the month's rest,
    ``days_left`` the working days with this one; ``unreachable`` what does not fit into them. ``to_date`` is due by the
    evening before and ``before`` was done by then: ``pace`` is their ratio, None while nothing is due. Week figures are
    of the days of the ISO week that lie in the month.
    """

    kpi: str
    title: str
    metric: str
    due: int
    done: int
    base: float
    left: int
    days_left: int
    week_count: int
    week_done: int
    month_count: int
    month_done: int
    to_date: float
    before: int
    pace: float | None
    tone: Tone
    reason: DueReason
    why: str
    unreachable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyToday:
    """A person's money: the part of the plan, what of it came, what was due by the evening before."""

    amount: Money
    done: Money
    to_date: Money
    pace: float | None
    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonToday:
    """One person on a day: money and the numbers by KPI. ``minutes`` are the hours of this day and of those left."""

    person: int
    name: str
    team: int | None
    plan: int
    metric: str
    money: MoneyToday
    numbers: tuple[TodayNumber, ...]
    minutes_today: int
    minutes_left: int

    def number(self, kpi: str) -> TodayNumber | None:
        """Return the numbers of one KPI, if it is planned."""
        return next((each for each in self.numbers if each.kpi == kpi), None)


def todays_numbers(*, viewer: Actor, person_id: int, day: date | None = None) -> list[TodayNumber]:
    """Return one person's numbers for a day, today by default; none without a plan in force or out of reach."""
    found = person_today(viewer=viewer, person_id=person_id, day=day)
    return list(found.numbers) if found else []


def person_today(*, viewer: Actor, person_id: int, day: date | None = None) -> PersonToday | None:
    """Return one person on a day; None without a plan in force within reach."""
    at = day or clock.today()
    found = _all_today(viewer, norms_in_force(viewer=viewer, day=at, people=[person_id]), at)
    return found[0] if found else None


def team_today(*, viewer: Actor, department_id: int, day: date | None = None) -> list[PersonToday]:
    """Return everybody of a department's plan in force on a day, by name. Six queries however many people and deals."""
    at = day or clock.today()
    return _all_today(viewer, norms_in_force(viewer=viewer, day=at, department=department_id), at)


def _all_today(viewer: Actor, people: Sequence[PersonNorms], day: date) -> list[PersonToday]:
    if not people:
        return []
    month = Period.of(PeriodKind.MONTH, day)
    ids = [each.person for each in people]
    codes = [*KPI_METRICS.values(), *MONEY]
    facts = daily_work(viewer=viewer, codes=codes, span=Span(month.first, day), people=ids)
    minutes = minutes_of(people=ids, span=month.span)
    return [_person_today(each, minutes[each.person], facts, day) for each in people]


def _person_today(person: PersonNorms, minutes: Mapping[date, int], facts: Daily, day: date) -> PersonToday:
    own = {at: row for (who, at), row in facts.items() if who == person.person}
    return PersonToday(
        person=person.person,
        name=person.name,
        team=person.team,
        plan=person.plan,
        metric=person.metric,
        money=_money(person, minutes, own, day),
        numbers=tuple(_number(person, norm, minutes, own, day) for norm in person.norms.values()),
        minutes_today=minutes.get(day, 0),
        minutes_left=sum(worked for at, worked in minutes.items() if at >= day),
    )


def _number(
    person: PersonNorms, norm: KpiNorm, minutes: Mapping[date, int], facts: Mapping[date, Mapping[str, int]], day: date
) -> TodayNumber:
    done = {at: row[KPI_METRICS[norm.kpi]] for at, row in facts.items()}
    before, now = sum(count for at, count in done.items() if at < day), done.get(day, 0)
    weights = norm.weights(minutes)
    number = atoms.today(norm.count, before, weights, day, done_today=now, cap=person.cap, floor=person.floor)
    to_date = plan_to_date(norm.count, weights, day)
    ratio = before / to_date if to_date > 0 else None
    week = _week(day)
    return TodayNumber(
        kpi=norm.kpi,
        title=words.kpi(norm.kpi),
        metric=KPI_METRICS[norm.kpi],
        due=number.due,
        done=now,
        base=number.base,
        left=number.left,
        days_left=number.days_left,
        week_count=sum(count for at, count in norm.days.items() if week.contains(at)),
        week_done=sum(count for at, count in done.items() if week.contains(at)),
        month_count=norm.count,
        month_done=before + now,
        to_date=to_date,
        before=before,
        pace=ratio,
        tone=tone(ratio),
        reason=number.reason,
        why=words.due(norm.kpi, number),
        unreachable=number.unreachable,
    )


def _money(
    person: PersonNorms, minutes: Mapping[date, int], facts: Mapping[date, Mapping[str, int]], day: date
) -> MoneyToday:
    done = sum(row[person.metric] for row in facts.values())
    before = sum(row[person.metric] for at, row in facts.items() if at < day)
    to_date = plan_to_date(person.amount.minor, minutes, day)
    ratio = before / to_date if to_date > 0 else None
    currency = person.amount.currency or settings.CURRENCY
    return MoneyToday(
        amount=person.amount,
        done=Money(done, currency),
        to_date=Money(round(to_date), currency),
        pace=ratio,
        tone=tone(ratio),
    )


def _week(day: date) -> Span:
    monday = day - timedelta(days=day.weekday())
    return Span(monday, monday + timedelta(days=6))
