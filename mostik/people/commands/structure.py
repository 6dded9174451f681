"""Departments and teams."""

from typing import TypeVar

from django.db import IntegrityError, transaction

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.refusals import Conflict, Missing, gettext_noop
from mostik.people.events import StructureChanged
from mostik.people.models import Department, Team, User

Row = TypeVar("Row", Department, Team)


class TitleTaken(Conflict):
    """Another one has this title."""

    message = gettext_noop("“{title}” is already there. Choose another title.")


class StillInUse(Conflict):
    """There are still people in it."""

    message = gettext_noop("{count} people still work here. Move them first.")


class NoSuchPlace(Missing):
    """There is no such department or team."""

    message = gettext_noop("There is no such department or team.")


@command(needs="people.edit_structure")
def add_department(*, by: Actor, title: str, parent_id: int | None = None) -> Department:
    """Make a department; refuses a title taken."""
    return _saved(by, Department(title=title, parent_id=parent_id))


@command(needs="people.edit_structure")
def edit_department(*, by: Actor, department_id: int, title: str, parent_id: int | None = None) -> Department:
    """Rename or move a department; refuses a title taken."""
    found = _existing(Department, department_id)
    found.title, found.parent_id = title, parent_id if parent_id != department_id else found.parent_id
    found.version += 1
    return _saved(by, found)


@command(needs="people.edit_structure")
def add_team(*, by: Actor, title: str, department_id: int, lead_id: int | None = None) -> Team:
    """Make a team of a department; refuses a title taken."""
    return _saved(by, Team(title=title, department_id=department_id, lead_id=lead_id))


@command(needs="people.edit_structure")
def edit_team(*, by: Actor, team_id: int, title: str, department_id: int, lead_id: int | None = None) -> Team:
    """Rename a team, move it, give it another lead; refuses a title taken."""
    found = _existing(Team, team_id)
    found.title, found.department_id, found.lead_id = title, department_id, lead_id
    found.version += 1
    return _saved(by, found)


@command(needs="people.edit_structure")
def archive_department(*, by: Actor, department_id: int) -> Department:
    """Put a department away; refuses while people work in it."""
    return _archived(by, _existing(Department, department_id), "department_id")


@command(needs="people.edit_structure")
def archive_team(*, by: Actor, team_id: int) -> Team:
    """Put a team away; refuses while people work in it."""
    return _archived(by, _existing(Team, team_id), "team_id")


def _existing(kind: type[Row], pk: int) -> Row:
    found = kind.objects.filter(pk=pk, archived_at__isnull=True).first()
    if found is None:
        raise NoSuchPlace
    return found


def _saved(by: Actor, row: Row) -> Row:
    del by
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise TitleTaken(field="title", params={"title": row.title}) from None
    _tell(row)
    return row


def _archived(by: Actor, row: Row, field: str) -> Row:
    del by
    people = User.objects.filter(is_active=True, **{field: row.pk}).count()
    if people:
        raise StillInUse(params={"count": people})
    row.archived_at = clock.now()
    row.save(update_fields=["archived_at"])
    _tell(row)
    return row


def _tell(row: Department | Team) -> None:
    kind = "people.team" if isinstance(row, Team) else "people.department"
    publish(StructureChanged(at=clock.now(), kind=kind, record=row.pk, title=row.title))
