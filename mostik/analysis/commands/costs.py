"""Writes of what the department costs: written down, changed, removed, brought back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from mostik.analysis.access import visible_costs
from mostik.analysis.events import CostRemoved, CostWritten
from mostik.analysis.models import Cost
from mostik.analysis.queries.costs import cost_of
from mostik.analysis.terms import CostKind
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish, publish_all
from mostik.kernel.money import Money
from mostik.kernel.refusals import Invalid, gettext_noop
from mostik.people.access import sees_all, visible_people

RIGHT = "analysis.edit_costs"


@dataclass(frozen=True, kw_only=True)
class CostSaid:
    """What somebody says of a cost: so much a month, from a month to another; without ``last`` it goes on."""

    kind: CostKind
    title: str
    amount: Money
    first: date
    last: date | None = None
    department: int | None = None
    person: int | None = None
    note: str = ""


@command(needs=RIGHT)
def write_cost(*, by: Actor, said: CostSaid, cost_id: int | None = None) -> int:
    """Write a cost down or change it and return its number; refuses what is out of one's reach and odd months.

    A person's cost is their department's. Whoever does not see the whole company names a department.
    """
    row = cost_of(cost_id, viewer=by) if cost_id else Cost(made_at=clock.now())
    if not said.title.strip():
        raise Invalid(gettext_noop("Say what the money goes for."), field="title")
    if said.last and said.last < said.first:
        raise Invalid(gettext_noop("The last month is before the first. Swap them."), field="last")
    row.kind, row.title, row.note = said.kind, said.title.strip()[:120], said.note.strip()[:200]
    row.amount_minor, row.currency = said.amount.minor, settings.CURRENCY
    row.first, row.last = said.first.replace(day=1), said.last.replace(day=1) if said.last else None
    row.person_id, row.department_id = said.person, _place(by, said)
    row.save()
    publish(_written(row))
    return row.pk


@command(needs=RIGHT)
def remove_costs(*, by: Actor, cost_ids: Sequence[int]) -> list[int]:
    """Remove costs within one's reach and return their numbers: they are in no figure any more."""
    rows = list(visible_costs(by).filter(pk__in=cost_ids))
    at = clock.now()
    Cost.objects.filter(pk__in=[row.pk for row in rows]).update(removed_at=at)
    publish_all([CostRemoved(at=at, cost=row.pk, title=row.title) for row in rows])
    return [row.pk for row in rows]


@command(needs=RIGHT)
def restore_costs(*, by: Actor, cost_ids: Sequence[int]) -> None:
    """Bring removed costs within one's reach back; what is out of it stays as it is."""
    rows = list(visible_costs(by, removed=True).filter(pk__in=cost_ids))
    Cost.objects.filter(pk__in=[row.pk for row in rows]).update(removed_at=None)
    publish_all([_written(row) for row in rows])


def _written(row: Cost) -> CostWritten:
    money = row.amount
    return CostWritten(
        at=clock.now(), cost=row.pk, title=row.title, kind=row.kind, amount=money.minor, currency=money.currency
    )


def _place(by: Actor, said: CostSaid) -> int | None:
    if said.person:
        person = visible_people(by).filter(pk=said.person).first()
        if person is None:
            raise Invalid(gettext_noop("Choose somebody of yours."), field="person")
        return int(person.department_id) if person.department_id else None
    if not sees_all(by) and said.department not in by.departments:
        raise Invalid(gettext_noop("Choose one of your departments."), field="department")
    return said.department
