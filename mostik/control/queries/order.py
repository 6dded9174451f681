"""Order in the CRM person by person, against the norm of the department."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mostik.control.models import OrderNorm
from mostik.control.rules.slips import is_over, share
from mostik.core.actors import Actor
from mostik.crm.queries.order import (
    TITLES,
    Disorder,
    answer_minutes,
    disorder_by_person,
    new_leads,
    open_deals,
)
from mostik.people.queries.people import people

__all__ = ["TITLES", "Disorder", "norms", "order"]

#: Per cent of open deals (of answered leads for slow answers) that may be out of order.
DEFAULTS: Mapping[Disorder, int] = {
    Disorder.NO_STEP: 0,
    Disorder.OVERDUE: 5,
    Disorder.STALE: 10,
    Disorder.LACKING: 0,
    Disorder.UNANSWERED: 0,
    Disorder.SLOW: 10,
}


@dataclass(frozen=True)
class Norms:
    """How much disorder is let pass, and within how many working minutes a new lead is answered."""

    percents: Mapping[Disorder, int]
    minutes: int


@dataclass(frozen=True)
class Figure:
    """How many deals of somebody are out of order in one way, as a share, and whether that is over the norm."""

    kind: Disorder
    count: int
    share: int
    over: bool

    @property
    def title(self) -> str:
        """Return what is out of order, in words."""
        return str(TITLES[self.kind])

    @property
    def tone(self) -> str:
        """Return how it looks."""
        return "bad" if self.over else "neutral"


@dataclass(frozen=True)
class PersonOrder:
    """Somebody's order, figure by figure."""

    person: int
    name: str
    open: int
    figures: tuple[Figure, ...]

    @property
    def over(self) -> int:
        """Return how many figures are over the norm."""
        return sum(figure.over for figure in self.figures)


@dataclass(frozen=True)
class OrderView:
    """Everybody's order, the worst first, the sums, and the norms."""

    rows: tuple[PersonOrder, ...]
    total: PersonOrder
    norms: Norms
    titles: Sequence[tuple[str, object, int]]


def norms(*, viewer: Actor) -> Norms:  # noqa: ARG001 - norms are open to all
    """Return the norms in force, the usual ones where none were set."""
    rows = {row.kind: row for row in OrderNorm.objects.all()}
    percents = {kind: rows[kind].percent if kind in rows else DEFAULTS[kind] for kind in Disorder}
    return Norms(percents, answer_minutes())


def order(*, viewer: Actor) -> OrderView:
    """Return the order of everybody within reach who has deals; one query for each kind of disorder."""
    known = norms(viewer=viewer)
    found = disorder_by_person(viewer=viewer)
    opened, answered = open_deals(viewer=viewer), new_leads(viewer=viewer)
    owners = {owner for counts in (opened, answered, *found.values()) for owner, count in counts.items() if count}
    names = {row.pk: row.short_name for row in people(viewer=viewer).filter(pk__in=owners)}

    def line(person: int, name: str, whose: set[int]) -> PersonOrder:
        bases = {True: sum(answered[each] for each in whose), False: sum(opened[each] for each in whose)}
        figures = []
        for kind in Disorder:
            count, of = sum(found[kind][each] for each in whose), bases[kind is Disorder.SLOW]
            over = is_over(count=count, of=of, norm=known.percents[kind])
            figures.append(Figure(kind, count, share(count, of), over))
        return PersonOrder(person, name, bases[False], tuple(figures))

    rows = [line(owner, name, {owner}) for owner, name in names.items()]
    return OrderView(
        rows=tuple(sorted(rows, key=lambda row: (-row.over, -sum(each.count for each in row.figures), row.name))),
        total=line(0, "", owners),
        norms=known,
        titles=[(kind.value, TITLES[kind], known.percents[kind]) for kind in Disorder],
    )
