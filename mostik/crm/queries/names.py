"""What clients, deals and the small books are called, many at once, for rooms that keep only their numbers."""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Count, Max, Q

from mostik.core.actors import Actor
from mostik.crm.access import visible_activities, visible_deals
from mostik.crm.models import Channel, Company, Competitor, LossReason, Pipeline, Product, Stage
from mostik.crm.rules.sizes import bounds_of, size_of

BOOKS: dict[str, Any] = {
    "channel": Channel,
    "company": Company,
    "competitor": Competitor,
    "pipeline": Pipeline,
    "product": Product,
    "reason": LossReason,
    "stage": Stage,
}


def titles(*, viewer: Actor, kind: str, ids: Iterable[int]) -> dict[int, str]:  # noqa: ARG001 - the numbers were scoped
    """Return titles by number; ``kind`` is one of ``BOOKS``. The caller asks only for numbers it may show."""
    return dict(BOOKS[kind].objects.filter(pk__in=set(ids)).values_list("pk", "title"))


def deals(*, viewer: Actor, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return title and client of those deals within the viewer's reach; the others are left out."""
    rows = visible_deals(viewer).filter(pk__in=set(ids)).values_list("pk", "title", "company__title")
    return {pk: (title, company or "") for pk, title, company in rows}


def activities(*, viewer: Actor, ids: Iterable[int]) -> dict[int, tuple[str, str, int | None]]:
    """Return kind and title, the deal's title and number, of those activities within the viewer's reach."""
    rows = visible_activities(viewer).filter(pk__in=set(ids))
    found = rows.values_list("pk", "kind", "title", "deal__title", "deal_id")
    return {pk: (title or kind, deal or "", number) for pk, kind, title, deal, number in found}


class Stamp(NamedTuple):
    """What tells one state of a book from another: how many there are, when the last was changed."""

    companies: int
    changed: datetime | None


def companies_stamp(*, viewer: Actor) -> Stamp:  # noqa: ARG001 - a number and a moment
    """Return what tells one state of all companies from another."""
    return Stamp(**Company.objects.aggregate(companies=Count("pk"), changed=Max("updated_at")))


def traits(*, viewer: Actor, trait: str) -> dict[int, str]:  # noqa: ARG001 - what they are told by alone
    """Return the sector, region or size of each company where it is known."""
    if trait != "size":
        return dict(Company.objects.exclude(**{trait: ""}).values_list("pk", trait))
    rows = Company.objects.filter(employees__isnull=False).values_list("pk", "employees")
    return {pk: size for pk, value in rows if (size := size_of(value))}


def companies_of(*, viewer: Actor, trait: str, values: Iterable[str]) -> list[int]:  # noqa: ARG001 - as above
    """Return the companies of some sectors, regions or sizes."""
    rows = Company.objects.all()
    if trait != "size":
        rows = rows.filter(**{f"{trait}__in": set(values)})
    else:
        bounds = [bounds_of(value) for value in set(values)]
        rows = rows.filter(reduce(or_, (Q(employees__range=each) for each in bounds), Q(pk__in=[])))
    return list(rows.values_list("pk", flat=True))
