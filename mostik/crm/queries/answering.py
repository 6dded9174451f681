"""Leads that wait for an answer, the pool, why a lead is whose it is, and how fast leads are answered."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.models import Intake, LeadTaker, LeadTurn
from mostik.crm.queries.lead_sources import source_names
from mostik.crm.rules.distribution import End, Why, percentile
from mostik.crm.terms import Outcome
from mostik.kernel.refusals import Missing

LATELY = 30
MOST = 20_000

WHYS = {
    Why.CHOSEN: _("chosen"),
    Why.OWNER: _("the client is theirs"),
    Why.HOST: _("looks after the way it came by"),
    Why.NEXT: _("could have taken it, another's turn"),
    Why.LEFT: _("works here no more"),
    Why.HAD: _("had it and did not answer in time"),
    Why.PRODUCT: _("does not take this product"),
    Why.LANGUAGE: _("does not speak the language"),
    Why.AWAY: _("is not at work now"),
    Why.FULL: _("holds as many as they may"),
    Why.SPENT: _("has had the day's share"),
}
HOWS = {
    "owner": _("a known client goes to their owner"),
    "host": _("to whoever looks after the way it came by"),
    "quota": _("by shares of the day"),
    "load": _("by load"),
    "pool": _("to the pool"),
    "picked": _("taken from the pool"),
    "given": _("given by a person"),
}
ENDS = {
    "": _("waits"),
    End.ANSWERED: _("answered"),
    End.LATE: _("taken away: no answer in time"),
    End.RETURNED: _("back to the pool"),
    End.HANDED: _("handed over"),
    End.CLOSED: pgettext_lazy("lead", "closed"),
    End.PICKED: _("taken from the pool"),
}


@dataclass(frozen=True, kw_only=True)
class Speed:
    """How leads given in thirty days were answered by one person or source, named by its key; minutes by the clock."""

    key: str
    who: str
    given: int
    answered: int
    half: int | None
    most: int | None
    late: int
    lost: int


@dataclass(frozen=True, kw_only=True)
class WhyLine:
    """One turn of a lead as its card shows it."""

    number: int
    who: str
    rule: str
    how: Any
    end: Any
    at: datetime
    due_at: datetime | None
    weighed: tuple[dict[str, Any], ...]


def turns_of(deal_id: int, *, viewer: Actor) -> list[WhyLine]:
    """Return the turns of a deal, the latest first, with everybody weighed; refuses a deal out of reach."""
    if not visible_deals(viewer).filter(pk=deal_id).exists():
        raise Missing()
    rows = LeadTurn.objects.filter(deal=deal_id).select_related("rule", "person").order_by("-number")
    return [
        WhyLine(
            number=row.number,
            who=row.person.short_name if row.person else "",
            rule=row.rule.title if row.rule else "",
            how=HOWS.get(row.how, row.how),
            end=ENDS.get(row.end, row.end),
            at=row.at,
            due_at=row.due_at,
            weighed=tuple({**each, "words": WHYS[Why(each["why"])]} for each in row.weighed),
        )
        for row in rows
    ]


def intakes_of(deal_id: int, *, viewer: Actor) -> list[Intake]:
    """Return how a deal came in, every time, the latest first; refuses a deal out of reach."""
    if not visible_deals(viewer).filter(pk=deal_id).exists():
        raise Missing()
    return list(Intake.objects.filter(deal=deal_id).order_by("-at")[:20])


def waiting_turns(*, viewer: Actor) -> QuerySet[LeadTurn]:
    """Return the leads within reach nobody has answered yet, as turns."""
    open_now = visible_deals(viewer).filter(outcome=Outcome.OPEN)
    rows = LeadTurn.objects.filter(ended_at__isnull=True, deal__in=open_now)
    return rows.select_related("deal", "person", "rule")


def deals_of(turn_ids: Collection[int], *, viewer: Actor) -> list[int]:
    """Return the deals of these turns, of those that wait within reach."""
    return list(waiting_turns(viewer=viewer).filter(pk__in=turn_ids).values_list("deal", flat=True))


def pool_turn(turn_id: int, *, viewer: Actor) -> LeadTurn:
    """Return a lead of the pool a viewer may take; refuses one taken already or not for them."""
    row = pool_turns(viewer=viewer).filter(pk=turn_id).first()
    if row is None:
        raise Missing()
    return row


def said_in(turn: LeadTurn, *, viewer: Actor) -> str:  # noqa: ARG001 - of a turn read within reach
    """Return what the client said when they came."""
    rows = Intake.objects.filter(deal=turn.deal_id).order_by("-at")
    return str(rows.values_list("text", flat=True).first() or "")


def late() -> Q:
    """Return what holds of a turn not answered in time, or not yet and the time is over."""
    return Q(late_at__isnull=False) | Q(ended_at__isnull=True, due_at__lt=clock.now())


def given_turns(*, viewer: Actor) -> QuerySet[LeadTurn]:
    """Return the turns begun in thirty days with leads within reach, the pool's among them."""
    since = clock.moment(clock.today() - timedelta(days=LATELY - 1), time())
    rows = LeadTurn.objects.filter(at__gte=since, deal__in=visible_deals(viewer))
    return rows.select_related("deal", "person", "rule")


def pool_turns(*, viewer: Actor) -> QuerySet[LeadTurn]:
    """Return the leads of the pool a viewer may take: those of rules that name them, all of them for whoever heads."""
    rows = LeadTurn.objects.filter(ended_at__isnull=True, person__isnull=True, deal__removed_at__isnull=True)
    rows = rows.filter(deal__outcome=Outcome.OPEN).select_related("deal", "rule").order_by("came_at")
    if viewer.may("crm.edit_lead_rules"):
        return rows
    if viewer.id is None or not viewer.may("crm.take_from_pool"):
        return rows.none()
    return rows.filter(rule__in=LeadTaker.objects.filter(person=viewer.id).values("rule"))


def speeds(*, viewer: Actor, by: str = "person") -> list[Speed]:
    """Return how leads within reach were answered lately, by ``person`` or ``source``, the busiest first."""
    told: dict[tuple[str, str], list[LeadTurn]] = defaultdict(list)
    names = source_names(viewer=viewer)
    for row in given_turns(viewer=viewer).order_by("-at")[:MOST]:
        if by == "source" and row.source:
            told[row.source, names.of(row.source)].append(row)
        elif by == "person" and row.person:
            told[str(row.person_id), row.person.short_name].append(row)
    return sorted((_speed(*name, each) for name, each in told.items()), key=lambda each: (-each.given, each.who))


def _speed(key: str, name: str, rows: list[LeadTurn]) -> Speed:
    waits = [
        int((row.ended_at - row.came_at).total_seconds() // 60)
        for row in rows
        if row.ended_at and row.end == End.ANSWERED
    ]
    return Speed(
        key=key,
        who=name,
        given=len(rows),
        answered=len(waits),
        half=percentile(waits, 50),
        most=percentile(waits, 95),
        late=sum(row.late_at is not None or _is_over(row) for row in rows),
        lost=sum(row.deal.outcome == Outcome.LOST for row in rows),
    )


def _is_over(row: LeadTurn) -> bool:
    return row.ended_at is None and row.due_at is not None and row.due_at < clock.now()


def greeting_of(deal_id: int, *, viewer: Actor) -> str:
    """Return the words a robot answers a lead that waits with; nothing where nobody waits or its rule has none."""
    rows = LeadTurn.objects.filter(deal=deal_id, ended_at__isnull=True, deal__in=visible_deals(viewer))
    return str(rows.values_list("rule__greeting", flat=True).first() or "")
