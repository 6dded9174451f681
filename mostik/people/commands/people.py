"""People: taken on, changed, moved, dismissed, taken back."""

from dataclasses import fields
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.phone import Phone
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop
from mostik.people.events import PersonAdded, PersonDismissed, PersonEdited, PersonMoved, PersonReturned
from mostik.people.models import Move, Role, Team, User
from mostik.people.queries.people import person as person_within
from mostik.people.rules.structure import would_loop
from mostik.people.terms import PersonValues, Place

PLACE = ("department_id", "team_id", "position", "role_id", "reports_to_id")


class EmailTaken(Conflict):
    """Somebody signs in with this e-mail already."""

    message = gettext_noop("Somebody already signs in with {email}.")


class SellerWithoutTeam(Invalid):
    """Who carries a plan belongs to a team: rows and plans are seen by team."""

    message = gettext_noop("Who carries a personal plan must be in a team. Choose the team.")


class TeamElsewhere(Invalid):
    """The team is of another department."""

    message = gettext_noop("This team is of another department.")


class ReportsInCircle(Invalid):
    """Somebody would come to report to themselves."""

    message = gettext_noop("This person would come to report to themselves. Choose another head.")


class ChangedMeanwhile(Conflict):
    """Somebody else has changed the person since the form was opened."""

    message = gettext_noop("Somebody has changed this person meanwhile. Look at the new values and save again.")


class NoSuchRole(Invalid):
    """There is no such role."""

    message = gettext_noop("There is no role “{code}”.")


class LeftBeforeHired(Invalid):
    """Nobody leaves before they came."""

    message = gettext_noop("The last day is before the first one here.")


@command(needs="people.edit_structure")
def add_person(*, by: Actor, values: PersonValues, password: str | None = None) -> User:
    """Take somebody on. Without a password they cannot sign in until one is set.

    Refuses an e-mail taken, a seller without a team, a team of another department.
    """
    row = User(email=values.email.strip().lower())
    _write(row, values)
    row.set_password(password) if password else row.set_unusable_password()
    _save(row)
    _keep_move(by, row, values.hired_on)
    publish(PersonAdded(at=clock.now(), person=row.pk, who=row.short_name))
    return row


@command(needs="people.edit_structure")
def edit_person(
    *, by: Actor, person_id: int, values: PersonValues, version: int | None = None, since: date | None = None
) -> User:
    """Change a person; another department, team, position, role or head is a move, kept with its day.

    Refuses like `add_person`, a circle of heads, and a version that is no longer the last.
    """
    row = person_within(viewer=by, person_id=person_id)
    if version is not None and version != row.version:
        raise ChangedMeanwhile
    _refuse_circle(row.pk, values.reports_to_id)
    before, place = _shown(row), place_of(row)
    row.email = values.email.strip().lower()
    _write(row, values)
    row.version += 1
    _save(row)
    if place != place_of(row):
        _keep_move(by, row, since or clock.today())
    _tell_edit(row, before, moved=place != place_of(row), since=since or clock.today())
    return row


@command(needs="people.edit_structure")
def dismiss_person(*, by: Actor, person_id: int, last_day: date) -> User:
    """Let somebody go: they no longer sign in; their past stays. Refuses a last day before the first."""
    row = person_within(viewer=by, person_id=person_id)
    if last_day < row.hired_on:
        raise LeftBeforeHired(field="last_day")
    row.left_on, row.is_active = last_day, False
    row.version += 1
    row.save(update_fields=["left_on", "is_active", "version"])
    publish(PersonDismissed(at=clock.now(), person=row.pk, who=row.short_name, last_day=last_day))
    return row


@command(needs="people.edit_structure")
def return_person(*, by: Actor, person_id: int) -> User:
    """Take somebody who left back: the undo of dismissing."""
    row = person_within(viewer=by, person_id=person_id)
    row.left_on, row.is_active = None, True
    row.version += 1
    row.save(update_fields=["left_on", "is_active", "version"])
    publish(PersonReturned(at=clock.now(), person=row.pk, who=row.short_name))
    return row


def place_of(row: User) -> Place:
    """Return where somebody stands."""
    return Place(**{name: getattr(row, name) for name in PLACE})


def _write(row: User, values: PersonValues) -> None:
    role = Role.objects.filter(code=values.role).first()
    if role is None:
        raise NoSuchRole(field="role", params={"code": values.role})
    team = Team.objects.filter(pk=values.team_id).first() if values.team_id else None
    if values.sells and team is None:
        raise SellerWithoutTeam(field="team_id")
    if team and team.department_id != values.department_id:
        raise TeamElsewhere(field="team_id")
    plain = {f.name for f in fields(values)} - {"email", "role", "phone"}
    for name in plain:
        setattr(row, name, getattr(values, name))
    row.role, row.phone = role, Phone.parse(values.phone).e164 if values.phone else ""


def _save(row: User) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise EmailTaken(field="email", params={"email": row.email}) from None


def _keep_move(by: Actor, row: User, since: date) -> None:
    place = place_of(row)
    Move.objects.create(
        person=row,
        from_day=since,
        department_id=place.department_id,
        team_id=place.team_id,
        position=place.position,
        role_id=place.role_id,
        reports_to_id=place.reports_to_id,
        made_by=by.name,
        made_at=clock.now(),
    )


def _refuse_circle(person_id: int, boss: int | None) -> None:
    bosses = dict(User.objects.values_list("pk", "reports_to_id"))
    if would_loop(person_id, boss, bosses):
        raise ReportsInCircle(field="reports_to_id")


def _shown(row: User) -> dict[str, Any]:
    names = ("email", "last_name", "first_name", "middle_name", "phone", *PLACE, "sells", "hired_on")
    return {name: getattr(row, name) for name in names}


def _tell_edit(row: User, before: dict[str, Any], *, moved: bool, since: date) -> None:
    changes = tuple(
        (name, str(old or ""), str(new or "")) for name, new in _shown(row).items() if (old := before[name]) != new
    )
    if moved:
        publish(PersonMoved(at=clock.now(), person=row.pk, who=row.short_name, changes=changes, since=since))
    elif changes:
        publish(PersonEdited(at=clock.now(), person=row.pk, who=row.short_name, changes=changes))
