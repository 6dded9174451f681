"""Two versions of a month side by side: whose part changes and by how much, who agreed, who has not answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from mostik.core.actors import Actor
from mostik.kernel.money import Money
from mostik.people.queries import names
from mostik.planning.access import visible_parts, visible_plans
from mostik.planning.models import Norm, Part, Plan
from mostik.planning.queries import words
from mostik.planning.queries.plans import sees_whole
from mostik.planning.queries.rows import plan_row
from mostik.planning.queries.versions import Answer, answers
from mostik.planning.terms import PlanState


@dataclass(frozen=True, slots=True)
class CountChange:
    """A month's count of one KPI before and after."""

    title: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class PersonChange:
    """One person in both versions; ``asked`` whether the later one asks for their answer."""

    person: int
    name: str
    before: Money
    after: Money
    counts: tuple[CountChange, ...]
    asked: bool
    answer: Answer | None

    @property
    def moved(self) -> Money:
        """By how much the part changes."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class VersionName:
    """A version to compare with."""

    id: int
    number: int
    state_title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesView:
    """A version beside another one of its month; ``other`` is None where there is none to compare with.

    ``whole`` is false for those who see only their own part.
    """

    id: int
    version: int
    number: int
    state: str
    state_title: str
    month: date
    target: Money
    uncovered: Money
    why: str
    forced_why: str
    made_by: str
    made_at: datetime
    in_force: bool
    whole: bool
    other: VersionName | None
    others: tuple[VersionName, ...]
    other_target: Money | None
    people: tuple[PersonChange, ...]

    @property
    def agreed(self) -> int:
        """How many of those asked agree."""
        return sum(1 for each in self.people if each.asked and each.answer and each.answer.agrees)

    @property
    def objecting(self) -> int:
        """How many of those asked do not."""
        return sum(1 for each in self.people if each.asked and each.answer and not each.answer.agrees)

    @property
    def asked(self) -> int:
        """How many are asked."""
        return sum(1 for each in self.people if each.asked)

    @property
    def silent(self) -> int:
        """How many of those asked have not answered."""
        return self.asked - self.agreed - self.objecting


def changes_of(*, viewer: Actor, plan_id: int, other_id: int | None = None) -> ChangesView:
    """Return a version beside another one, the one it splits anew or that before it when none is named.

    Everybody sees what is within their reach; another month's or department's version is as good as none.
    """
    plan = plan_row(viewer=viewer, plan_id=plan_id)
    rows = visible_plans(viewer).filter(department=plan.department_id, month=plan.month).exclude(pk=plan.pk)
    others = {row.pk: row for row in rows.order_by("-number")}
    other = others.get(other_id or plan.former_id or 0) or next(
        (row for row in others.values() if row.number < plan.number and row.state != PlanState.DROPPED), None
    )
    whole = sees_whole(plan, viewer)
    people = _people(plan, other, viewer)
    made_by = names.titles(viewer=viewer, kind="person", ids=[plan.made_by] if plan.made_by else [])
    return ChangesView(
        id=plan.pk,
        version=plan.version,
        number=plan.number,
        state=plan.state,
        state_title=words.state(plan.state),
        month=plan.month,
        target=plan.target if whole else _sum(people, plan.currency),
        uncovered=Money(plan.uncovered_minor if whole else 0, plan.currency),
        why=plan.note,
        forced_why=plan.forced_why,
        made_by=made_by.get(plan.made_by or 0, ""),
        made_at=plan.made_at,
        in_force=plan.state == PlanState.ACTIVE,
        whole=whole,
        other=_named(other) if other else None,
        others=tuple(_named(row) for row in others.values()) if whole else (),
        other_target=other.target if other and whole else None,
        people=people,
    )


def asked_of(plan: Plan, *, viewer: Actor) -> set[int]:  # noqa: ARG001 - the version was shown
    """Return whose answer an offered version asks for: those whose part it changes, everybody where it is the first."""
    parts = dict(Part.objects.filter(plan=plan).values_list("person", "amount_minor"))
    if plan.former_id is None:
        return set(parts)
    former = dict(Part.objects.filter(plan=plan.former_id).values_list("person", "amount_minor"))
    working = Part.objects.filter(plan=plan, person__is_active=True).values_list("person", flat=True)
    return {who for who in working if parts[who] != former.get(who, 0)}


def silent(plan: Plan, *, viewer: Actor) -> list[int]:
    """Return those asked who have not answered; for the room's commands."""
    said = answers([plan.pk]).get(plan.pk, {})
    return sorted(asked_of(plan, viewer=viewer) - set(said))


def unagreed(plan: Plan, *, viewer: Actor) -> list[int]:
    """Return those asked by an offered version who have not agreed; nobody is asked by a draft."""
    if plan.state != PlanState.PROPOSED:
        return []
    said = answers([plan.pk]).get(plan.pk, {})
    return sorted(who for who in asked_of(plan, viewer=viewer) if who not in said or not said[who].agrees)


def _people(plan: Plan, other: Plan | None, viewer: Actor) -> tuple[PersonChange, ...]:
    parts = list(visible_parts(viewer).filter(plan=plan).select_related("person").order_by("pk"))
    before = {row.person_id: row for row in visible_parts(viewer).filter(plan=other)} if other else {}
    counts = _counts([*parts, *before.values()])
    said, asked = answers([plan.pk]).get(plan.pk, {}), asked_of(plan, viewer=viewer)
    return tuple(
        PersonChange(
            person=part.person_id,
            name=part.person.short_name,
            before=Money(before[part.person_id].amount_minor if part.person_id in before else 0, plan.currency),
            after=Money(part.amount_minor, plan.currency),
            counts=_changed(
                counts.get(before[part.person_id].pk if part.person_id in before else 0, {}), counts[part.pk]
            ),
            asked=part.person_id in asked,
            answer=said.get(part.person_id),
        )
        for part in parts
    )


def _counts(parts: list[Part]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {part.pk: {} for part in parts}
    for part, kpi, count in (
        Norm.objects.filter(part__in=list(found)).order_by("pk").values_list("part", "kpi", "count")
    ):
        found[part][kpi] = count
    return found


def _changed(before: Mapping[str, int], after: Mapping[str, int]) -> tuple[CountChange, ...]:
    return tuple(
        CountChange(words.kpi(kpi), before.get(kpi, 0), count)
        for kpi, count in after.items()
        if before.get(kpi) != count
    )


def _named(row: Plan) -> VersionName:
    return VersionName(row.pk, row.number, words.state(row.state))


def _sum(people: tuple[PersonChange, ...], currency: str) -> Money:
    return Money(sum(each.after.minor for each in people), currency)
