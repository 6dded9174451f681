"""Leads that wait for an answer, the pool, why a lead is whose it is, and how fast leads are answered."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.models import Intake, LeadTaker, LeadTurn
from mostik.crm.rules.distribution import End, Why, percentile
from mostik.crm.terms import Outcome
from mostik.kernel.refusals import Missing

LATELY = timedelta(days=30)
MOST = 5000
SHOWN = 100

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
}
ENDS = {
    "": _("waits"),
    End.ANSWERED: _("answered"),
    End.LATE: _("taken away: no answer in time"),
    End.RETURNED: _("back to the pool"),
    End.HANDED: _("handed over"),
    End.CLOSED: _("closed"),
    End.PICKED: _("taken from the pool"),
}


@dataclass(frozen=True, kw_only=True)
class Speed:
    """How leads were answered over the last thirty days by one person or source; minutes by the clock."""

    who: str
    leads: int
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


def burning(*, viewer: Actor) -> list[LeadTurn]:
    """Return the leads within reach that wait for an answer by a time, the most urgent first."""
    open_now = visible_deals(viewer).filter(outcome=Outcome.OPEN)
    rows = LeadTurn.objects.filter(ended_at__isnull=True, due_at__isnull=False, deal__in=open_now)
    return list(rows.select_related("deal", "person", "rule").order_by("due_at")[:SHOWN])


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
    since = clock.now() - LATELY
    rows = LeadTurn.objects.filter(at__gte=since, deal__in=visible_deals(viewer)).select_related("deal", "person")
    told: dict[str, list[LeadTurn]] = defaultdict(list)
    for row in rows.order_by("-at")[:MOST]:
        name = row.source if by == "source" else row.person.short_name if row.person else ""
        if name:
            told[name].append(row)
    return sorted((_speed(name, each) for name, each in told.items()), key=lambda each: -each.leads)


def _speed(name: str, rows: list[LeadTurn]) -> Speed:
    waits = [
        int((row.ended_at - row.came_at).total_seconds() // 60)
        for row in rows
        if row.ended_at and row.end == End.ANSWERED
    ]
    return Speed(
        who=name,
        leads=len({row.deal_id for row in rows}),
        answered=len(waits),
        half=percentile(waits, 50),
        most=percentile(waits, 95),
        late=sum(row.late_at is not None for row in rows),
        lost=len({row.deal_id for row in rows if row.deal.outcome == Outcome.LOST}),
    )


def greeting_of(deal_id: int, *, viewer: Actor) -> str:
    """Return the words a robot answers a lead that waits with; nothing where nobody waits or its rule has none."""
    rows = LeadTurn.objects.filter(deal=deal_id, ended_at__isnull=True, deal__in=visible_deals(viewer))
    return str(rows.values_list("rule__greeting", flat=True).first() or "")
