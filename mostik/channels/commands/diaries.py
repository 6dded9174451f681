"""One's own calendar outside: the secret address of its feed, made and revoked."""

import secrets

from mostik.channels.models import Diary
from mostik.core import vault
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.links import digest_of
from mostik.kernel.refusals import Missing


@command(needs="crm.do_activity")
def open_feed(*, by: Actor) -> str:
    """Give one's meetings a secret address and return it; an earlier one stops working."""
    secret = secrets.token_urlsafe(24)
    _keep(by, vault.locked(secret), digest_of(secret))
    return secret


@command(needs="crm.do_activity")
def close_feed(*, by: Actor) -> None:
    """Let the address of one's feed work no more."""
    _keep(by, "", None)


def _keep(by: Actor, kept: str, digest: str | None) -> None:
    if by.id is None:
        raise Missing()
    Diary.objects.update_or_create(person_id=by.id, defaults={"feed": kept, "feed_digest": digest})
