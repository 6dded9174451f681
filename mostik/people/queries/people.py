"""People: the company's directory, those within one's reach, one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.phone import Phone
from mostik.kernel.refusals import Missing, Refusal, gettext_noop
from mostik.people.access import clear, shown, visible_people
from mostik.people.access import colleagues as directory_of
from mostik.people.models import Absence, User
from mostik.people.queries.actors import role_title
from mostik.people.rules.structure import state

__all__ = [
    "Listed",
    "away_today",
    "colleagues",
    "directory",
    "found",
    "hold_of",
    "listed",
    "people",
    "person",
    "working",
]


class NoSuchPerson(Missing):
    """The person is not there, or not within one's reach."""

    message = gettext_noop("This person does not exist or is not within your reach.")


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One line of the directory; contacts are masked by the viewer's role, ``opens`` says whether the card does."""

    id: int
    name: str
    position: str
    department: str
    team: str
    role: str
    head: str
    phone: str
    email: str
    hired_on: date
    left_on: date | None
    sells: bool
    state: str
    opens: bool


def people(*, viewer: Actor) -> QuerySet[User]:
    """Return the people within the viewer's reach, those who left included."""
    return visible_people(viewer)


def person(*, viewer: Actor, person_id: int) -> User:
    """Return one person within reach; refuses `NoSuchPerson`."""
    rows = people(viewer=viewer).select_related("department", "team", "role", "reports_to")
    if row := rows.filter(pk=person_id).first():
        return row
    raise NoSuchPerson


def colleagues(*, viewer: Actor) -> Sequence[User]:
    """Return those within reach who work here now, oneself among them."""
    return list(working(people(viewer=viewer), viewer=viewer))


def directory(*, viewer: Actor) -> QuerySet[User]:
    """Return everybody's line in the directory, for whoever may see the structure."""
    return directory_of(viewer).select_related("department", "team", "role", "reports_to")


def working(rows: QuerySet[User], *, viewer: Actor) -> QuerySet[User]:  # noqa: ARG001 - narrows what the viewer sees
    """Return those of the rows who work here today."""
    return rows.filter(Q(left_on__isnull=True) | Q(left_on__gte=clock.today()), is_active=True)


def found(rows: QuerySet[User], words: str, *, viewer: Actor) -> QuerySet[User]:
    """Return those of the rows whose names or position hold the words, in any letter case.

    Phones and e-mails are searched only by those who see them in full: a find would tell what the mask hides.
    """
    said = words.casefold().split()
    names = rows.values_list("pk", "last_name", "first_name", "middle_name", "position")
    # Compared here and not by the database: SQLite folds Latin letters only.
    keys = [pk for pk, *told in names if all(word in " ".join(told).casefold() for word in said)]
    asked = Q(pk__in=keys)
    if clear("email", viewer):
        asked |= Q(email__icontains=words.strip())
    if clear("phone", viewer) and (number := _number(words)):
        asked |= Q(phone=number)
    return rows.filter(asked)


def listed(rows: Sequence[User], *, viewer: Actor) -> list[Listed]:
    """Return the lines of a page of the directory."""
    keys = [row.pk for row in rows]
    within = set(people(viewer=viewer).filter(pk__in=keys).values_list("pk", flat=True))
    away = away_today(viewer=viewer, people_ids=keys)
    return [_line(row, viewer, opens=row.pk in within, away=row.pk in away) for row in rows]


def away_today(*, viewer: Actor, people_ids: Sequence[int] | None = None) -> set[int]:
    """Return who is away today: that they are is no secret among colleagues, why is."""
    rows = Absence.objects.filter(removed_at__isnull=True, first__lte=clock.today(), last__gte=clock.today())
    if people_ids is not None:
        rows = rows.filter(person__in=people_ids)
    return set(rows.filter(person__in=directory_of(viewer)).values_list("person_id", flat=True))


def _line(row: User, viewer: Actor, *, opens: bool, away: bool) -> Listed:
    own = row.pk == viewer.id
    return Listed(
        id=row.pk,
        name=row.short_name,
        position=row.position,
        department=row.department.title,
        team=row.team.title if row.team else "",
        role=role_title(row.role),
        head=row.reports_to.short_name if row.reports_to else "",
        phone=phone_of(row, viewer=viewer),
        email=row.email if own else shown(row.email, "email", viewer),
        hired_on=row.hired_on,
        left_on=row.left_on,
        sells=row.sells,
        state=state(active=row.is_active, left_on=row.left_on, away=away, today=clock.today()),
        opens=opens,
    )


def phone_of(row: User, *, viewer: Actor) -> str:
    """Return a person's phone grouped for reading, or masked for whoever sees it only in part."""
    if row.pk != viewer.id and not clear("phone", viewer):
        return shown(row.phone, "phone", viewer)
    return Phone.parse(row.phone).shown if row.phone else ""


def _number(words: str) -> str:
    try:
        return Phone.parse(words).e164
    except Refusal:
        return ""


def hold_of(*, viewer: Actor) -> int:
    """Return for how many seconds what the viewer writes to clients waits to be taken back."""
    return User.objects.filter(pk=viewer.id or 0).values_list("hold_seconds", flat=True).first() or 0
