"""Who is away, when and why, among those within reach."""

from dataclasses import dataclass
from datetime import date

from mostik.core.actors import Actor
from mostik.kernel.period import Span
from mostik.kernel.refusals import Missing, gettext_noop
from mostik.people.access import visible_absences
from mostik.people.models import Absence


class NoSuchAbsence(Missing):
    """The absence is not there, or the person is not within reach."""

    message = gettext_noop("This absence does not exist or is not within your reach.")


@dataclass(frozen=True, kw_only=True)
class Away:
    """Whole days somebody is away."""

    id: int
    person_id: int
    person: str
    kind: str
    kind_words: str
    first: date
    last: date
    days: int
    note: str
    substitute: str = ""


def absence(*, viewer: Actor, absence_id: int) -> Absence:
    """Return one absence within reach; refuses `NoSuchAbsence`."""
    found = visible_absences(viewer).filter(pk=absence_id).select_related("person").first()
    if found is None:
        raise NoSuchAbsence
    return found


def away(*, viewer: Actor, span: Span, person_id: int | None = None, most: int = 200) -> list[Away]:
    """Return absences that touch the span, earliest first, at most that many; of one person when one is named."""
    rows = visible_absences(viewer).filter(first__lte=span.last, last__gte=span.first)
    if person_id is not None:
        rows = rows.filter(person=person_id)
    return [_away(row) for row in rows.select_related("person", "substitute").order_by("first", "last", "pk")[:most]]


def _away(row: Absence) -> Away:
    return Away(
        id=row.pk,
        person_id=row.person_id,
        person=row.person.short_name,
        kind=row.kind,
        kind_words=row.get_kind_display(),
        first=row.first,
        last=row.last,
        days=(row.last - row.first).days + 1,
        note=row.note,
        substitute=row.substitute.short_name if row.substitute else "",
    )
