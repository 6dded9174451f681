"""Many leads that wait at once: given to somebody or out by the rules, taken from the pool; what refuses is named."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.locks import locked
from mostik.core.many import each, few
from mostik.crm.access import visible_deals
from mostik.crm.commands.answering import deal_out, lead_of, pick_lead
from mostik.crm.commands.giving import give_on, held_rule
from mostik.crm.commands.rows import owner_for
from mostik.crm.models import LeadTurn
from mostik.crm.queries.answering import pool_turns, waiting_turns
from mostik.crm.rules.distribution import Candidate, Decision, End, Weighed, Why
from mostik.kernel.many import Outcome
from mostik.kernel.refusals import Conflict, Missing

GIVES = "crm.hand_over_deal"


@command(needs=GIVES)
def give_lead(*, by: Actor, deal_id: int, person_id: int) -> None:
    """Give a lead that waits to somebody within reach: their turn begins, and its timer. Refuses one answered."""
    if not visible_deals(by).filter(pk=deal_id).exists():
        raise Missing()
    turn = locked(LeadTurn.objects.filter(deal=deal_id, ended_at__isnull=True)).select_related("rule").first()
    if turn is None:
        raise Conflict(_("Nobody waits for an answer here any more."))
    person = owner_for(by, person_id)
    if turn.person_id == person.pk:
        raise Conflict(_("The lead is theirs already."))
    chosen = Weighed(Candidate(person=person.pk, name=person.short_name), Why.CHOSEN)
    rule = turn.rule or held_rule(lead_of(turn))
    give_on(turn, rule, Decision(person.pk, (chosen,)), how="given", end=End.HANDED)


@command(needs=GIVES)
def give_leads(*, by: Actor, turn_ids: Sequence[int], person_id: int) -> Outcome:
    """Give leads that wait to one person."""
    return each(_waiting(by, turn_ids), lambda deal: give_lead(by=by, deal_id=deal, person_id=person_id))


@command(needs=GIVES)
def deal_leads_out(*, by: Actor, turn_ids: Sequence[int]) -> Outcome:
    """Give leads that wait out by the rules, as if each came now."""
    return each(_waiting(by, turn_ids), lambda deal: deal_out(by=by, deal_id=deal))


@command(needs="crm.take_from_pool")
def pick_leads(*, by: Actor, turn_ids: Sequence[int]) -> Outcome:
    """Take leads from the pool, as many as one may."""
    rows = pool_turns(viewer=by).filter(pk__in=few(turn_ids)).order_by("came_at", "pk")
    return each(list(rows.values_list("pk", "deal__title")), lambda turn: pick_lead(by=by, turn_id=turn))


def _waiting(by: Actor, turn_ids: Sequence[int]) -> list[tuple[int, str]]:
    rows = waiting_turns(viewer=by).filter(pk__in=few(turn_ids)).order_by("deal")
    return list(rows.values_list("deal", "deal__title"))
