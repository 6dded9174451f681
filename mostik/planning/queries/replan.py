"""Does a plan in force still hold, and if not: what is left of it, split anew between those who can carry it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from mostik.core.actors import Actor
from mostik.crm.queries.pipeline import open_deals
from mostik.kernel.money import Money, minor_in_one
from mostik.people.queries.names import titles
from mostik.planning.models import Plan
from mostik.planning.queries import words
from mostik.planning.queries.basis import basis_from
from mostik.planning.queries.drawing import drawn
from mostik.planning.queries.norms import norms_by_person
from mostik.planning.queries.past import Past, done_before, number, past_of
from mostik.planning.queries.plans import PlanView, plan_view
from mostik.planning.queries.rows import Stands, check_state, plan_row
from mostik.planning.queries.scenarios import ground_from
from mostik.planning.queries.targets import check_month
from mostik.planning.queries.waiting import Pipeline, pipelines_of
from mostik.planning.rules.basis import KPI_METRICS, Basis, PersonBasis, read
from mostik.planning.rules.draft import Draft, with_options
from mostik.planning.rules.options import Options, options_from
from mostik.planning.rules.reach import deal_minutes, fits_hours, paid_in_time
from mostik.planning.rules.replan import Carrier, Changed, Resplit, handed, resplit
from mostik.planning.rules.scenarios import Seller, expected_of, lead_worth
from mostik.planning.rules.sides import hands_for_money, leads_for_money
from mostik.planning.terms import PlanState


@dataclass(frozen=True, slots=True)
class Lasting:
    """A plan in force as things stand today: who carries it, what each can still bring, what each is expected to.

    ``forecast`` is fact, open deals and leads to come by person; ``handed`` the open deals of those who leave, in
    money, as they fall to the others; ``worths`` what one more lead brings in time.
    """

    plan: Plan
    view: PlanView
    basis: Basis
    options: Options
    names: Mapping[int, str]
    carriers: tuple[Carrier, ...]
    forecast: Mapping[int, int]
    handed: Mapping[int, int]
    worths: tuple[float, ...]

    @property
    def expected(self) -> int:
        """What the month is expected to end with."""
        return sum(self.forecast.values())


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many of a KPI a day: as the plan has it now, and after the new split."""

    kpi: str
    title: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """A new split, the draft it comes to, and what would cover the rest: leads, hands; None where none would."""

    split: Resplit
    made: Draft
    stands: Stands
    days: Mapping[int, tuple[DayCount, ...]]
    leads: int | None
    hands: int | None

    def of(self, person: int) -> Changed:
        """Return one person's part before and after."""
        return next(each for each in self.split.people if each.person == person)


def lasting(*, viewer: Actor, plan_id: int) -> Lasting:
    """Return a plan in force as things stand today; refuses one not in force and a month that is over."""
    plan = plan_row(viewer=viewer, plan_id=plan_id)
    check_state(plan, PlanState.ACTIVE)
    check_month(plan.month)
    view, options = plan_view(viewer=viewer, plan_id=plan_id), options_from(plan.options)
    past = past_of(viewer=viewer, department=plan.department, month=plan.period)
    gone = [line.person for line in view.people if line.person not in {each.id for each in past.people}]
    past = replace(past, deals=[*past.deals, *open_deals(viewer=viewer, owner_ids=gone)]) if gone else past
    measured = basis_from(past)
    ground = ground_from(past, measured, viewer=viewer)
    waiting = pipelines_of(past, measured.rates)
    left = _who_left(plan, gone, view, past, viewer)
    basis = with_options(replace(measured, people=(*measured.people, *left)), options)
    sellers = {each.person: each for each in ground.sellers}
    done = {each.person: each.fact_minor for each in ground.sellers}
    done |= {line.person: line.standing.fact.minor for line in view.people}
    carriers, falls = _carriers(plan, basis, past, waiting, done=done, gone=gone, options=options)
    return Lasting(
        plan=plan,
        view=view,
        basis=basis,
        options=options,
        names=titles(viewer=viewer, kind="person", ids=[each.id for each in basis.people]),
        carriers=tuple(carriers),
        forecast={each.person: _expected(each, sellers, waiting) for each in carriers},
        handed=falls,
        worths=tuple(lead_worth(each) for each in ground.sellers),
    )


def proposal_of(found: Lasting, by_hand: Mapping[int, int] | None = None) -> Proposal:
    """Return the new split of what a plan has left, parts ``by_hand`` as written; refuses as `resplit` does."""
    split = resplit(found.plan.target_minor, found.carriers, by_hand, unit=minor_in_one(found.plan.target.currency))
    after = {each.person: each.after for each in split.people}
    stands = Stands(found.basis, found.options, after, {})
    made = drawn(Money(sum(after.values()), found.plan.currency), stands)
    worths = [each for each in found.worths if each > 0]
    mean = sum(worths) / len(worths) if worths else 0.0
    return Proposal(
        split=split,
        made=made,
        stands=stands,
        days=_days(found, made),
        leads=leads_for_money(split.uncovered, mean) if split.uncovered else None,
        hands=hands_for_money(split.uncovered, list(after.values())) if split.uncovered else None,
    )


