"""People: taken on, changed, moved, dismissed, taken back; their first password and their own language."""

import secrets
from dataclasses import fields
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop
from mostik.people.commands import placing
from mostik.people.commands.placing import PLACE, place_of
from mostik.people.commands.sessions import close_sessions
from mostik.people.events import (
    PasswordIssued,
    PersonAdded,
    PersonDismissed,
    PersonEdited,
    PersonMoved,
    PersonReturned,
)
from mostik.people.models import User
from mostik.people.queries.people import person as person_within
from mostik.people.rules.roles import within
from mostik.people.terms import HOLDS, PersonValues

__all__ = ["PLACE", "place_of"]


class EmailTaken(Conflict):
    """Somebody signs in with this e-mail already."""

    message = gettext_noop("Somebody already signs in with {email}.")


class LeftBeforeHired(Invalid):
    """Nobody leaves before they came."""

    message = gettext_noop("The last day is before the first one here.")


class AlreadyLeft(Conflict):
    """They have been dismissed already."""

    message = gettext_noop("This person has left already.")


class WorksHere(Conflict):
    """They have not left."""

    message = gettext_noop("This person works here: there is nothing to take back.")


class Oneself(Conflict):
    """Nobody lets themselves go, or gives themselves a password they have not chosen."""

    message = gettext_noop("This cannot be done to oneself. Ask a colleague with the right.")


class MoreThanYou(Conflict):
    """A password is the person: nobody gives one to whoever may do or see more."""

    message = gettext_noop("This person may do or see more than you. Ask whoever edits roles.")


class NoSuchHold(Invalid):
    """A letter waits a little, or not at all."""

    message = gettext_noop("Choose a time of the list.")


class NoSuchLanguage(Invalid):
    """The product does not speak it."""

    message = gettext_noop("Choose a language of the list.")


@command(needs="people.edit_structure")
def add_person(*, by: Actor, values: PersonValues, password: str | None = None) -> User:
    """Take somebody on. Without a password they cannot sign in until one is given.

    Refuses an e-mail taken, a seller without a team, a team of another department, a role above one's own, a place
    out of reach.
    """
    row = User()
    _write(by, row, values)
    row.set_password(password) if password else row.set_unusable_password()
    _save(row)
    placing.refuse_out_of_reach(by, row)
    placing.keep_move(row, values.hired_on, by.name)
    publish(PersonAdded(**placing.told(row), hired_on=row.hired_on, sells=row.sells))
    return row


@command(needs="people.edit_structure")
def edit_person(
    *, by: Actor, person_id: int, values: PersonValues, version: int | None = None, since: date | None = None
) -> User:
    """Change a person; another department, team, position, role or head is a move, kept with its day.

    Refuses like `add_person`, a circle of heads, a move out of time, and a version that is no longer the last.
    """
    row = person_within(viewer=by, person_id=person_id)
    _refuse_stale(row, version)
    placing.refuse_above(by, row)
    before, place = _shown(row), place_of(row)
    _write(by, row, values)
    row.version += 1
    _save(row)
    placing.refuse_out_of_reach(by, row)
    _tell_edit(by, row, before, since=since if place != place_of(row) else None, moved=place != place_of(row))
    return row


@command(needs="people.edit_structure")
def dismiss_person(*, by: Actor, person_id: int, last_day: date) -> User:
    """Let somebody go: access closes at once, or after the last day when it is still to come; their past stays.

    Refuses a last day before the first, oneself, whoever has left, a role above one's own, the last who edits roles.
    """
    row = person_within(viewer=by, person_id=person_id)
    placing.refuse_above(by, row)
    if row.left_on is not None:
        raise AlreadyLeft
    if row.pk == by.id:
        raise Oneself
    if last_day < row.hired_on:
        raise LeftBeforeHired(field="last_day")
    placing.refuse_no_keeper(row, None)
    row.left_on, row.is_active = last_day, last_day > clock.today()
    row.version += 1
    row.save(update_fields=["left_on", "is_active", "version"])
    if not row.is_active:
        close_sessions(row.pk)
    publish(PersonDismissed(**placing.told(row), left_on=last_day))
    return row


