"""Who a department's plan is split between, and when they work."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mostik.core.actors import Actor, ActorKind, Reach
from mostik.kernel.period import Span
from mostik.kernel.refusals import Invalid, Missing, gettext_noop
from mostik.people.access import Department, User, scoped
from mostik.people.queries.actors import actor_of, below
from mostik.people.queries.calendar import day_hours

Minutes = dict[int, dict[date, int]]


class NobodySells(Invalid):
    """A plan cannot be split between nobody."""

    message = gettext_noop(
        "In the department “{department}” nobody carries a personal plan. Add people to it, or mark "
        "“carries a personal plan” on their cards."
    )


@dataclass(frozen=True, slots=True)
class Seller:
    """Somebody who carries a personal plan."""

    id: int
    name: str
    team: int | None
    hired_on: date
    left_on: date | None


def department(*, viewer: Actor, department_id: int | None) -> Department:
    """Return a department within reach, the viewer's own when none is named; refuses `Missing`."""
    wanted = department_id if department_id is not None else viewer.department
    rows = Department.objects.filter(archived_at__isnull=True)
    if wanted is None:
        found = departments(viewer=viewer)
        return found[0] if found else _missing()
    if not _sees_all(viewer) and wanted not in below(viewer.department):
        return _missing()
    return rows.filter(pk=wanted).first() or _missing()


def departments(*, viewer: Actor) -> list[Department]:
    """Return the departments within reach that have somebody to plan for, the viewer's own first."""
    selling = User.objects.filter(sells=True, is_active=True).values("department")
    rows = Department.objects.filter(archived_at__isnull=True, pk__in=selling)
    if not _sees_all(viewer):
        rows = rows.filter(pk__in=below(viewer.department))
    return sorted(rows.order_by("title"), key=lambda each: each.pk != viewer.department)


def departments_over(*, viewer: Actor) -> list[Department]:
    """Return the departments within reach with somebody to plan for in them or under them, the viewer's own first."""
    own = {each.pk for each in departments(viewer=viewer)}
    rows = Department.objects.filter(archived_at__isnull=True)
    if not _sees_all(viewer):
        rows = rows.filter(pk__in=below(viewer.department))
    found = [each for each in rows.order_by("title") if own & below(each.pk)]
    return sorted(found, key=lambda each: each.pk != viewer.department)


def departments_under(*, viewer: Actor, where: Department) -> list[Department]:
    """Return the departments under one, within reach."""
    rows = Department.objects.filter(archived_at__isnull=True, pk__in=below(where.pk) - {where.pk})
    return list((rows if _sees_all(viewer) else rows.filter(pk__in=below(viewer.department))).order_by("title"))


def sellers(*, viewer: Actor, department_id: int, span: Span) -> list[Seller]:
    """Return who carries a plan in a department (with those under it) and works there during a span, by name."""
    rows = User.objects.filter(
        sells=True, is_active=True, department__in=below(department_id), hired_on__lte=span.last
    ).exclude(left_on__lt=span.first)
    found = scoped(rows, viewer, owner="pk", team="team_id").order_by("last_name", "first_name", "pk")
    return [Seller(each.pk, each.short_name, each.team_id, each.hired_on, each.left_on) for each in found]


def heads_of(department_id: int, *, viewer: Actor, otherwise: int | None = None) -> list[int]:  # noqa: ARG001 - numbers
    """Return who makes the plans of a department: those within whose reach it is, else who made the plan, else all."""
    rows = User.objects.filter(is_active=True, left_on__isnull=True).select_related("role", "team", "department")
    makers = [actor_of(row) for row in rows.order_by("pk") if "planning.make_plan" in row.role.rights]
    own = [
        each.id
        for each in makers
        if each.reach is Reach.DEPARTMENT and department_id in below(each.department) and each.id
    ]
    made = [each.id for each in makers if each.id == otherwise and each.id]
    return own or made or [each.id for each in makers if each.id]


def minutes_of(*, people: Iterable[int], span: Span) -> Minutes:
    """Return everybody's working minutes by day, absences and shortened days counted; every day of the span has one."""
    wanted = list(people)
    found = day_hours(people_ids=wanted, span=span)
    return {person: {day: found.get((person, day), 0) for day in span.days()} for person in wanted}


def worked_days(minutes: Minutes) -> list[date]:
    """Return the days on which anybody works, in order."""
    return sorted({day for days in minutes.values() for day, worked in days.items() if worked})


def _sees_all(viewer: Actor) -> bool:
    return viewer.kind is ActorKind.SYSTEM or viewer.reach is Reach.ALL


def _missing() -> Department:
    raise Missing(gettext_noop("There is no such department within your reach."), field="department")
