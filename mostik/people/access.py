"""Rights of the room, and the one place that decides whose rows a viewer sees."""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mostik.core import rights
from mostik.core.actors import Actor, ActorKind, Reach
from mostik.people.models import Department, Team, User

__all__ = ["Department", "Team", "User", "reaches", "scoped"]

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
