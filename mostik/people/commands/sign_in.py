"""Writes of signing in: a browser noted, seen, signed out from afar; invitations made, used, sent."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError

from mostik.core import clock, outbox, vault
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.refusals import Conflict, Invalid, Missing, gettext_noop
from mostik.people.access import has_left
from mostik.people.commands import placing
from mostik.people.commands.people import MoreThanYou, Oneself
from mostik.people.commands.sessions import close_sessions
from mostik.people.events import InvitationUsed, PersonInvited, SecondStepTakenOff, SignedOutFromAfar
from mostik.people.models import Invitation, User, Visit
from mostik.people.queries.people import person as person_within
from mostik.people.rules.roles import within

LIVES = timedelta(hours=72)
MAIL = "people.invite"


class InvitationOver(Invalid):
    """One answer to every invitation that does not let in: a stranger learns nothing from it."""

    message = gettext_noop("This invitation is not valid any more. Ask for a new one.")


class NoSecondStep(Conflict):
    """There is nothing to take off."""

    message = gettext_noop("This person signs in by the password alone: there is no second step to take off.")


class HasLeft(Conflict):
    """Whoever left is not invited."""

    message = gettext_noop("This person has left. Take them back to work first.")


@command(needs=None)
def note_visit(*, by: Actor, person_id: int, session: str, address: str, agent: str) -> None:
    """Remember at which browser somebody signed in."""
    now = clock.now()
    known = {"person_id": person_id, "address": address[:45], "agent": agent[:300], "made_at": now, "seen_at": now}
    Visit.objects.update_or_create(session=session, defaults=known)


@command(needs=None)
def mark_seen(*, by: Actor, session: str) -> None:
    """Remember that a browser was used just now."""
    Visit.objects.filter(session=session).update(seen_at=clock.now())


@command(needs=None)
def end_visit(*, by: Actor, visit_id: int) -> None:
    """Sign oneself out at one browser."""
    row = Visit.objects.filter(pk=visit_id, person_id=by.id or 0).first()
    if row is None:
        raise Missing()
    _end([row])
    publish(SignedOutFromAfar(at=clock.now(), person=row.person_id, title=by.name, count=1))


@command(needs=None)
def end_other_visits(*, by: Actor, session: str) -> int:
    """Sign oneself out everywhere but here, and return at how many browsers."""
    rows = list(Visit.objects.filter(person_id=by.id or 0).exclude(session=session))
    _end(rows)
    if rows:
        publish(SignedOutFromAfar(at=clock.now(), person=by.id or 0, title=by.name, count=len(rows)))
    return len(rows)


@command(needs="people.edit_structure")
def invite_person(*, by: Actor, person_id: int) -> str:
    """Make an invitation and return its value, shown this once; the one before it opens nothing any more.

    Refuses oneself, whoever left, and whoever may do or see more than the one who invites.
    """
    row = person_within(viewer=by, person_id=person_id)
    if row.pk == by.id:
        raise Oneself
    if has_left(row):
        raise HasLeft
    if not within(placing.power_of(row.role), placing.power_of_actor(by)):
        raise MoreThanYou
    now, value = clock.now(), secrets.token_urlsafe(24)
    Invitation.objects.filter(person=row, used_at__isnull=True, revoked_at__isnull=True).update(revoked_at=now)
    Invitation.objects.create(
        person=row, digest=_digest(value), state=_state(row), made_by=by.name, made_at=now, expires_at=now + LIVES
    )
    publish(PersonInvited(**placing.told(row)))
    return value


@command(needs="people.edit_structure")
def take_off_second_step(*, by: Actor, person_id: int) -> None:
    """Forget somebody's lost device: codes and passkeys go, and every session ends; the password stays.

    Refuses like `give_password`, and when there is no second step.
    """
    row = person_within(viewer=by, person_id=person_id)
    if row.pk == by.id:
        raise Oneself
    if not within(placing.power_of(row.role), placing.power_of_actor(by)):
        raise MoreThanYou
    gone, _kinds = Authenticator.objects.filter(user=row).delete()
    if not gone:
        raise NoSecondStep
    close_sessions(row.pk)
    publish(SecondStepTakenOff(**placing.told(row)))


@command(needs="people.edit_structure")
def send_invitation(*, by: Actor, person_id: int, link: str) -> None:
    """Promise to send an invitation's link by e-mail; the link lies encrypted until it is sent."""
    row = person_within(viewer=by, person_id=person_id)
    payload = {"person": row.pk, "link": vault.locked(link)}
    outbox.enqueue(MAIL, key=f"invite:{hashlib.sha256(link.encode()).hexdigest()[:32]}", payload=payload)


@command(needs=None)
def use_invitation(*, by: Actor, value: str, password: str) -> User:
    """Set the password an invitation is for and return whose it is; it opens nothing a second time.

    Refuses `InvitationOver` for every reason alike, and a weak password at its field.
    """
    row = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("person__role")
        .filter(digest=_digest(value))
        .first()
    )
    if row is None or row.used_at or row.revoked_at or row.expires_at <= clock.now():
        raise InvitationOver(field="code")
    if has_left(row.person) or row.state != _state(row.person):
        raise InvitationOver(field="code")
    try:
        validate_password(password, row.person)
    except ValidationError as weak:
        raise Invalid(" ".join(weak.messages), field="password1") from None
    row.used_at = clock.now()
    row.save(update_fields=["used_at"])
    row.person.set_password(password)
    row.person.save(update_fields=["password"])
    close_sessions(row.person_id)
    publish(InvitationUsed(**placing.told(row.person)))
    return row.person


def _end(rows: Collection[Visit]) -> None:
    Session.objects.filter(session_key__in=[row.session for row in rows]).delete()
    Visit.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode(errors="replace")).hexdigest()


def _state(person: User) -> str:
    """Return what an invitation is bound to: it dies when the password, the address or the place changes."""
    told = [person.pk, person.password, person.email, person.is_active, person.left_on, person.role_id]
    return hashlib.sha256(repr(told).encode()).hexdigest()
