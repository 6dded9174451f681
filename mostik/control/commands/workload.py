"""The load evened: picked deals handed over in one step and taken back in one; the norm of open deals."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from mostik.control.events import DealsNormSet, DealsRebalanced, RebalanceUndone
from mostik.control.models import Rebalance, RebalanceMove
from mostik.control.queries import workload as queries
from mostik.control.queries.workload import HAND_OVER, NORM
from mostik.control.rules.workload import Handing
from mostik.core import clock, company
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.crm.commands.bulk import hand_over_deals
from mostik.crm.queries.workload import owners_of
from mostik.kernel.many import Outcome, Refused
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop

#: So many deals at once: each is a command with its own journal lines, and a person looks through them.
AT_ONCE: Final = 200
MOST_NORM: Final = 1000


class NothingPicked(Invalid):
    """There is nothing to hand over."""

    message = gettext_noop("Pick the deals to hand over first.")


class UndoneAlready(Conflict):
    """It was taken back before."""

    message = gettext_noop("This was taken back already.")


@command(needs=HAND_OVER)
def rebalance_deals(*, by: Actor, department_id: int, moves: Sequence[Handing]) -> tuple[Rebalance | None, Outcome]:
    """Hand the picked deals over in one step; ``undo_rebalance`` takes it back.

    A deal that is no more its giver's, or refuses, is named and stays. Refuses none picked, too many, and somebody who
    takes no more by the load of this moment.
    """
    if not moves:
        raise NothingPicked
    if len(moves) > AT_ONCE:
        raise Invalid(gettext_noop("Take at most {most} at once."), params={"most": AT_ONCE})
    able = {each.id for each in queries.workload(viewer=by, department_id=department_id).people if each.takes}
    if any(each.taker not in able for each in moves):
        raise Conflict(gettext_noop("Somebody of those who were to take deals takes no more. Look at it anew."))
    outcome, done = _hand_over(by, moves)
    if not done:
        return None, outcome
    made = Rebalance.objects.create(
        department_id=department_id, team_id=by.team, made_by_id=by.id, made_at=clock.now(), count=len(done)
    )
    RebalanceMove.objects.bulk_create(
        [RebalanceMove(rebalance=made, deal_id=each.deal, giver_id=each.giver, taker_id=each.taker) for each in done]
    )
    publish(DealsRebalanced(at=made.made_at, rebalance=made.pk, department=department_id, count=len(done)))
    return made, outcome


@command(needs=HAND_OVER)
def undo_rebalance(*, by: Actor, rebalance_id: int) -> Outcome:
    """Take a handing over back: deals still with whom they went to return to whom they were; the rest stay."""
    found = queries.rebalance_of(viewer=by, rebalance_id=rebalance_id)
    if not Rebalance.objects.filter(pk=found.pk, undone_at__isnull=True).update(undone_at=clock.now()):
        raise UndoneAlready
    rows = found.moves.order_by("pk").values_list("deal_id", "taker_id", "giver_id")
    outcome, done = _hand_over(by, [Handing(*each) for each in rows])
    publish(RebalanceUndone(at=clock.now(), rebalance=found.pk, department=found.department_id, count=len(done)))
    return outcome


@command(needs="control.set_norms")
def set_deals_norm(*, by: Actor, count: int) -> None:
    """Set how many open deals a full day's person may have; 0 is a fifth above the department's middle."""
    del by
    if not 0 <= count <= MOST_NORM:
        raise Invalid(gettext_noop("From 0 to a thousand deals."), field="count")
    company.choose(by=SYSTEM, code=NORM, value=count)
    publish(DealsNormSet(at=clock.now(), count=count))


def _hand_over(by: Actor, moves: Sequence[Handing]) -> tuple[Outcome, list[Handing]]:
    """Hand over what is still its giver's, taker by taker; return what came of it and what went."""
    owners = owners_of(viewer=by, deal_ids=[each.deal for each in moves])
    gone = [each for each in moves if owners.get(each.deal, (0, ""))[0] != each.giver]
    refused = [
        Refused(each.deal, owners.get(each.deal, (0, f"№ {each.deal}"))[1], _("It has changed hands.")) for each in gone
    ]
    takers = defaultdict[int, list[Handing]](list)
    for each in moves:
        if each not in gone:
            takers[each.taker].append(each)
    done: list[Handing] = []
    for taker, theirs in takers.items():
        told = hand_over_deals(by=by, deal_ids=[each.deal for each in theirs], owner_id=taker)
        refused += told.refused
        done += [each for each in theirs if each.deal in told.done]
    return Outcome(tuple(each.deal for each in done), tuple(refused)), done
