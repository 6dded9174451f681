"""Who books by a link of ours: the client of the talk it was given in, or a person here who books for a client."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.core import signing

from mostik.channels.models import Talk
from mostik.core.actors import Actor
from mostik.people.access import User, has_left
from mostik.people.queries.actors import actor_of

if TYPE_CHECKING:
    from mostik.crm.models import Deal

SALT: Final = "channels.introduction"
#: How long a link given in a talk tells whose it is, and one from a screen of ours who opened it.
TALKED, OPENED = timedelta(days=90), timedelta(hours=12)


@dataclass(frozen=True)
class Introduced:
    """Whose link was followed: of which talk, by whom of those who work here; nobody's where both are empty."""

    talk: int | None = None
    person: Actor | None = None


def introduction(*, viewer: Actor, talk_id: int | None = None) -> str:
    """Return what a link says of itself: the talk it is given in, else who is about to book for a client."""
    return _signer().sign(f"t{talk_id}" if talk_id else f"p{viewer.id or 0}")


def introduced(token: str, *, viewer: Actor) -> Introduced:  # noqa: ARG001 - the token is the right
    """Return whose link was followed; a forged or old one is nobody's."""
    try:
        said = _signer().unsign(token, max_age=TALKED)
        number = int(said[1:])
        if said[:1] == "t":
            return Introduced(talk=number)
        _signer().unsign(token, max_age=OPENED)
    except (signing.BadSignature, ValueError):
        return Introduced()
    person = User.objects.filter(pk=number, is_active=True).first()
    return Introduced(person=actor_of(person)) if person and not has_left(person) else Introduced()


def deal_of_talk(talk_id: int | None, *, viewer: Actor) -> "tuple[Deal, int | None] | None":  # noqa: ARG001 - a client's own link
    """Return the open deal a talk is about and whose it is; nothing where there is none."""
    row = Talk.objects.filter(pk=talk_id or 0).select_related("deal").first()
    deal = row.deal if row else None
    if row is None or deal is None or deal.removed_at or deal.outcome != "open":
        return None
    return deal, row.contact_id or deal.contact_id


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=SALT)