def _who_left(plan: Plan, gone: Sequence[int], view: PlanView, past: Past, viewer: Actor) -> tuple[PersonBasis, ...]:
    """Return those of a plan who do not work here any more, as the plan knew them: what they did stays theirs."""
    if not gone:
        return ()
    done = done_before(viewer, gone, past.month, past.today, past.metric)
    fact = {line.person: line.standing.fact.minor for line in view.people}
    return tuple(
        replace(
            person,
            minutes={day: each for day, each in person.minutes.items() if day < past.today},
            fact_minor=fact[person.id],
            ready_minor=0,
            ready_next_minor=0,
            standing={},
            before={
                str(kpi): {day: int(number(row[code])) for (who, day), row in done.items() if who == person.id}
                for kpi, code in KPI_METRICS.items()
            },
        )
        for person in read(plan.basis).people
        if person.id in gone
    )


def _carriers(
    plan: Plan,
    basis: Basis,
    past: Past,
    waiting: Mapping[int, Pipeline],
    *,
    done: Mapping[int, int],
    gone: Sequence[int],
    options: Options,
) -> tuple[list[Carrier], dict[int, int]]:
    parts = {part.person_id: part.amount_minor for part in plan.parts.all()}
    leaving = _leaving(plan, basis, past, gone)
    bare = [
        _carrier(person, basis, parts.get(person.id, 0), done.get(person.id, 0), options, gone=person.id in gone)
        for person in basis.people
    ]
    pool = round(sum(waiting[who].ready_minor * share for who, share in leaving.items() if who in waiting))
    falls = handed(pool, [each for each in bare if each.person not in leaving])
    people = {person.id: person for person in basis.people}
    minutes = sum(
        deal_minutes(replace(people[who], standing=waiting[who].standing), basis) * share
        for who, share in leaving.items()
        if who in waiting
    )
    made = []
    for each in bare:
        more = falls.get(each.person, 0)
        own = people[each.person]
        kept = round(own.ready_minor * (1 - leaving.get(each.person, 0.0)))
        taken = deal_minutes(own, basis) + (minutes * more / pool if pool else 0.0)
        made.append(replace(each, ready=kept + more, hours=fits_hours(own, basis, taken=taken)))
    return made, falls


def _carrier(person: PersonBasis, basis: Basis, part: int, done: int, options: Options, *, gone: bool) -> Carrier:
    hours = person.hours(basis.starts, basis.last)
    return Carrier(
        person=person.id,
        part=part,
        done=done,
        time=paid_in_time(person, basis) if not gone else 0,
        weight=hours * person.productivity * person.ramp * options.leads.get(person.id, 1),
        gone=gone,
    )


def _leaving(plan: Plan, basis: Basis, past: Past, gone: Sequence[int]) -> dict[int, float]:
    """Return who leaves before the month ends and what share of the time left they will not be here."""
    found = dict.fromkeys(gone, 1.0)
    kept = {person.id: person.minutes for person in read(plan.basis).people}
    for each in past.people:
        if each.left_on is not None and each.left_on < past.month.last:
            ahead = {d: m for d, m in kept.get(each.id, {}).items() if basis.starts <= d <= past.month.last and m}
            lost = sum(minutes for day, minutes in ahead.items() if day > each.left_on)
            if lost:
                found[each.id] = lost / sum(ahead.values())
    return found


def _expected(each: Carrier, sellers: Mapping[int, Seller], waiting: Mapping[int, Pipeline]) -> int:
    if each.person not in sellers:
        return each.done + (waiting[each.person].ready_minor if each.person in waiting else 0)
    return each.done + round(sum(expected_of(sellers[each.person])))


def _days(found: Lasting, made: Draft) -> dict[int, tuple[DayCount, ...]]:
    """Return everybody's counts a working day from today to the month's end, before and after."""
    span, before = (found.basis.starts, found.basis.last), norms_by_person(found.plan.pk)
    known = {person.id: person.minutes for person in read(found.plan.basis).people}
    now = {person.id: person.minutes for person in found.basis.people}
    days = {}
    for each in made.people:
        who = each.part.person
        own = {norm.kpi: norm.days for norm in before.get(who, [])}
        days[who] = tuple(
            DayCount(
                norm.kpi,
                words.kpi(norm.kpi),
                _a_day(own.get(norm.kpi, {}), known.get(who, {}), span),
                _a_day(norm.days, now[who], span),
            )
            for norm in each.norms
        )
    return days


def _a_day(counts: Mapping[date, int], minutes: Mapping[date, int], span: tuple[date, date]) -> float:
    worked = sum(1 for day, each in minutes.items() if each and span[0] <= day <= span[1])
    return sum(n for day, n in counts.items() if span[0] <= day <= span[1]) / worked if worked else 0.0
