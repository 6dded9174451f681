"""Plans as screens, programs and the command line see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mostik.analysis.queries.daily import Daily, daily_work
from mostik.analysis.queries.pace import tone
from mostik.analysis.terms import Kpi, Tone
from mostik.core import clock
from mostik.core.actors import Actor, ActorKind, Reach
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.people.queries.actors import below
from mostik.planning.access import visible_parts, visible_plans
from mostik.planning.models import Norm, Part, Plan
from mostik.planning.queries import words
from mostik.planning.queries.ladder import Ladder, ladder_of
from mostik.planning.queries.people import department as department_of
from mostik.planning.queries.rows import NoSuchPlan, plan_row
from mostik.planning.queries.versions import Answer, VersionLine, answers, versions
from mostik.planning.rules.atoms import plan_to_date
from mostik.planning.rules.basis import Basis, PersonBasis, read
from mostik.planning.rules.draft import with_options
from mostik.planning.rules.options import Options, options_from
from mostik.planning.terms import PlanState

#: Which version is shown of a month's: the one in force, else the one furthest on.
ORDER = (PlanState.ACTIVE, PlanState.PROPOSED, PlanState.DRAFT, PlanState.SUPERSEDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Money against a plan: what came, what was due by the evening before, and the pace; None while nothing is due."""

    fact: Money
    to_date: Money
    pace: float | None
    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class CountCell:
    """A month's count of one KPI, and whether the head wrote it."""

    kpi: str
    title: str
    count: int
    fixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """One person of a plan: the part and what it rests on. ``short`` of the part cannot come in time from new leads."""

    person: int
    name: str
    amount: Money
    share: float
    fixed: bool
    held: str
    hours: float
    away: int
    months: int
    ramp: float
    history: Money
    check: Money
    ready: Money
    short: Money
    standing: Standing
    counts: tuple[CountCell, ...]
    answer: Answer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A version of a plan with everything its screen shows.

    ``whole`` is false for those who see only some of its parts: target and sums are then of these parts.
    """

    id: int
    version: int
    department: int
    department_title: str
    month: date
    number: int
    state: str
    state_title: str
    note: str
    metric: str
    whole: bool
    target: Money
    uncovered: Money
    former: int | None
    forced_why: str
    file_title: str
    in_force_from: date | None
    standing: Standing
    options: Options
    ladder: Ladder
    people: tuple[PersonLine, ...]
    counts: tuple[CountCell, ...]
    hours: float
    versions: tuple[VersionLine, ...]

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.state == PlanState.DRAFT

    def line(self, person: int) -> PersonLine | None:
        """Return one person's line."""
        return next((each for each in self.people if each.person == person), None)


def plan_view(
    *, viewer: Actor, department_id: int | None = None, month: date | None = None, plan_id: int | None = None
) -> PlanView:
    """Return a version by number, or a month's: the one in force, else the one furthest on; refuses `NoSuchPlan`."""
    if plan_id is not None:
        return _view(plan_row(viewer=viewer, plan_id=plan_id), viewer)
    found = plan_of(viewer=viewer, department_id=department_id, month=month or clock.today())
    if found is None:
        raise NoSuchPlan()
    return found


def plan_of(*, viewer: Actor, department_id: int | None, month: date) -> PlanView | None:
    """Return a department's plan for a month as `plan_view` does; None when there is none within reach."""
    where = department_of(viewer=viewer, department_id=department_id)
    first = Period.of(PeriodKind.MONTH, month).first
    rows = visible_plans(viewer).filter(department=where, month=first).select_related("department")
    order = {state.value: place for place, state in enumerate(ORDER)}
    found = sorted((row for row in rows if row.state in order), key=lambda row: (order[row.state], -row.number))
    return _view(found[0], viewer) if found else None


def active_plan(*, viewer: Actor, department_id: int, month: date) -> Plan | None:
    """Return the row of the version in force, within reach."""
    first = Period.of(PeriodKind.MONTH, month).first
    rows = visible_plans(viewer).filter(department=department_id, month=first, state=PlanState.ACTIVE.value)
    return rows.select_related("department").first()


def plans_under_way(*, viewer: Actor, today: date) -> list[int]:
    """Return the versions in force of this month and of later ones, within reach."""
    first = Period.of(PeriodKind.MONTH, today).first
    rows = visible_plans(viewer).filter(state=PlanState.ACTIVE.value, month__gte=first)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def sees_whole(plan: Plan, viewer: Actor) -> bool:
    """Whether somebody's reach takes in the whole department, and so the whole plan."""
    if viewer.kind is ActorKind.SYSTEM or viewer.reach is Reach.ALL:
        return True
    return viewer.reach is Reach.DEPARTMENT and plan.department_id in below(viewer.department)


def basis_in(plan: Plan) -> Basis:
    """Return what a version stands on, the head's own figures in place."""
    return with_options(read(plan.basis), options_from(plan.options))


