"""A lead given to somebody or put into the pool, with a timer for the answer. For use inside a command."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy

from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.journal import publish
from mostik.core.locks import hold
from mostik.core.notifications import declare as declare_notice
from mostik.core.notifications import notify
from mostik.crm.commands.deals import hand_over_deal
from mostik.crm.commands.rows import dimensions
from mostik.crm.events import LeadGiven, LeadPooled
from mostik.crm.models import Company, Contact, Deal, LeadRule, LeadTaker, LeadTurn
from mostik.crm.queries.distribution import Lead, decided, rule_for, usual_rule, written
from mostik.crm.queries.hours import company_hours, personal_hours
from mostik.crm.rules.distribution import Candidate, Decision, End, Weighed, Why
from mostik.kernel.events import N_
from mostik.kernel.working_time import add_minutes
from mostik.people.access import User

declare_notice("lead", gettext_lazy("Leads given to you and waiting for an answer"), urgent=True)


def held_rule(lead: Lead) -> LeadRule:
    """Return the rule a lead goes by, held until the command ends so that leads are given out one after another."""
    rule = rule_for(lead, viewer=SYSTEM) or usual_rule(viewer=SYSTEM)
    hold(f"lead rule:{rule.pk or 0}")
    return rule


def choose(rule: LeadRule, lead: Lead, *, had: Collection[int] = ()) -> Decision:
    """Weigh everybody by a rule that is held and keep whose turn comes next."""
    decision = decided(rule, lead, viewer=SYSTEM, had=had)
    for person, credit in decision.credits.items():
        LeadTaker.objects.filter(rule=rule.pk, person=person).update(credit=credit)
    return decision


def given_to(decision: Decision, person: User, why: Why) -> Decision:
    """Return a decision for somebody whose the lead is already: the others are shown as they stood, none was chosen."""
    others = [Weighed(each.who, Why.NEXT if each.why is Why.CHOSEN else each.why) for each in decision.weighed]
    among = (each.who for each in others if each.who.person == person.pk)
    who = next(among, Candidate(person=person.pk, name=person.short_name))
    return Decision(person.pk, (Weighed(who, why), *(each for each in others if each.who.person != person.pk)))


def begin_turn(
    deal: Deal, rule: LeadRule, decision: Decision, *, how: str, source: str = "", came_at: datetime | None = None
) -> LeadTurn:
    """Begin somebody's turn with a deal that is theirs already, or nobody's in the pool; the timer starts now."""
    last = LeadTurn.objects.filter(deal=deal).order_by("-number").first()
    turn = LeadTurn(
        deal=deal,
        rule=rule if rule.pk else None,
        number=last.number + 1 if last else 1,
        person_id=decision.person,
        how=how,
        weighed=written(decision),
        source=last.source if last else source,
        came_at=last.came_at if last else came_at or clock.now(),
        at=clock.now(),
    )
    _set_timer(turn, rule)
    turn.save()
    _tell(turn, deal, rule)
    return turn


def give_on(turn: LeadTurn, rule: LeadRule, decision: Decision, *, how: str, end: End) -> LeadTurn:
    """End a turn and begin the next, the deal handed over with it: to the pool's keeper where nobody takes it."""
    finish(turn, end)
    deal = Deal.objects.select_related("owner", "team", "contact").get(pk=turn.deal_id)
    to = decision.person or rule.keeper_id
    following = begin_turn(deal, rule, decision, how=how)
    if to != deal.owner_id:
        was = deal.owner_id
        hand_over_deal(by=SYSTEM, deal_id=deal.pk, owner_id=to)
        _take_client_along(deal, was, to)
    return following


def finish(turn: LeadTurn, end: End, at: datetime | None = None) -> None:
    """End a turn."""
    turn.ended_at, turn.end = at or clock.now(), end
    turn.save(update_fields=["ended_at", "end"])


def _set_timer(turn: LeadTurn, rule: LeadRule) -> None:
    minutes = rule.return_minutes if turn.how == "picked" else rule.answer_minutes
    if not minutes:
        return
    turn.due_at = _after(turn, minutes, working=rule.working_time)
    if 0 < rule.remind_percent < 100:
        turn.remind_at = _after(turn, max(1, minutes * rule.remind_percent // 100), working=rule.working_time)


def _after(turn: LeadTurn, minutes: int, *, working: bool) -> datetime:
    if not working:
        return turn.at + timedelta(minutes=minutes)
    hours = personal_hours(viewer=SYSTEM, person_id=turn.person_id) if turn.person_id else company_hours(viewer=SYSTEM)
    return add_minutes(turn.at, minutes, hours, clock.zone())


def _tell(turn: LeadTurn, deal: Deal, rule: LeadRule) -> None:
    told = {**dimensions(deal), "rule_title": rule.title, "turn": turn.number}
    if turn.person is None:
        publish(LeadPooled(at=turn.at, **told))
        return
    publish(LeadGiven(at=turn.at, person=turn.person.pk, to_name=turn.person.short_name, how=turn.how, **told))
    notify(
        person_ids=[turn.person.pk],
        kind="lead",
        text=N_("A new lead is yours: {deal}"),
        params={"deal": deal.title},
        key=f"lead turn:{deal.pk}:{turn.number}",
        url=reverse("crm:deal", args=[deal.pk]),
    )


def _take_client_along(deal: Deal, was: int, to: int) -> None:
    """Let a client nobody else works with follow the lead."""
    team = User.objects.filter(pk=to).values_list("team_id", flat=True).first()
    others = Deal.objects.filter(removed_at__isnull=True).exclude(pk=deal.pk)
    if deal.contact_id and not others.filter(contact=deal.contact_id).exists():
        Contact.objects.filter(pk=deal.contact_id, owner=was).update(owner_id=to, team_id=team)
    if deal.company_id and not others.filter(company=deal.company_id).exists():
        Company.objects.filter(pk=deal.company_id, owner=was).update(owner_id=to, team_id=team)
