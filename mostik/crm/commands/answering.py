"""Leads kept from waiting: touched, reminded of, taken on by the next in turn, taken from the pool and back to it."""

import logging
from collections.abc import Callable, Collection
from datetime import time

from django.db import OperationalError
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.core.notifications import notify
from mostik.crm.commands.deals import hand_over_deal
from mostik.crm.commands.giving import begin_turn, choose, finish, give_on, held_rule
from mostik.crm.commands.rows import dimensions
from mostik.crm.events import LeadLate
from mostik.crm.models import Activity, Deal, Intake, LeadTurn
from mostik.crm.queries.answering import pool_turns
from mostik.crm.queries.distribution import Lead
from mostik.crm.rules.distribution import Candidate, Decision, End, Way, Weighed, Why, may_pick
from mostik.crm.terms import STEPS, Outcome, Via
from mostik.kernel.events import N_
from mostik.kernel.refusals import Conflict, Missing
from mostik.people.access import User

log = logging.getLogger(__name__)
AT_ONCE = 100


@command(needs=None)
def note_touches(*, by: Actor, activity_ids: Collection[int]) -> None:
    """End the turns of leads a person has just answered; a robot's first answer is kept apart."""
    del by
    done = Activity.objects.filter(pk__in=activity_ids, kind__in=STEPS, deal__isnull=False).order_by("-done_at")
    rows = list(done.values_list("deal_id", "done_at", "via"))
    for deal, at in {deal: at for deal, at, via in rows if via == Via.ROBOT}.items():
        Intake.objects.filter(deal=deal, robot_at__isnull=True).update(robot_at=at)
    when = {deal: at for deal, at, via in rows if via != Via.ROBOT}
    for turn in locked(LeadTurn.objects.filter(deal__in=when, ended_at__isnull=True)):
        finish(turn, End.ANSWERED, max(turn.at, when[turn.deal_id] or turn.at))


@command(needs=None)
def end_turns(*, by: Actor, deal_ids: Collection[int], owners: dict[int, int] | None = None) -> None:
    """End the turns of deals that are closed, or that people gave to somebody else than whose turn it is."""
    del by
    for turn in locked(LeadTurn.objects.filter(deal__in=deal_ids, ended_at__isnull=True)):
        owner = (owners or {}).get(turn.deal_id)
        if owners is None:
            finish(turn, End.CLOSED)
        elif turn.person_id is not None and owner != turn.person_id:
            finish(turn, End.HANDED)


@command(needs=None, whole=False)
def mind_leads(*, by: Actor) -> int:
    """Remind of leads that wait, take those nobody answered in time on, deal the pool out; return how many."""
    now, done = clock.now(), 0
    waiting = LeadTurn.objects.filter(ended_at__isnull=True)
    due = waiting.filter(Q(due_at__lte=now, late_at__isnull=True) | Q(remind_at__lte=now))
    for number in due.order_by("due_at").values_list("pk", flat=True)[:AT_ONCE]:
        done += _safely(mind_turn, by, number)
    for number in waiting.filter(person__isnull=True).order_by("at").values_list("pk", flat=True)[:AT_ONCE]:
        done += _safely(deal_from_pool, by, number)
    return done


@command(needs=None)
def mind_turn(*, by: Actor, turn_id: int) -> bool:
    """Do what is due about one turn."""
    del by
    turn = locked(LeadTurn.objects.filter(pk=turn_id, ended_at__isnull=True)).select_related("rule", "person").first()
    if turn is None:
        return False
    if turn.due_at and turn.due_at <= clock.now() and turn.late_at is None:
        _late(turn)
    elif turn.remind_at and turn.remind_at <= clock.now():
        turn.remind_at = None
        turn.save(update_fields=["remind_at"])
        if turn.person_id:
            _notify(turn, [turn.person_id], N_("Nobody has answered yet: {deal}"), "remind")
    return True


@command(needs=None)
def deal_from_pool(*, by: Actor, turn_id: int) -> bool:
    """Give a lead of the pool to whoever may take it by now; ``False`` while nobody may."""
    del by
    turn = _pooled(turn_id)
    if turn is None or turn.rule is None or turn.rule.way == Way.POOL:
        return False
    lead = lead_of(turn)
    rule = held_rule(lead)
    if rule.pk != turn.rule_id:
        rule = turn.rule
    decision = choose(rule, lead, had=_had(turn))
    if decision.person is None:
        return False
    give_on(turn, rule, decision, how=rule.way, end=End.PICKED)
    return True


