"""Rights of the room, and the one place that decides whose rows a viewer sees."""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mostik.core import clock, company, rights
from mostik.core.actors import Actor, ActorKind, Reach
from mostik.people.models import Department, Team, User
from mostik.people.rules.masks import masked

__all__ = ["Department", "Team", "User", "has_left", "reaches", "scoped", "shown", "visible_people"]

M = TypeVar("M", bound=Model)

rights.declare(
    "people",
    see_structure=_("See the structure and colleagues"),
    edit_structure=_("Change departments, teams and people"),
    edit_roles=_("Change roles and their rights"),
    edit_calendar=_("Change the working calendar and schedules"),
    edit_absences=_("Record absences"),
    make_tokens=_("Make and revoke tokens for programs"),
)
#: Who may be tried out on a demo: dicts of title, e-mail and password.
company.declare("demo_signs", [])


def scoped(rows: "QuerySet[M]", viewer: Actor, *, owner: str = "owner_id", team: str = "team_id") -> "QuerySet[M]":
    """Return the rows within the viewer's reach: own, the team's, the department's, all. No rule, no rows."""
    if viewer.kind is ActorKind.SYSTEM or viewer.reach is Reach.ALL:
        return rows
    mine = Q(**{owner: viewer.id}) if viewer.id is not None else Q(pk__in=[])
    if viewer.reach is Reach.OWN or not viewer.teams:
        return rows.filter(mine)
    return rows.filter(Q(**{f"{team}__in": sorted(viewer.teams)}) | mine)


def reaches(viewer: Actor, *, owner: int | None, team: int | None) -> bool:
    """Return whether one row with this owner and team is within the viewer's reach: ``scoped`` for a single row."""
    if viewer.kind is ActorKind.SYSTEM or viewer.reach is Reach.ALL:
        return True
    mine = viewer.id is not None and owner == viewer.id
    return mine or (viewer.reach is not Reach.OWN and team in viewer.teams)


def visible_people(viewer: Actor) -> "QuerySet[User]":
    """Return the people within the viewer's reach, those who left included.

    A department is reached with everybody in it, in a team or not.
    """
    rows = scoped(User.objects.all(), viewer, owner="pk", team="team_id")
    if viewer.reach is not Reach.DEPARTMENT or viewer.kind is ActorKind.SYSTEM:
        return rows
    return rows | User.objects.filter(department__in=below(viewer.department))


def below(department: int | None) -> set[int]:
    """Return a department with all departments under it."""
    pairs = list(Department.objects.values_list("pk", "parent_id"))
    found, grown = ({department} if department else set()), True
    while grown:
        wider = found | {pk for pk, parent in pairs if parent in found}
        grown, found = wider != found, wider
    return found


def shown(value: str, kind: str, viewer: Actor) -> str:
    """Return a value of a kind ("phone", "email", "margin") as this viewer may see it: whole or masked."""
    return masked(value, kind) if kind in viewer.masked else value


def has_left(person: User) -> bool:
    """Return whether somebody works here no more: access closes with the day after the last one."""
    return not person.is_active or (person.left_on is not None and person.left_on < clock.today())
