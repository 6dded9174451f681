"""What a deal's chance is reckoned from: where it stands, how it was answered, what was done; many deals at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, QuerySet

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.models import Activity, Deal, Stage
from mostik.crm.terms import CLOSED, ActivityKind, ActivityResult, Outcome, StageKind
from mostik.kernel.many import portions

AT_ONCE = 500
#: Parts the open deals are counted in by their chance, each of so many per mille.
TENTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Chanced:
    """A deal as it stands, for whoever reckons its chance. ``chance`` is the one kept, per mille."""

    id: int
    stage: int
    channel: int | None
    product: int | None
    company: int | None
    amount_minor: int
    currency: str
    created_on: date
    stage_since: date
    first_on: date | None
    answer_minutes: int | None
    is_open: bool
    chance: int | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """How a deal was answered, and whether its past was brought from elsewhere, written down when its end was known."""

    first_on: date | None
    minutes: int | None
    brought: bool


@dataclass(slots=True)
class Done:
    """Days of what was done on one deal: talks, anything."""

    talks: list[date] = field(default_factory=list)
    deeds: list[date] = field(default_factory=list)


def chanced(deal_id: int, *, viewer: Actor) -> Chanced | None:
    """Return one deal within reach as it stands."""
    return next(iter(_read(visible_deals(viewer).filter(pk=deal_id))), None)


def open_after(number: int, *, viewer: Actor, most: int) -> list[Chanced]:
    """Return open deals in the order of their numbers, from one on."""
    return _read(visible_deals(viewer).filter(outcome=Outcome.OPEN, pk__gt=number).order_by("pk")[:most])


def changed_after(moment: datetime, number: int, *, viewer: Actor, most: int) -> list[Chanced]:
    """Return deals changed since a moment, and at it those of a greater number, in that order."""
    rows = visible_deals(viewer).filter(updated_at__gte=moment).exclude(updated_at=moment, pk__lte=number)
    return _read(rows.order_by("updated_at", "pk")[:most])


def are_changed(moment: datetime, *, viewer: Actor) -> bool:
    """Return whether a deal has changed after a moment."""
    return visible_deals(viewer).filter(updated_at__gt=moment).exists()


def are_chanced(*, viewer: Actor) -> bool:  # noqa: ARG001 - whether there are chances at all is no secret
    """Return whether chances are kept at all."""
    return Deal.objects.filter(chance__isnull=False, removed_at__isnull=True).exists()


def closing_stages(*, viewer: Actor) -> frozenset[int]:  # noqa: ARG001 - stages are open to all
    """Return the stages deals end in."""
    return frozenset(Stage.objects.filter(kind__in=CLOSED).values_list("pk", flat=True))


def lost_stages(*, viewer: Actor) -> frozenset[int]:  # noqa: ARG001 - stages are open to all
    """Return the stages deals are lost in."""
    return frozenset(Stage.objects.filter(kind=StageKind.LOST).values_list("pk", flat=True))


def answered(deals: Sequence[int], *, viewer: Actor) -> dict[int, Answered]:
    """Return how each of some deals within reach was answered."""
    found = {}
    for part in portions(deals, AT_ONCE):
        rows = visible_deals(viewer).filter(pk__in=part).values_list("pk", "first_at", "answer_minutes", "origin_id")
        for pk, first_at, minutes, origin in rows:
            found[pk] = Answered(_day(first_at), minutes, bool(origin))
    return found


def done_on(deals: Sequence[int], *, viewer: Actor) -> Mapping[int, Done]:  # noqa: ARG001 - the deals were scoped
    """Return what was done on each of some deals, by days."""
    found: defaultdict[int, Done] = defaultdict(Done)
    for part in portions(deals, AT_ONCE):
        rows = Activity.objects.filter(deal__in=part, done_at__isnull=False, removed_at__isnull=True)
        for deal, kind, result, at in rows.order_by().values_list("deal", "kind", "result", "done_at"):
            assert deal is not None
            assert at is not None
            done, day = found[deal], clock.business_day(at)
            done.deeds.append(day)
            if kind == ActivityKind.CALL and result == ActivityResult.TALKED:
                done.talks.append(day)
    return found


def chance_tenths(*, viewer: Actor) -> dict[int, int]:
    """Return how many open deals within reach have a chance in each tenth: 0 for up to ten per cent."""
    rows = visible_deals(viewer).filter(outcome=Outcome.OPEN, chance__isnull=False).order_by()
    counted: dict[int, int] = {}
    for chance, count in rows.values_list("chance").annotate(n=Count("pk")):
        tenth = min(chance // TENTH, 9)
        counted[tenth] = counted.get(tenth, 0) + count
    return counted


def _read(rows: "QuerySet[Deal]") -> list[Chanced]:
    return [
        Chanced(
            id=row.pk,
            stage=row.stage_id,
            channel=row.channel_id,
            product=row.product_id,
            company=row.company_id,
            amount_minor=row.amount_minor,
            currency=row.currency,
            created_on=clock.business_day(row.created_at),
            stage_since=clock.business_day(row.stage_since),
            first_on=_day(row.first_at),
            answer_minutes=row.answer_minutes,
            is_open=row.is_open,
            chance=row.chance,
            updated_at=row.updated_at,
        )
        for row in rows
    ]


def _day(at: datetime | None) -> date | None:
    return None if at is None else clock.business_day(at)