@command(needs="people.edit_structure")
def return_person(*, by: Actor, person_id: int) -> User:
    """Take somebody who left back: the undo of dismissing. Refuses whoever works here."""
    row = person_within(viewer=by, person_id=person_id)
    placing.refuse_above(by, row)
    if row.left_on is None and row.is_active:
        raise WorksHere
    row.left_on, row.is_active = None, True
    row.version += 1
    row.save(update_fields=["left_on", "is_active", "version"])
    publish(PersonReturned(**placing.told(row), from_day=clock.today()))
    return row


@command(needs="people.edit_structure")
def give_password(*, by: Actor, person_id: int) -> str:
    """Give somebody a new password and return it: it is never shown again, and ends their sessions.

    Refuses whoever may do or see more than the giver: a password is the person.
    """
    row = person_within(viewer=by, person_id=person_id)
    if row.pk == by.id:
        raise Oneself
    if not within(placing.power_of(row.role), placing.power_of_actor(by)):
        raise MoreThanYou
    value = secrets.token_urlsafe(12)
    row.set_password(value)
    row.save(update_fields=["password"])
    close_sessions(row.pk)
    publish(PasswordIssued(**placing.told(row)))
    return value


@command(needs=None)
def choose_language(*, by: Actor, language: str) -> None:
    """Keep one's own language; the empty one leaves it to the browser."""
    if language not in {"", *dict(settings.LANGUAGES)}:
        raise NoSuchLanguage(field="language")
    User.objects.filter(pk=by.id or 0).update(language=language)


@command(needs=None)
def choose_hold(*, by: Actor, seconds: int) -> None:
    """Keep how long what one writes to clients waits to be taken back; none sends it at once."""
    if seconds not in HOLDS:
        raise NoSuchHold(field="hold")
    User.objects.filter(pk=by.id or 0).update(hold_seconds=seconds)


def _write(by: Actor, row: User, values: PersonValues) -> None:
    role = placing.role_to_give(by, values.role, row)
    placing.refuse_place(row, values)
    if row.left_on and values.hired_on > row.left_on:
        raise LeftBeforeHired(field="hired_on")
    if row.pk:
        placing.refuse_no_keeper(row, role)
    for name in {f.name for f in fields(values)} - {"email", "role", "phone"}:
        setattr(row, name, getattr(values, name))
    row.role, row.phone, row.email = role, placing.phone_of(values.phone), values.email.strip().lower()


def _save(row: User) -> None:
    taken = EmailTaken(field="email", params={"email": row.email})
    if User.objects.filter(email=row.email).exclude(pk=row.pk).exists():
        raise taken
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise taken from None


def _refuse_stale(row: User, version: int | None) -> None:
    if version is not None and version != row.version:
        names = {name: name.removesuffix("_id") for name in _shown(row)}
        meta = User._meta  # noqa: SLF001 - public by Django's documentation
        labels = {name: str(getattr(meta.get_field(field), "verbose_name", name)) for name, field in names.items()}
        raise placing.changed_meanwhile(Ref("people.user", row.pk), labels)


def _shown(row: User) -> dict[str, Any]:
    names = ("email", "last_name", "first_name", "middle_name", "phone", *PLACE, "sells", "hired_on")
    return {name: getattr(row, name) for name in names}


def _tell_edit(by: Actor, row: User, before: dict[str, Any], *, moved: bool, since: date | None) -> None:
    changes = tuple(
        (name, str(old or ""), str(new or "")) for name, new in _shown(row).items() if (old := before[name]) != new
    )
    if moved:
        day = since or max(clock.today(), row.hired_on)
        placing.refuse_out_of_time(row, day)
        placing.keep_move(row, day, by.name)
        publish(PersonMoved(**placing.told(row), changes=changes, from_day=day))
    elif changes:
        publish(PersonEdited(**placing.told(row), changes=changes, sells=row.sells))
