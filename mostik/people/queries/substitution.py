"""Who stands in for whom: today, on a day, over a span; and who does somebody's work now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.period import Span
from mostik.people.access import colleagues, visible_people
from mostik.people.catalog import WORK
from mostik.people.models import Absence, User
from mostik.people.rules.substitution import Leave, on_day, stands_in, stood_for
from mostik.people.terms import NewWork


@dataclass(frozen=True, kw_only=True)
class Stand:
    """Days on which somebody stands in for somebody: named by them, or at the end of a chain."""

    first: date
    last: date
    absent_id: int
    absent: str
    named: str
    substitute_id: int | None
    substitute: str
    kind: str
    new_work: str

    @property
    def by_chain(self) -> bool:
        """Whether another than the one named stands in."""
        return self.substitute != self.named

    @property
    def bare(self) -> bool:
        """Whether nobody does the work."""
        return self.substitute_id is None


def naming(person: int, day: date | None = None) -> QuerySet[Absence]:
    """Return the absences of a day, today by default, that name somebody as the substitute."""
    at = day or clock.today()
    return Absence.objects.filter(substitute=person, first__lte=at, last__gte=at, removed_at__isnull=True)


def leaves(span: Span) -> list[Leave]:
    """Return the absences that touch a span, as the rules read them."""
    rows = Absence.objects.filter(removed_at__isnull=True, first__lte=span.last, last__gte=span.first)
    found = rows.order_by("first", "pk").values_list("person_id", "first", "last", "substitute_id")
    return [Leave(person=person, first=first, last=last, substitute=who) for person, first, last, who in found]


def stood_for_today(person: int) -> list[User]:
    """Return those whose work somebody does today, in order, with their roles; two statements."""
    today = clock.today()
    absent = stood_for(on_day(leaves(Span(today, today)), today), person)
    return list(User.objects.filter(pk__in=absent).select_related("role").order_by("pk"))


def does_work_of(person: int) -> int | None:
    """Return who does somebody's work today: themselves, their substitute, or nobody."""
    today = clock.today()
    return stands_in(on_day(leaves(Span(today, today)), today), person)


def taker_of(person: User) -> User:
    """Return whose a new lead or task becomes that is meant for somebody: their substitute's where the absence says so.

    One statement for whoever is here, which is nearly everybody.
    """
    today = clock.today()
    rows = Absence.objects.filter(person=person.pk, first__lte=today, last__gte=today, removed_at__isnull=True)
    away = rows.filter(new_work=NewWork.SUBSTITUTE).first()
    taker = does_work_of(person.pk) if away else None
    found = User.objects.filter(pk=taker).select_related("team").first() if taker else None
    return found or person


def substitutes(*, viewer: Actor) -> list[User]:
    """Return whom an absence may name: the colleagues who work here."""
    return list(colleagues(viewer).filter(is_active=True, left_on__isnull=True))


def stands(*, viewer: Actor, span: Span) -> list[Stand]:
    """Return who stands in for whom over a span, one line for each stretch, among the people within reach."""
    within = {each.pk: each.short_name for each in visible_people(viewer)}
    rows = Absence.objects.filter(removed_at__isnull=True, first__lte=span.last, last__gte=span.first)
    own = list(rows.filter(person__in=within, substitute__isnull=False).select_related("person", "substitute"))
    every = leaves(span)
    names = {each.pk: each.short_name for each in User.objects.filter(pk__in={x.substitute for x in every})}
    return [_stand(row, first, last, who, names) for row in own for first, last, who in _stretches(row, span, every)]


def work_of(people: Iterable[int], *, viewer: Actor) -> list[tuple[str, int]]:  # noqa: ARG001 - numbers alone
    """Return what goes over to substitutes of some people: words and how many, nothing left out."""
    known = list(people)
    return [(str(work.title), work.count(known)) for work in WORK.values()]


def _stretches(row: Absence, span: Span, every: Sequence[Leave]) -> list[tuple[date, date, int | None]]:
    found: list[tuple[date, date, int | None]] = []
    for day in Span(max(row.first, span.first), min(row.last, span.last)).days():
        who = stands_in(on_day(every, day), row.person_id)
        if found and found[-1][2] == who:
            found[-1] = (found[-1][0], day, who)
        else:
            found.append((day, day, who))
    return found


def _stand(row: Absence, first: date, last: date, who: int | None, names: dict[int, str]) -> Stand:
    assert row.substitute
    return Stand(
        first=first,
        last=last,
        absent_id=row.person_id,
        absent=row.person.short_name,
        named=row.substitute.short_name,
        substitute_id=who,
        substitute=names.get(who or 0, ""),
        kind=row.kind,
        new_work=row.new_work,
    )
