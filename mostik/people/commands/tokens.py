"""Keys for programs: shown once, kept hashed."""

import secrets
from collections.abc import Collection
from datetime import date, timedelta

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.links import digest_of
from mostik.kernel.refusals import Invalid, Missing, gettext_noop
from mostik.people.commands.placing import power_of, power_of_actor
from mostik.people.events import TokenMade, TokenRevoked
from mostik.people.models import Department, Role, Token
from mostik.people.rules.roles import within

PREFIX = "mostik_"
MARKED_EVERY = timedelta(minutes=1)


class NoSuchRole(Invalid):
    """There is no role of this code."""

    message = gettext_noop("There is no role “{code}”. There are: {known}.")


class MoreThanYours(Invalid):
    """A token may not do or see more than whoever makes it."""

    message = gettext_noop("A token of this role may do or see more than you. Choose a narrower role.")


class NotOfTheRole(Invalid):
    """A token may do some of what its role may, never more."""

    message = gettext_noop("The role does not allow all of this. Choose among what it allows.")


class DayGone(Invalid):
    """A token that never works."""

    message = gettext_noop("This day has passed. Choose today or later.")


class NoSuchToken(Missing):
    """The token is not there or already revoked."""

    message = gettext_noop("This token does not exist or is already revoked.")


@command(needs="people.make_tokens")
def make_token(
    *,
    by: Actor,
    title: str,
    role: str,
    department_id: int | None = None,
    rights: Collection[str] | None = None,
    expires_on: date | None = None,
) -> str:
    """Make a token that acts with a role's rights, or some of them, and return its value: it is never shown again.

    A role that reaches a department acts in the one named, else in the one department at the top. Refuses a role that
    may do or see more than the maker, rights the role has not, a last day gone by.
    """
    found = Role.objects.filter(code=role).first()
    if found is None:
        known = ", ".join(Role.objects.order_by("pk").values_list("code", flat=True))
        raise NoSuchRole(field="role", params={"code": role, "known": known})
    value = PREFIX + secrets.token_urlsafe(32)
    if not within(power_of(found), power_of_actor(by)):
        raise MoreThanYours(field="role")
    if rights is not None and not set(rights) <= set(found.rights):
        raise NotOfTheRole(field="rights")
    if expires_on is not None and expires_on < clock.today():
        raise DayGone(field="expires_on")
    top = Department.objects.filter(parent__isnull=True, archived_at__isnull=True).order_by("pk").first()
    made = Token.objects.create(
        title=title,
        digest=digest_of(value),
        role=found,
        department_id=department_id or (top.pk if top else None),
        rights=None if rights is None else sorted(rights),
        tail=value[-4:],
        expires_on=expires_on,
        made_at=clock.now(),
    )
    publish(TokenMade(at=made.made_at, token=made.pk, title=title, role=found.code))
    return value


@command(needs="people.make_tokens")
def revoke_token(*, by: Actor, token_id: int) -> Token:
    """Let a token open nothing any more."""
    found = Token.objects.filter(pk=token_id, revoked_at__isnull=True).select_related("role").first()
    if found is None:
        raise NoSuchToken
    found.revoked_at = clock.now()
    found.save(update_fields=["revoked_at"])
    publish(TokenRevoked(at=found.revoked_at, token=found.pk, title=found.title, role=found.role.code))
    return found


def token_used(*, token: Token) -> None:
    """Remember that a token was used, once a minute at most. A mark beside the door, not a change of anything."""
    now = clock.now()
    if token.used_at is None or now - token.used_at >= MARKED_EVERY:
        Token.objects.filter(pk=token.pk).update(used_at=now)
