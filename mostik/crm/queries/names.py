"""What clients, deals and the small books are called, many at once, for rooms that keep only their numbers."""

from collections.abc import Iterable
from typing import Any

from mostik.core.actors import Actor
from mostik.crm.access import visible_activities, visible_deals
from mostik.crm.models import Channel, Company, LossReason, Pipeline, Product, Stage

BOOKS: dict[str, Any] = {
    "channel": Channel,
    "company": Company,
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


def sectors(*, viewer: Actor, companies: Iterable[int]) -> dict[int, str]:  # noqa: ARG001 - the numbers were scoped
    """Return the sector of each of the companies."""
    return dict(Company.objects.filter(pk__in=set(companies)).values_list("pk", "sector"))


def companies_in(*, viewer: Actor, sectors: Iterable[str]) -> list[int]:  # noqa: ARG001 - the numbers were scoped
    """Return the companies of some sectors."""
    return list(Company.objects.filter(sector__in=set(sectors)).values_list("pk", flat=True))
