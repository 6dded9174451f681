"""At which browsers somebody is signed in."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.models import Session

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.people.models import Visit
from mostik.people.rules.devices import device


@dataclass(frozen=True, kw_only=True)
class VisitLine:
    """A browser one is signed in at."""

    id: int
    device: str
    address: str
    made_at: datetime
    seen_at: datetime
    here: bool


def visits(*, viewer: Actor, session: str) -> list[VisitLine]:
    """Return one's own living sign-ins, this one first, then the latest used."""
    rows = list(Visit.objects.filter(person_id=viewer.id or 0).order_by("-seen_at"))
    keys = [row.session for row in rows]
    living = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=clock.now()).values_list("session_key", flat=True)
    )
    lines = [
        VisitLine(
            id=row.pk,
            device=device(row.agent),
            address=row.address,
            made_at=row.made_at,
            seen_at=row.seen_at,
            here=row.session == session,
        )
        for row in rows
        if row.session in living
    ]
    return sorted(lines, key=lambda line: not line.here)
