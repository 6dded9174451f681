"""Rights of the room, and the one place that decides whose rows and which fields a viewer sees."""

from collections.abc import Collection, Iterable
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mostik.core import clock, company, notifications, proofs, rights
from mostik.core.actors import Actor, ActorKind, Reach
from mostik.people.catalog import Work, goes_over
from mostik.people.models import Absence, Approval, Department, Team, User
from mostik.people.rules.masks import masked
from mostik.people.terms import ApprovalState

__all__ = [
    "Department",
    "Team",
    "User",
    "below",
    "clear",
    "has_left",
    "own",
    "reaches",
    "scoped",
    "shown",
    "visible_absences",
    "visible_departments",
    "visible_people",
    "visible_teams",
    "within",
]

M = TypeVar("M", bound=Model)

rights.declare(
    "people",
    see_structure=_("See the structure and colleagues"),
    edit_structure=_("Change departments, teams and people"),
    edit_roles=_("Change roles and their rights"),
    see_reads=_("See who saw and exported clients' data"),
    edit_calendar=_("Change the working calendar and schedules"),
    edit_absences=_("Record absences"),
    see_attendance=_("See shifts, lateness and no-shows within reach"),
    edit_shifts=_("Plan and publish shifts"),
    edit_day_norms=_("Say what a working day should hold"),
    mark_work=_("Mark the start and stop of work; attendance is watched"),
    excuse_lapses=_("Excuse lateness and decide whose attendance is watched"),
    make_tokens=_("Make and revoke tokens for programs"),
    ask_approval=_("Ask for discounts, expenses and other decisions"),
    decide_approvals=_("Decide what others ask"),
    edit_limits=_("Change up to what each role decides alone"),
)
proofs.declare(
    "people.decisions",
    _("Requests of people decided"),
    "people.approval_granted",
    "people.approval_declined",
    place="people:approvals",
)
proofs.declare("people.shifts", _("Shifts published"), "people.shifts_published", place="people:shifts")
notifications.declare("decide", _("Requests for your decision"), urgent=True)
notifications.declare("answer", _("Answers to your requests"), urgent=True)
notifications.declare("substitute", _("Substitution"), urgent=True)
notifications.declare("shifts", _("Your shifts"))
notifications.declare("attendance", _("Lateness and no-shows"))
notifications.declare("reach", _("Messages that do not reach you"), urgent=True)
#: Who may be tried out on a demo: dicts of title, e-mail and password.
company.declare("demo_signs", [])
#: Working hours somebody has for a decision before the next above is asked, and after which a request expires.
company.declare("approval_hours", 8)
company.declare("approval_expires_hours", 40)


def scoped(rows: "QuerySet[M]", viewer: Actor, *, owner: str = "owner_id", team: str = "team_id") -> "QuerySet[M]":
    """Return the rows within the viewer's reach: own, the team's, the department's, all. No rule, no rows."""
    reach = within(viewer)
    if reach is None:
        return rows
    teams, _people = reach
    mine = own(viewer, owner)
    return rows.filter(Q(**{f"{team}__in": sorted(teams)}) | mine if teams else mine)


def reaches(viewer: Actor, *, owner: int | None, team: int | None) -> bool:
    """Return whether one row with this owner and team is within the viewer's reach: ``scoped`` for a single row."""
    reach = within(viewer)
    return reach is None or team in reach[0] or owner in reach[1]


def within(viewer: Actor) -> tuple[frozenset[int], frozenset[int]] | None:
    """Return the teams and, besides them, the people whose rows a viewer reaches; None where that is all rows."""
    if sees_all(viewer):
        return None
    return frozenset(() if viewer.reach is Reach.OWN else viewer.teams), frozenset(viewer.selves)


def own(viewer: Actor, owner: str = "owner_id") -> Q:
    """Return what picks the viewer's own rows: theirs, and today also those of whom they stand in for."""
    match sorted(viewer.selves):
        case []:
            return Q(pk__in=[])
        case [alone]:
            return Q(**{owner: alone})
        case several:
            return Q(**{f"{owner}__in": several})


def sees_all(viewer: Actor) -> bool:
    """Return whether nothing is out of the viewer's reach."""
    return viewer.kind is ActorKind.SYSTEM or viewer.reach is Reach.ALL


def visible_people(viewer: Actor) -> QuerySet[User]:
    """Return the people whose cards the viewer may open; a department's reach holds those without a team too."""
    rows = scoped(User.objects.all(), viewer, owner="pk")
    if viewer.reach is Reach.DEPARTMENT and not sees_all(viewer):
        rows = rows | User.objects.filter(department__in=_under(viewer))
    return rows


def colleagues(viewer: Actor) -> QuerySet[User]:
    """Return everybody in the company's directory: names, places and contacts, for whoever may see the structure."""
    return User.objects.all() if viewer.may("people.see_structure") else User.objects.none()


def visible_absences(viewer: Actor) -> QuerySet[Absence]:
    """Return the absences of the people within reach, removed ones left out."""
    return Absence.objects.filter(removed_at__isnull=True, person__in=visible_people(viewer))


def visible_departments(viewer: Actor) -> QuerySet[Department]:
    """Return the departments the viewer may change or place people in: all, or the own one with those under it."""
    if sees_all(viewer):
        return Department.objects.all()
    return Department.objects.filter(pk__in=_under(viewer))


def visible_teams(viewer: Actor) -> QuerySet[Team]:
    """Return the teams of those departments."""
    return Team.objects.filter(department__in=visible_departments(viewer))


def _under(viewer: Actor) -> Collection[int]:
    """Return the viewer's department with all under it, read again only where the viewer does not carry it."""
    return viewer.departments or below(viewer.department)


def below(department: int | None) -> set[int]:
    """Return a department with all departments under it."""
    if not department:
        return set()
    pairs = list(Department.objects.values_list("pk", "parent_id"))
    found, grown = {department}, True
    while grown:
        wider = found | {pk for pk, parent in pairs if parent in found}
        grown, found = wider != found, wider
    return found


def clear(kind: str, viewer: Actor) -> bool:
    """Return whether fields of this kind ("phone", "email", "margin") are shown to the viewer in full.

    A list neither searches nor sorts by a field that is not: the order would tell what the mask hides.
    """
    return viewer.kind is ActorKind.SYSTEM or kind not in viewer.masked


def shown(value: str, kind: str, viewer: Actor) -> str:
    """Return a field's value as this viewer may see it: whole, or in part when the role masks its kind."""
    return value if clear(kind, viewer) else masked(value, kind)


def has_left(person: User) -> bool:
    """Return whether somebody works here no more: access closes with the day after the last one."""
    return not person.is_active or (person.left_on is not None and person.left_on < clock.today())


def _to_decide(people: Iterable[int]) -> int:
    return Approval.objects.filter(decider__in=people, state=ApprovalState.WAITING).count()


goes_over(Work(code="people.approval", title=_("requests to decide"), count=_to_decide))