@command(needs="crm.take_from_pool")
def pick_lead(*, by: Actor, turn_id: int) -> int:
    """Take a lead from the pool and return its deal. Refuses one taken already, and more than one may take."""
    turn = _pooled(turn_id)
    if turn is None:
        raise Conflict(_("Somebody has taken this lead already."))
    if by.id is None or not pool_turns(viewer=by).filter(pk=turn.pk).exists():
        raise Missing()
    rule = turn.rule or held_rule(lead_of(turn))
    person = locked(User.objects.filter(pk=by.id)).get()
    today = LeadTurn.objects.filter(person=person, how="picked", at__gte=clock.moment(clock.today(), time()))
    refusal = may_pick(today.count(), today.filter(ended_at__isnull=True).count(), rule.picks_a_day, rule.picks_at_once)
    if refusal:
        raise refusal
    chosen = Weighed(Candidate(person=person.pk, name=person.short_name), Why.CHOSEN)
    give_on(turn, rule, Decision(person.pk, (chosen,)), how="picked", end=End.PICKED)
    return turn.deal_id


def _safely(act: Callable[..., bool], by: Actor, number: int) -> bool:
    """Let one turn that breaks stand in no other's way."""
    try:
        return act(by=by, turn_id=number)
    except OperationalError:
        raise
    except Exception:
        log.exception("turn %s could not be minded", number)
        return False


def _late(turn: LeadTurn) -> None:
    """Nobody answered in time: the next in turn gets the lead, the pool takes back what was picked, the head hears."""
    turn.late_at = clock.now()
    turn.save(update_fields=["late_at"])
    deal = Deal.objects.select_related("owner", "team").get(pk=turn.deal_id)
    if deal.removed_at or deal.outcome != Outcome.OPEN:
        finish(turn, End.CLOSED)
        return
    waited = int((turn.late_at - turn.came_at).total_seconds() // 60)
    name = turn.person.short_name if turn.person else ""
    told = {**dimensions(deal), "person": turn.person_id, "person_name": name, "minutes": waited, "turn": turn.number}
    publish(LeadLate(at=turn.late_at, **told))
    rule = turn.rule
    if rule is None:
        return
    if turn.how == "picked":
        give_on(turn, rule, Decision(None, ()), how=Way.POOL, end=End.RETURNED)
        return
    decision = choose(rule, lead_of(turn), had=_had(turn)) if turn.number < rule.most_turns else Decision(None, ())
    if decision.person:
        give_on(turn, rule, decision, how=rule.way, end=End.LATE)
        return
    turn.escalated_at = turn.late_at
    turn.save(update_fields=["escalated_at"])
    _notify(turn, [rule.keeper_id], N_("Nobody answered in time: {deal}"), "escalate")


def _had(turn: LeadTurn) -> set[int]:
    rows = LeadTurn.objects.filter(deal=turn.deal_id, person__isnull=False)
    return set(rows.values_list("person_id", flat=True))


def lead_of(turn: LeadTurn) -> Lead:
    """Return what a rule is chosen by for the lead of a turn."""
    deal = Deal.objects.get(pk=turn.deal_id)
    score = Intake.objects.filter(deal=deal, joined=False).values_list("score", flat=True).first() or 0
    return Lead(source=turn.source, channel=deal.channel_id, product=deal.product_id, score=score)


def _pooled(turn_id: int) -> LeadTurn | None:
    rows = LeadTurn.objects.filter(pk=turn_id, ended_at__isnull=True, person__isnull=True)
    return locked(rows).select_related("rule__keeper").first()


def _notify(turn: LeadTurn, people: Collection[int], text: str, what: str) -> None:
    title = Deal.objects.values_list("title", flat=True).get(pk=turn.deal_id)
    notify(
        person_ids=people,
        kind="lead",
        text=text,
        params={"deal": title},
        key=f"lead {what}:{turn.deal_id}:{turn.number}",
        url=reverse("crm:deal", args=[turn.deal_id]),
    )


@command(needs="crm.hand_over_deal")
def deal_out(*, by: Actor, deal_id: int) -> int:
    """Give a deal out by the rules as if its lead came now, and return whose it is; nobody stays the owner's."""
    del by
    deal = locked(Deal.objects.filter(pk=deal_id, removed_at__isnull=True)).first()
    if deal is None:
        raise Missing()
    turn = locked(LeadTurn.objects.filter(deal=deal, ended_at__isnull=True)).first()
    lead = Lead(channel=deal.channel_id, product=deal.product_id, source=turn.source if turn else "")
    rule = held_rule(lead)
    decision = choose(rule, lead)
    if decision.person is None:
        raise Conflict(_("Nobody may take this lead now."))
    if turn:
        give_on(turn, rule, decision, how=rule.way, end=End.HANDED)
    else:
        begin_turn(deal, rule, decision, how=rule.way)
        if deal.owner_id != decision.person:
            hand_over_deal(by=SYSTEM, deal_id=deal.pk, owner_id=decision.person)
    return decision.person
