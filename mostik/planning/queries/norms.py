"""The counts of plans in force as rows, in one query: whose, of what, how many, and how their days are weighed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from mostik.core.actors import Actor
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind
from mostik.planning.access import visible_parts
from mostik.planning.models import Norm
from mostik.planning.rules.atoms import CAP, FLOOR
from mostik.planning.rules.whole import with_unit
from mostik.planning.terms import PlanState

Row = Mapping[str, Any]
OWN = ("kpi", "count", "days", "fixed", "why")
COLUMNS = (
    *OWN,
    "part__person",
    "part__person__first_name",
    "part__person__last_name",
    "part__person__team",
    "part__amount_minor",
    "part__plan",
    "part__plan__currency",
    "part__plan__options",
    "part__plan__basis__metric",
)


@dataclass(frozen=True)
class KpiNorm:
    """One KPI of one person's part."""

    kpi: str
    count: int
    days: Mapping[date, int]
    shape: Mapping[date, float]
    passed: Mapping[date, int]
    whole: Fraction
    fixed: bool = False

    def weights(self, minutes: Mapping[date, int]) -> dict[date, int]:
        """Return what each day weighs by the hours as they are now; days before the plan by what was done.

        In whole units common to all days. With the hours unchanged the days ahead weigh what they were planned for.
        """
        shape, unit = with_unit(self.shape.values())
        scale = (self.count - sum(self.passed.values())) / self.whole if self.whole else Fraction(0)
        passed = {day: count * unit * scale.denominator for day, count in self.passed.items()}
        ahead = zip(self.shape, shape, strict=True)
        return {**passed, **{day: each * minutes.get(day, 0) * scale.numerator for day, each in ahead}}


@dataclass(frozen=True)
class PersonNorms:
    """One person's part of a plan in force with its counts."""

    person: int
    name: str
    team: int | None
    amount: Money
    plan: int
    metric: str
    cap: float
    floor: float
    norms: dict[str, KpiNorm]


def norms_in_force(
    *, viewer: Actor, day: date, department: int | None = None, people: Iterable[int] | None = None
) -> list[PersonNorms]:
    """Return the parts in force on a day within reach, of one department or of some people, by name. One query."""
    month = Period.of(PeriodKind.MONTH, day).first
    parts = visible_parts(viewer).filter(plan__state=PlanState.ACTIVE.value, plan__month=month)
    if department is not None:
        parts = parts.filter(plan__department=department)
    if people is not None:
        parts = parts.filter(person__in=list(people))
    rows = Norm.objects.filter(part__in=parts).order_by(
        "part__person__last_name", "part__person__first_name", "part__person", "part__plan", "pk"
    )
    return _gathered(rows.values(*COLUMNS))


def norms_of(*, part_id: int) -> list[KpiNorm]:
    """Return the counts of one part, whose plan the viewer has been shown already."""
    return [_norm(row) for row in Norm.objects.filter(part=part_id).order_by("pk").values(*OWN)]


def norms_by_person(plan_id: int) -> dict[int, list[KpiNorm]]:
    """Return the counts of everybody in one version the viewer has been shown already."""
    found: dict[int, list[KpiNorm]] = {}
    for row in Norm.objects.filter(part__plan=plan_id).order_by("part", "pk").values("part__person", *OWN):
        found.setdefault(row["part__person"], []).append(_norm(row))
    return found


def _gathered(rows: Iterable[Row]) -> list[PersonNorms]:
    found: dict[tuple[int, int], PersonNorms] = {}
    for row in rows:
        own = found.setdefault((row["part__person"], row["part__plan"]), _person(row))
        own.norms[row["kpi"]] = _norm(row)
    return list(found.values())


def _person(row: Row) -> PersonNorms:
    options = row["part__plan__options"]
    return PersonNorms(
        person=row["part__person"],
        name=f"{row['part__person__first_name']} {row['part__person__last_name']}".strip(),
        team=row["part__person__team"],
        amount=Money(row["part__amount_minor"], row["part__plan__currency"]),
        plan=row["part__plan"],
        metric=row["part__plan__basis__metric"] or "revenue",
        cap=options.get("cap", CAP),
        floor=options.get("floor", FLOOR),
        norms={},
    )


def _norm(row: Row) -> KpiNorm:
    return KpiNorm(
        kpi=row["kpi"],
        count=row["count"],
        days=dated(row["days"]),
        shape=dated(row["why"].get("shape", {})),
        passed=dated(row["why"].get("passed", {})),
        whole=Fraction(row["why"].get("whole", 0)),
        fixed=row["fixed"],
    )


def dated(days: Mapping[str, Any]) -> dict[date, Any]:
    """Return days kept as text by date."""
    return {date.fromisoformat(day): count for day, count in days.items()}
