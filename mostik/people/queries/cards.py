"""A person's card: place, contacts, the history of moves, who reports to them."""

from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.people.access import shown, visible_people
from mostik.people.models import Move, User
from mostik.people.queries.actors import role_title
from mostik.people.queries.people import away_today, person, phone_of, working
from mostik.people.rules.structure import chain, state


@dataclass(frozen=True)
class Colleague:
    """Somebody named on another's card."""

    id: int
    name: str
    position: str
    opens: bool


@dataclass(frozen=True)
class MoveLine:
    """One move: from when, what became what, by whom. The first says where somebody came to."""

    since: date
    changes: tuple[tuple[str, str, str], ...]
    made_by: str
    came: bool


@dataclass(frozen=True, kw_only=True)
class Card:
    """Everything the card shows; contacts are masked by the viewer's role."""

    id: int
    name: str
    full_name: str
    position: str
    department: str
    team: str
    role: str
    phone: str
    email: str
    hired_on: date
    left_on: date | None
    sells: bool
    state: str
    above: tuple[Colleague, ...]
    reports: tuple[Colleague, ...]
    moves: tuple[MoveLine, ...]
    own: bool
    second_step: bool


def card(*, viewer: Actor, person_id: int) -> Card:
    """Return the card of a person within reach; refuses `NoSuchPerson`."""
    row = person(viewer=viewer, person_id=person_id)
    own = row.pk == viewer.id
    opens = set(visible_people(viewer).values_list("pk", flat=True))
    return Card(
        id=row.pk,
        name=row.short_name,
        full_name=row.full_name,
        position=row.position,
        department=row.department.title,
        team=row.team.title if row.team else "",
        role=role_title(row.role),
        phone=phone_of(row, viewer=viewer),
        email=row.email if own else shown(row.email, "email", viewer),
        hired_on=row.hired_on,
        left_on=row.left_on,
        sells=row.sells,
        state=_state(row, viewer),
        above=tuple(_colleague(each, opens) for each in _above(row)),
        reports=tuple(_colleague(each, opens) for each in working(row.reports.all(), viewer=viewer)),
        moves=tuple(moves(viewer=viewer, person_id=row.pk)),
        own=own,
        second_step=Authenticator.objects.filter(user=row).exists(),
    )


def moves(*, viewer: Actor, person_id: int) -> list[MoveLine]:
    """Return somebody's moves, latest first, each saying what became what; refuses `NoSuchPerson`."""
    rows = Move.objects.filter(person=person(viewer=viewer, person_id=person_id))
    told = list(rows.select_related("department", "team", "role", "reports_to"))
    return [_move(row, before) for row, before in zip_longest(told, told[1:])]


def _state(row: User, viewer: Actor) -> str:
    away = row.pk in away_today(viewer=viewer, people_ids=[row.pk])
    return state(active=row.is_active, left_on=row.left_on, away=away, today=clock.today())


def _above(row: User) -> list[User]:
    """Return the heads above, nearest first."""
    numbers = chain(row.pk, dict(User.objects.values_list("pk", "reports_to_id")))
    known = User.objects.in_bulk(numbers)
    return [known[each] for each in numbers]


def _colleague(row: User, opens: set[int]) -> Colleague:
    return Colleague(row.pk, row.short_name, row.position, row.pk in opens)


def _move(row: Move, before: Move | None) -> MoveLine:
    now, then = _said(row), _said(before) if before else {}
    changes = tuple((label, then.get(label, ""), text) for label, text in now.items() if then.get(label, "") != text)
    return MoveLine(row.from_day, changes, row.made_by, before is None)


def _said(row: Move) -> dict[str, str]:
    return {
        _("Department"): row.department.title,
        _("Team"): row.team.title if row.team else "",
        _("Position"): row.position,
        _("Role"): role_title(row.role),
        _("Reports to"): row.reports_to.short_name if row.reports_to else "",
    }
