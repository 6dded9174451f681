"""Roles as the owner reads and edits them: what each may, how far it sees, how many have it."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext

from mostik.core.actors import Actor, Reach
from mostik.core.rights import RIGHTS
from mostik.kernel.refusals import Missing, gettext_noop
from mostik.people.access import colleagues
from mostik.people.models import Role
from mostik.people.queries.actors import role_title

#: Rooms in the head's own order; a room not named here comes last.
ROOMS = ("crm", "analysis", "planning", "control", "people", "automation", "core")


class NoSuchRole(Missing):
    """There is no such role."""

    message = gettext_noop("There is no such role.")


@dataclass(frozen=True, kw_only=True)
class RoleLine:
    """A role with its rights and how many have it."""

    id: int
    code: str
    title: str
    description: str
    reach: Reach
    rights: frozenset[str]
    masked: frozenset[str]
    people: int


def role(*, viewer: Actor, role_id: int) -> Role:  # noqa: ARG001 - a reference book
    """Return a role; refuses `NoSuchRole`."""
    found = Role.objects.filter(pk=role_id).first()
    if found is None:
        raise NoSuchRole
    return found


def role_of(code: str, *, viewer: Actor) -> Role | None:  # noqa: ARG001 - a reference book
    """Return the role of a code, or nothing."""
    return Role.objects.filter(code=code).first()


def roles(*, viewer: Actor) -> list[RoleLine]:
    """Return every role, in the order they were made, with how many work in it."""
    staff = Counter(colleagues(viewer).filter(is_active=True).values_list("role_id", flat=True))
    return [
        RoleLine(
            id=row.pk,
            code=row.code,
            title=role_title(row),
            description=gettext(row.description) if row.description else "",
            reach=Reach(row.reach),
            rights=frozenset(row.rights),
            masked=frozenset(row.masked),
            people=staff[row.pk],
        )
        for row in Role.objects.order_by("pk")
    ]


def choices(*, viewer: Actor) -> list[tuple[str, str]]:  # noqa: ARG001 - a reference book
    """Return roles to choose from, by code."""
    return [(row.code, role_title(row)) for row in Role.objects.order_by("pk")]


def rights_by_room(*, viewer: Actor) -> list[tuple[str, list[tuple[str, str]]]]:  # noqa: ARG001 - a reference book
    """Return every right with its words, grouped by room in the head's own order."""
    order = {room: place for place, room in enumerate(ROOMS)}
    rooms = sorted({right.room for right in RIGHTS.values()}, key=lambda room: (order.get(room, len(order)), room))
    return [(room, [(r.code, str(r.title)) for r in RIGHTS.values() if r.room == room]) for room in rooms]