def basis_of_version(*, viewer: Actor, plan_id: int) -> Basis:
    """Return what a version was measured on, before the head's own figures."""
    return read(plan_row(viewer=viewer, plan_id=plan_id).basis)


def _view(plan: Plan, viewer: Actor) -> PlanView:
    basis, whole = basis_in(plan), sees_whole(plan, viewer)
    parts = list(visible_parts(viewer).filter(plan=plan).select_related("person", "plan").order_by("pk"))
    norms, facts = _norms(parts), _facts(plan, parts, viewer, basis.metric)
    said = answers([plan.pk]).get(plan.pk, {})
    lines = tuple(_line(part, basis, norms[part.pk], facts, said.get(part.person_id)) for part in parts)
    visible = Money(sum(line.amount.minor for line in lines), plan.currency)
    return PlanView(
        id=plan.pk,
        version=plan.version,
        department=plan.department_id,
        department_title=plan.department.title,
        month=plan.month,
        number=plan.number,
        state=plan.state,
        state_title=words.state(plan.state),
        note=plan.note if whole else "",
        metric=basis.metric,
        whole=whole,
        target=plan.target if whole else visible,
        uncovered=Money(plan.uncovered_minor if whole else 0, plan.currency),
        former=plan.former_id,
        forced_why=plan.forced_why,
        file_title=plan.file.title if whole and plan.file and plan.recorded else "",
        in_force_from=plan.in_force_from,
        standing=_standing_of(lines, facts, basis),
        options=options_from(plan.options),
        ladder=ladder_of(basis, parts, norms),
        people=lines,
        counts=() if plan.recorded else _totals(lines),
        hours=sum(line.hours for line in lines),
        versions=versions(viewer=viewer, department_id=plan.department_id, month=plan.month) if whole else (),
    )


def _norms(parts: Sequence[Part]) -> dict[int, list[Norm]]:
    found: dict[int, list[Norm]] = {part.pk: [] for part in parts}
    for norm in Norm.objects.filter(part__in=list(found)).order_by("pk"):
        found[norm.part_id].append(norm)
    return found


def _facts(plan: Plan, parts: Sequence[Part], viewer: Actor, metric: str) -> Daily:
    today = clock.today()
    if not parts or today < plan.month:
        return {}
    span = Span(plan.month, min(plan.period.last, today))
    return daily_work(viewer=viewer, codes=[metric], span=span, people=[part.person_id for part in parts])


def _line(part: Part, basis: Basis, norms: Sequence[Norm], facts: Daily, said: Answer | None) -> PersonLine:
    person = next(each for each in basis.people if each.id == part.person_id)
    whole = part.plan.target_minor
    return PersonLine(
        person=part.person_id,
        name=part.person.short_name,
        amount=Money(part.amount_minor, basis.currency),
        share=part.amount_minor / whole if whole else 0.0,
        fixed=part.fixed,
        held=words.held(part.why["held"]),
        hours=person.hours(basis.first, basis.last),
        away=person.away,
        months=person.months,
        ramp=person.ramp,
        history=Money(person.history_minor, basis.currency),
        check=Money(person.check_minor, basis.currency),
        ready=Money(person.ready_minor, basis.currency),
        short=Money(part.why.get("short_minor", 0), basis.currency),
        standing=_standing(part, person, basis, facts),
        counts=tuple(
            CountCell(kpi=norm.kpi, title=words.kpi(norm.kpi), count=norm.count, fixed=norm.fixed) for norm in norms
        ),
        answer=said,
    )


def _standing(part: Part, person: PersonBasis, basis: Basis, facts: Daily) -> Standing:
    own = {day: row[basis.metric] for (who, day), row in facts.items() if who == person.id}
    days = {day: minutes for day, minutes in person.minutes.items() if basis.first <= day <= basis.last}
    due = plan_to_date(part.amount_minor, days, clock.today())
    return _stands(sum(own.values()), sum(n for day, n in own.items() if day < clock.today()), due, basis.currency)


def _standing_of(lines: Sequence[PersonLine], facts: Daily, basis: Basis) -> Standing:
    due = sum(line.standing.to_date.minor for line in lines)
    before = sum(row[basis.metric] for (_, day), row in facts.items() if day < clock.today())
    return _stands(sum(line.standing.fact.minor for line in lines), before, due, basis.currency)


def _stands(fact: int, before: int, due: float, currency: str) -> Standing:
    """The pace is of the evening before: today is not yet due."""
    pace = before / due if due > 0 else None
    return Standing(fact=Money(fact, currency), to_date=Money(round(due), currency), pace=pace, tone=tone(pace))


def _totals(lines: Sequence[PersonLine]) -> tuple[CountCell, ...]:
    sums: dict[str, int] = dict.fromkeys((kpi.value for kpi in Kpi), 0)
    for line in lines:
        for cell in line.counts:
            sums[cell.kpi] += cell.count
    return tuple(CountCell(kpi=kpi, title=words.kpi(kpi), count=count) for kpi, count in sums.items())
