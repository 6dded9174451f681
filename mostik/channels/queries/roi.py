"""From spend to money: what each source, medium or campaign cost and brought, for leads of a time."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any, Final

from django.db.models import Case, CharField, Count, F, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Concat

from mostik.channels.models import Spend, Touch, Visit
from mostik.channels.rules import roi
from mostik.channels.rules.attribution import Model
from mostik.channels.rules.origins import DIRECT
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.company import choice
from mostik.crm.access import visible_deals
from mostik.crm.queries.worth import Worth, worths
from mostik.people.access import clear


class Depth(StrEnum):
    """How finely sources are told apart."""

    SOURCE = "source"
    CAMPAIGN = "campaign"
    TERM = "term"


#: The marks each depth groups by.
MARKS: Final = {
    Depth.SOURCE: ("source", "medium"),
    Depth.CAMPAIGN: ("source", "medium", "campaign"),
    Depth.TERM: ("source", "medium", "campaign", "content", "term"),
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked: leads of which days, told apart how finely, shared by which model, of one source alone or all."""

    first: date
    last: date
    depth: Depth = Depth.SOURCE
    model: Model = Model.LAST
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """The lines by their keys with the largest spend first, their sum, and what the figures leave out."""

    lines: list[tuple[roi.Key, roi.Line]]
    whole: roi.Line
    currency: str
    other_currency: int
    sees_margin: bool


def report(asked: Asked, *, viewer: Actor) -> Report:
    """Return what sources cost and brought, as far as the viewer's reach over deals goes.

    Spend and visits are the company's; money of deals in another currency is left out and counted.
    """
    currency, left_out = choice("currency"), 0
    brought: list[roi.Brought] = []
    for deals in worths(_deals(asked, viewer), viewer=viewer):
        touches = _touches([deal.deal for deal in deals], MARKS[asked.depth])
        left_out += sum(deal.currency != currency for deal in deals)
        brought += [_brought(deal, touches.get(deal.deal, []), currency) for deal in deals]
    found = roi.lines(brought, asked.model)
    roi.add_costs(found, _spent(asked), _visits(asked))
    if asked.source:
        found = {key: line for key, line in found.items() if key[:1] == (asked.source,)}
    ordered = sorted(found.items(), key=lambda each: (-each[1].spend, -each[1].paid, -each[1].leads, each[0]))
    return Report(
        lines=ordered,
        whole=roi.total(found.values()),
        currency=currency,
        other_currency=left_out,
        sees_margin=clear("margin", viewer),
    )


def deals_of(
    asked: Asked, key: roi.Key | None, *, viewer: Actor, figure: roi.Figure = roi.Figure.LEADS
) -> QuerySet[Any]:
    """Return the deals a figure of a line counts, whole or in part by the model; of every line without a key."""
    rows, found = _deals(asked, viewer), []
    for deals in worths(rows, viewer=viewer):
        touches = _touches([deal.deal for deal in deals], MARKS[asked.depth])
        for deal in deals:
            brought = _brought(deal, touches.get(deal.deal, []), deal.currency)
            if roi.counts(brought, figure) and _among(roi.owners(brought, asked.model), key, asked.source):
                found.append(deal.deal)
    return rows.filter(pk__in=found)


def with_campaign(rows: QuerySet[Any], *, viewer: Actor) -> QuerySet[Any]:  # noqa: ARG001 - the rows were scoped
    """Return deals with the ``campaign`` of the last touch that counts, its marks written as "yandex|cpc|autumn".

    A touch that came from nowhere counts only where there is no other (`attribution.weights`). Empty without a touch.
    """
    marks = [part for mark in MARKS[Depth.CAMPAIGN] for part in (Value("|"), F(mark))][1:]
    touches = Touch.objects.filter(deal=OuterRef("pk")).annotate(told=Concat(*marks, output_field=CharField()))
    nowhere = Case(When(source__in=["", DIRECT], then=Value(1)), default=Value(0))
    last = touches.order_by(nowhere, "-at", "-pk").values("told")[:1]
    told: QuerySet[Any] = rows.annotate(campaign=Coalesce(Subquery(last), Value("")))
    return told


def spent(asked: Asked, *, viewer: Actor) -> dict[roi.Key, int]:
    """Return what each key cost in the days, in minor units of the company's currency, for whoever sees tracking."""
    if not viewer.may("channels.see_tracking"):
        return {}
    return {key: amount for key, (amount, _clicks) in _spent(asked).items()}


def spent_by_day(first: date, last: date, *, viewer: Actor) -> dict[date, int]:  # noqa: ARG001 - the sum of days alone
    """Return what leads cost the company day by day, in minor units of its currency."""
    rows = Spend.objects.filter(removed_at__isnull=True, day__range=(first, last), currency=choice("currency"))
    return dict(rows.order_by("day").values_list("day").annotate(Sum("amount_minor")))


def _among(owners: set[roi.Key], key: roi.Key | None, source: str) -> bool:
    if key is not None:
        return key in owners
    return not source or any(each[:1] == (source,) for each in owners)


def visits(*, viewer: Actor) -> QuerySet[Visit]:
    """Return the visits of our sites, for whoever sees tracking."""
    rows = Visit.objects.select_related("visitor__site")
    return rows if viewer.may("channels.see_tracking") else rows.none()


def of_marks(rows: QuerySet[Any], told: str) -> QuerySet[Any]:
    """Return the rows of one line of the report, its marks written as "yandex|cpc"."""
    return rows.filter(**dict(zip(MARKS[Depth.TERM], told.split("|"), strict=False)))


def _deals(asked: Asked, viewer: Actor) -> QuerySet[Any]:
    begins = clock.moment(asked.first, time(0))
    ends = clock.moment(asked.last + timedelta(days=1), time(0))
    return visible_deals(viewer).filter(created_at__gte=begins, created_at__lt=ends)


def _touches(deals: list[int], marks: tuple[str, ...]) -> dict[int, list[tuple[roi.Key, bool]]]:
    """Return each deal's touches in order of time."""
    found: dict[int, list[tuple[roi.Key, bool]]] = defaultdict(list)
    rows = Touch.objects.filter(deal__in=deals).order_by("deal_id", "at", "pk")
    for deal, *told in rows.values_list("deal_id", *marks):
        found[deal].append((tuple(told), told[0] in {"", DIRECT}))
    return found


def _brought(deal: Worth, touches: list[tuple[roi.Key, bool]], currency: str) -> roi.Brought:
    ours = deal.currency == currency
    return roi.Brought(
        touches=touches,
        is_target=deal.is_target,
        is_open=deal.is_open,
        is_won=deal.is_won,
        paid=deal.paid if ours else 0,
        margin=deal.margin if ours else None,
    )


def _spent(asked: Asked) -> dict[roi.Key, tuple[int, int]]:
    rows = Spend.objects.filter(removed_at__isnull=True, day__gte=asked.first, day__lte=asked.last)
    return {
        key: (amount, clicks)
        for key, amount, clicks in _by_marks(rows, asked.depth, Sum("amount_minor"), Sum("clicks"))
    }


def _visits(asked: Asked) -> dict[roi.Key, int]:
    rows = Visit.objects.filter(day__gte=asked.first, day__lte=asked.last)
    return dict(_by_marks(rows, asked.depth, Count("pk")))


def _by_marks(rows: QuerySet[Any], depth: Depth, *sums: Any) -> Iterator[Any]:
    marks = MARKS[depth]
    named = {f"sum_{at}": each for at, each in enumerate(sums)}
    for row in rows.order_by().values(*marks).annotate(**named):
        yield (tuple(row[name] for name in marks), *(row[name] for name in named))
