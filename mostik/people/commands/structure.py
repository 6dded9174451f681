"""Departments and teams."""

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, transaction

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.events import Event
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop
from mostik.people.access import below, visible_people
from mostik.people.events import (
    DepartmentAdded,
    DepartmentArchived,
    DepartmentEdited,
    DepartmentRestored,
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


class PlaceChanged(Conflict):
    """Somebody has changed it since the form was opened."""

    message = gettext_noop("“{title}” has changed meanwhile. Look at it again and save once more.")


class WithinItself(Invalid):
    """A department would be part of itself."""

    message = gettext_noop("A department cannot be part of itself. Choose another one above it.")


class NoSuchLead(Invalid):
    """The lead does not work here, or is not within reach."""

    message = gettext_noop("This lead does not work here or is not within your reach. Choose another.")


@command(needs="people.edit_structure")
def add_department(*, by: Actor, title: str, parent_id: int | None = None) -> Department:
    """Make a department; refuses a title taken and one above it that is not there."""
    _refuse_parent(None, parent_id)
    return _saved(by, Department(title=title, parent_id=parent_id), DepartmentAdded)


@command(needs="people.edit_structure")
def edit_department(
    *, by: Actor, department_id: int, title: str, parent_id: int | None = None, version: int | None = None
) -> Department:
    """Rename or move a department; refuses a title taken, a department within itself, a version no longer the last."""
    found = _existing(Department, department_id, version)
    _refuse_parent(department_id, parent_id)
    found.title, found.parent_id = title, parent_id
    found.version += 1
    return _saved(by, found, DepartmentEdited)


@command(needs="people.edit_structure")
def add_team(*, by: Actor, title: str, department_id: int, lead_id: int | None = None) -> Team:
    """Make a team of a department; refuses a title taken and a lead out of reach."""
    _existing(Department, department_id)
    _refuse_lead(by, lead_id)
    return _saved(by, Team(title=title, department_id=department_id, lead_id=lead_id), TeamAdded)


@command(needs="people.edit_structure")
def edit_team(
    *, by: Actor, team_id: int, title: str, department_id: int, lead_id: int | None = None, version: int | None = None
) -> Team:
    """Rename a team, move it with its people, give it another lead; refuses like `add_team`."""
    found = _existing(Team, team_id, version)
    _existing(Department, department_id)
    if lead_id != found.lead_id:
        _refuse_lead(by, lead_id)
    if department_id != found.department_id:
        User.objects.filter(team=found).update(department=department_id)
    found.title, found.department_id, found.lead_id = title, department_id, lead_id
    found.version += 1
    return _saved(by, found, TeamEdited)


@command(needs="people.edit_structure")
def archive_department(*, by: Actor, department_id: int) -> Department:
    """Put a department away; refuses while people work in it or it holds teams or departments."""
    found = _existing(Department, department_id)
    living = {"archived_at__isnull": True}
    if found.teams.filter(**living).exists() or found.children.filter(**living).exists():
        raise StillHolds
    return _archived(by, found, DepartmentArchived)


@command(needs="people.edit_structure")
def archive_team(*, by: Actor, team_id: int) -> Team:
    """Put a team away; refuses while people work in it."""
    return _archived(by, _existing(Team, team_id), TeamArchived)


@command(needs="people.edit_structure")
def restore_department(*, by: Actor, department_id: int) -> Department:
    """Bring back a department put away; refuses a title taken meanwhile."""
    return _restored(by, Department, department_id, DepartmentRestored)


@command(needs="people.edit_structure")
def restore_team(*, by: Actor, team_id: int) -> Team:
    """Bring back a team put away; refuses a title taken meanwhile."""
    return _restored(by, Team, team_id, TeamRestored)


def _existing(kind: type[Row], pk: int, version: int | None = None) -> Row:
    found = kind.objects.filter(pk=pk, archived_at__isnull=True).first()
    if found is None:
        raise NoSuchPlace
    if version is not None and version != found.version:
        raise PlaceChanged(params={"title": found.title})
    return found


def _refuse_parent(department: int | None, parent: int | None) -> None:
    if parent is None:
        return
    _existing(Department, parent)
    if department and parent in below(department):
        raise WithinItself(field="parent_id")


def _refuse_lead(by: Actor, lead: int | None) -> None:
    if lead is not None and not visible_people(by).filter(pk=lead, is_active=True).exists():
        raise NoSuchLead(field="lead_id")


def _restored(by: Actor, kind: type[Row], pk: int, event: Told) -> Row:
    found = kind.objects.filter(pk=pk, archived_at__isnull=False).first()
    if found is None:
        raise NoSuchPlace
    found.archived_at = None
    return _saved(by, found, event)


def _saved(by: Actor, row: Row, event: Told) -> Row:
    del by
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise TitleTaken(field="title", params={"title": row.title}) from None
    _tell(row, event)
    return row


def _archived(by: Actor, row: Row, event: Told) -> Row:
    del by
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
