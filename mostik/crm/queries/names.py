"""What clients, deals and the small books are called, many at once, for rooms that keep only their numbers."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

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


def traits(*, viewer: Actor, trait: str, companies: Iterable[int]) -> dict[int, str]:  # noqa: ARG001 - as above
    """Return the sector, region or size of each of the companies, an empty text where it is not known."""
    column = {"size": "employees"}.get(trait, trait)
    found = Company.objects.filter(pk__in=set(companies)).values_list("pk", column)
    return {pk: size_of(value) if trait == "size" else value for pk, value in found}


def companies_of(*, viewer: Actor, trait: str, values: Iterable[str]) -> list[int]:  # noqa: ARG001 - as above
    """Return the companies of some sectors, regions or sizes."""
    rows = Company.objects.all()
    if trait != "size":
        rows = rows.filter(**{f"{trait}__in": set(values)})
    else:
        bounds = [bounds_of(value) for value in set(values)]
        rows = rows.filter(reduce(or_, (Q(employees__range=each) for each in bounds), Q(pk__in=[])))
    return list(rows.values_list("pk", flat=True))
