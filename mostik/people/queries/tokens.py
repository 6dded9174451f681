"""Whose token a value is, and which tokens there are."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from mostik.core import clock, frame
from mostik.core.actors import Actor
from mostik.core.links import digest_of
from mostik.people.models import Token
from mostik.people.queries.actors import role_title


@dataclass(frozen=True)
class TokenLine:
    """A token as it is listed; its value is known to nobody."""

    id: int
    title: str
    role: str
    department: str
    tail: str
    rights: tuple[str, ...]
    made_at: datetime
    used_at: datetime | None
    expires_on: date | None
    revoked_at: datetime | None

    @property
    def over(self) -> bool:
        """Whether it opens nothing any more."""
        return self.revoked_at is not None or (self.expires_on is not None and self.expires_on < clock.today())


def token_of(value: str) -> Token | None:
    """Return the living token of a value, or nothing."""
    living = Q(expires_on__isnull=True) | Q(expires_on__gte=clock.today())
    return Token.objects.filter(living, digest=digest_of(value), revoked_at__isnull=True).select_related("role").first()


def token_titles(*, viewer: Actor) -> dict[int, str]:  # noqa: ARG001 - what programs are called is no secret
    """Return what each token is called, revoked ones too."""
    return dict(Token.objects.order_by("title").values_list("pk", "title"))


def tokens(*, viewer: Actor) -> list[TokenLine]:  # noqa: ARG001 - the company's own, behind a right
    """Return every token, living ones first, newest first."""
    rows = Token.objects.select_related("role", "department").order_by("-made_at", "-pk")
    lines = [
        TokenLine(
            row.pk,
            row.title,
            role_title(row.role),
            row.department.title if row.department else "",
            row.tail,
            tuple(frame.title(right) for right in row.rights or ()),
            row.made_at,
            row.used_at,
            row.expires_on,
            row.revoked_at,
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: line.over)
