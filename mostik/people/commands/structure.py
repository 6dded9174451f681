"""Departments and teams."""

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish, publish_all
from mostik.kernel.events import Event
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop
from mostik.people.access import below, sees_all, visible_departments, visible_people, visible_teams
from mostik.people.commands import placing
from mostik.people.events import (
    DepartmentAdded,
    DepartmentArchived,
    DepartmentEdited,
    DepartmentRestored,
    PersonMoved,
    TeamAdded,
    TeamArchived,
    TeamEdited,
    TeamRestored,
)
from mostik.people.models import Department, Team, User
from mostik.people.queries.structure import NoSuchPlace

Row = TypeVar("Row", Department, Team)
Told = Callable[..., Event]


class TitleTaken(Conflict):
    """Another one has this title."""

    message = gettext_noop("“{title}” is already there. Choose another title.")


class StillInUse(Conflict):
    """There are still people in it."""

    message = gettext_noop("{count} people still work here. Move them first.")


class StillHolds(Conflict):
    """There are still teams or departments in it."""

    message = gettext_noop("There are still teams or departments in it. Put those away first.")


class PutAway(Conflict):
    """What it belongs to is put away itself."""

    message = gettext_noop("“{title}” is put away itself: bring it back first.")


class PlaceChanged(Conflict):
    """Somebody has changed it since the form was opened."""

    message = gettext_noop("“{title}” has changed meanwhile. Look at it again and save once more.")


class WithinItself(Invalid):
    """A department would be part of itself."""

    message = gettext_noop("A department cannot be part of itself. Choose another one above it.")


class TopOutOfReach(Invalid):
    """A department at the top would be out of the maker's reach."""

    message = gettext_noop("Choose the department above it: one at the top would be out of your reach.")


class NoSuchLead(Invalid):
    """The lead does not work here, or is not within reach."""

    message = gettext_noop("This lead does not work here or is not within your reach. Choose another.")


@command(needs="people.edit_structure")
def add_department(*, by: Actor, title: str, parent_id: int | None = None) -> Department:
    """Make a department; refuses a title taken, one above it that is not within reach, and a top out of reach."""
    _refuse_parent(by, parent_id)
    return _saved(Department(title=title, parent_id=parent_id), DepartmentAdded)


@command(needs="people.edit_structure")
def edit_department(
    *, by: Actor, department_id: int, title: str, parent_id: int | None = None, version: int | None = None
) -> Department:
    """Rename or move a department; refuses a title taken, a department within itself, a version no longer the last."""
    found = _department(by, department_id, version)
    if parent_id != found.parent_id:
        _refuse_parent(by, parent_id, under=department_id)
    found.title, found.parent_id = title, parent_id
    found.version += 1
    return _saved(found, DepartmentEdited)


@command(needs="people.edit_structure")
def add_team(*, by: Actor, title: str, department_id: int, lead_id: int | None = None) -> Team:
    """Make a team of a department; refuses a title taken and a lead out of reach."""
    _department(by, department_id)
    _refuse_lead(by, lead_id)
    return _saved(Team(title=title, department_id=department_id, lead_id=lead_id), TeamAdded)


@command(needs="people.edit_structure")
def edit_team(
    *, by: Actor, team_id: int, title: str, department_id: int, lead_id: int | None = None, version: int | None = None
) -> Team:
    """Rename a team, move it with its people, give it another lead; refuses like `add_team`."""
    found = _team(by, team_id, version)
    if lead_id != found.lead_id:
        _refuse_lead(by, lead_id)
    if department_id != found.department_id:
        _move_with(by, found, _department(by, department_id))
    found.title, found.department_id, found.lead_id = title, department_id, lead_id
    found.version += 1
    return _saved(found, TeamEdited)


@command(needs="people.edit_structure")
def archive_department(*, by: Actor, department_id: int) -> Department:
    """Put a department away; refuses while people work in it or it holds teams or departments."""
    found = _department(by, department_id)
    living = {"archived_at__isnull": True}
    if found.teams.filter(**living).exists() or found.children.filter(**living).exists():
        raise StillHolds
    return _archived(found, DepartmentArchived)


@command(needs="people.edit_structure")
def archive_team(*, by: Actor, team_id: int) -> Team:
    """Put a team away; refuses while people work in it."""
    return _archived(_team(by, team_id), TeamArchived)


@command(needs="people.edit_structure")
def restore_department(*, by: Actor, department_id: int) -> Department:
    """Bring back a department put away; refuses a title taken meanwhile, and one whose own above it is put away."""
    return _restored(visible_departments(by), department_id, DepartmentRestored)


@command(needs="people.edit_structure")
def restore_team(*, by: Actor, team_id: int) -> Team:
    """Bring back a team put away; refuses a title taken meanwhile, and one whose department is put away."""
    return _restored(visible_teams(by), team_id, TeamRestored)


def _department(by: Actor, pk: int, version: int | None = None) -> Department:
    return _living(visible_departments(by), pk, version)


def _team(by: Actor, pk: int, version: int | None = None) -> Team:
    return _living(visible_teams(by), pk, version)


def _living(rows: "QuerySet[Row]", pk: int, version: int | None) -> Row:
    found = rows.filter(pk=pk, archived_at__isnull=True).first()
    if found is None:
        raise NoSuchPlace
    if version is not None and version != found.version:
        raise PlaceChanged(params={"title": found.title})
    return found


def _refuse_parent(by: Actor, parent: int | None, *, under: int | None = None) -> None:
    if parent is None:
        if not sees_all(by):
            raise TopOutOfReach(field="parent_id")
        return
    _department(by, parent)
    if under and parent in below(under):
        raise WithinItself(field="parent_id")


def _move_with(by: Actor, team: Team, department: Department) -> None:
    """Move a team's people to its new department: a move of each, kept from today."""
    team_people = User.objects.filter(team=team)
    movers = list(team_people.filter(is_active=True).select_related("role"))
    before = (("department_id", str(team.department_id), str(department.pk)),)
    team_people.update(department=department, version=F("version") + 1)
    moved = []
    for row in movers:
        row.department, day = department, max(clock.today(), row.hired_on)
        placing.keep_move(row, day, by.name)
        moved.append(PersonMoved(**placing.told(row), changes=before, from_day=day))
    publish_all(moved)


def _refuse_lead(by: Actor, lead: int | None) -> None:
    if lead is not None and not visible_people(by).filter(pk=lead, is_active=True).exists():
        raise NoSuchLead(field="lead_id")


def _restored(rows: "QuerySet[Row]", pk: int, event: Told) -> Row:
    found = rows.filter(pk=pk, archived_at__isnull=False).first()
    if found is None:
        raise NoSuchPlace
    above = found.department if isinstance(found, Team) else found.parent
    if above and above.archived_at:
        raise PutAway(params={"title": above.title})
    found.archived_at = None
    return _saved(found, event)


def _saved(row: Row, event: Told) -> Row:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise TitleTaken(field="title", params={"title": row.title}) from None
    _tell(row, event)
    return row


def _archived(row: Row, event: Told) -> Row:
    where = {"team" if isinstance(row, Team) else "department": row.pk}
    people = User.objects.filter(is_active=True, **where).count()
    if people:
        raise StillInUse(params={"count": people})
    row.archived_at = clock.now()
    row.save(update_fields=["archived_at"])
    _tell(row, event)
    return row


def _tell(row: Department | Team, event: Told) -> None:
    if isinstance(row, Team):
        of = {"team": row.pk, "department": row.department_id, "lead": row.lead_id}
    else:
        of = {"department": row.pk, "parent": row.parent_id}
    publish(event(at=clock.now(), title=row.title, **of))
