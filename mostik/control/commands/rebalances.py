"""The load evened: picked deals handed over in one step, many of them in the background, and taken back in one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from time import monotonic
from typing import Final

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.control.access import visible_rebalances
from mostik.control.events import DealsRebalanced, RebalanceUndone
from mostik.control.models import Rebalance, RebalanceMove
from mostik.control.queries import workload as queries
from mostik.control.queries.workload import HAND_OVER
from mostik.control.rules.workload import Handing
from mostik.control.terms import Came, Evening
from mostik.core import clock, outbox
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.notifications import notify
from mostik.crm.commands.bulk import hand_over_deals
from mostik.crm.queries.workload import owners_of
from mostik.kernel.events import N_
from mostik.kernel.many import Outcome, Refused
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop

WORK: Final = "control.rebalance"
#: So many deals while a person waits: each is a command with its own journal lines. More are handed over by a worker.
AT_ONCE: Final = 200
#: So many in one handing over: what one form can send.
MOST: Final = 4000
#: So many in one transaction of a worker.
PORTION: Final = 50
ENDED: Final = (Evening.DONE, Evening.CANCELLED)
AT_WORK: Final = (Evening.RUNNING, Evening.UNDOING)
_TOLD = N_("The load is evened: {count} handed over of {total}")
_BACK = N_("The handing over is taken back: {count} are back of {total}")


class NothingPicked(Invalid):
    """There is nothing to hand over."""

    message = gettext_noop("Pick the deals to hand over first.")


class UndoneAlready(Conflict):
    """It was taken back before."""

    message = gettext_noop("This was taken back already.")


class UnderWay(Conflict):
    """Deals of it still change hands."""

    message = gettext_noop("This is still under way. Wait for its end, or stop it first.")


class NotUnderWay(Conflict):
    """There is nothing to stop."""

    message = gettext_noop("There is nothing to stop: this has ended.")


@command(needs=HAND_OVER)
def rebalance_deals(*, by: Actor, department_id: int, moves: Sequence[Handing]) -> tuple[Rebalance | None, Outcome]:
    """Hand the picked deals over in one step; ``undo_rebalance`` takes it back.

    More than ``AT_ONCE`` are handed over in the background, a portion at a time, and can be stopped. A deal that is no
    more its giver's, or refuses, is named and stays; nothing handed over leaves nothing behind. Refuses none picked,
    too many, and somebody who takes no more by the load of this moment.
    """
    moves = list({each.deal: each for each in moves if each.giver != each.taker}.values())
    if not moves:
        raise NothingPicked
    if len(moves) > (MOST if by.id else AT_ONCE):
        raise Invalid(gettext_noop("Take at most {most} at once."), params={"most": MOST if by.id else AT_ONCE})
    able = {each.id for each in queries.workload(viewer=by, department_id=department_id).people if each.takes}
    if any(each.taker not in able for each in moves):
        raise Conflict(gettext_noop("Somebody of those who were to take deals takes no more. Look at it anew."))
    here, gone = _still(by, moves)
    if not here:
        return None, Outcome((), gone)
    made = _begin(by, department_id, here)
    if len(here) > AT_ONCE:
        _promise(by, made)
        return made, Outcome((), gone)
    outcome = _take(by, made, made.moves.order_by("pk"))
    refused = (*gone, *outcome.refused)
    if not outcome.done:
        made.delete()
        return None, Outcome((), refused)
    _end(made)
    return made, Outcome(outcome.done, refused)


@command(needs=HAND_OVER)
def cancel_rebalance(*, by: Actor, rebalance_id: int) -> None:
    """Stop a handing over, or its taking back, after the portion in hand: what has gone can be taken back."""
    found = _held(by, rebalance_id)
    if found.state not in AT_WORK:
        raise NotUnderWay
    _cancelled(found)


@command(needs=HAND_OVER)
def give_up_rebalance(*, by: Actor, rebalance_id: int) -> None:
    """Close a handing over whose person works here no more, or may not hand deals over any longer."""
    found = _held(by, rebalance_id)
    if found.state in AT_WORK:
        _end(_cancelled(found))


@command(needs=HAND_OVER)
def undo_rebalance(*, by: Actor, rebalance_id: int) -> Outcome:
    """Take a handing over back: deals still with whom they went to return to whom they were; the rest stay.

    More than ``AT_ONCE`` come back in the background. Refuses one under way and one taken back before.
    """
    found = _held(by, rebalance_id)
    if found.state not in ENDED:
        raise UndoneAlready if found.state == Evening.UNDONE else UnderWay
    gone = found.moves.filter(came=Came.GONE).order_by("pk")
    _state(found, Evening.UNDOING, seen=0, total=gone.count())
    if by.id and found.total > AT_ONCE:
        _promise(by, found)
        return Outcome((), ())
    outcome = _take(by, found, gone)
    _end(found)
    return outcome


@command(needs=HAND_OVER, whole=False)
def work_off_rebalance(*, by: Actor, rebalance_id: int, seconds: float | None = None) -> bool:
    """Go on with a handing over, or its taking back, for at most so long; return whether anything is left.

    Every portion is a transaction of its own, so one that dies goes on without doubling anything.
    """
    until = None if seconds is None else monotonic() + seconds
    while take_portion(by=by, rebalance_id=rebalance_id):
        if until is not None and monotonic() > until:
            return True
    return False


@command(needs=HAND_OVER)
def take_portion(*, by: Actor, rebalance_id: int) -> bool:
    """Take the next deals of a handing over under way; with none left, or stopped, close it and return ``False``."""
    found = _held(by, rebalance_id)
    if found.state not in AT_WORK:
        return False
    waits = Came.GONE if found.state == Evening.UNDOING else Came.WAITING
    rows = [] if found.cancel_asked else list(found.moves.filter(came=waits).order_by("pk")[:PORTION])
    if not rows:
        _end(found)
        _tell(by, found)
        return False
    _take(by, found, rows)
    return True


@command(needs=HAND_OVER)
def go_on_with_rebalance(*, by: Actor, rebalance_id: int) -> None:
    """Promise the next part of a handing over."""
    _promise(by, _held(by, rebalance_id))


def _still(by: Actor, moves: Sequence[Handing]) -> tuple[list[Handing], tuple[Refused, ...]]:
    """Return the moves of deals still their givers', and the others as refused."""
    owners = owners_of(viewer=by, deal_ids=[each.deal for each in moves])
    here = [each for each in moves if owners.get(each.deal, (0, ""))[0] == each.giver]
    known = {each.deal for each in here}
    titles = {each.deal: owners.get(each.deal, (0, f"№ {each.deal}"))[1] for each in moves}
    gone = (pk for pk in titles if pk not in known)
    return here, tuple(Refused(pk, titles[pk], _("It has changed hands.")) for pk in gone)


def _begin(by: Actor, department: int, moves: Sequence[Handing]) -> Rebalance:
    made = Rebalance.objects.create(
        department_id=department,
        team_id=by.team,
        made_by_id=by.id,
        made_at=clock.now(),
        state=Evening.RUNNING,
        total=len(moves),
        count=0,
    )
    told = {"rebalance": made, "came": Came.WAITING}
    RebalanceMove.objects.bulk_create(
        [RebalanceMove(deal_id=each.deal, giver_id=each.giver, taker_id=each.taker, **told) for each in moves],
        batch_size=500,
    )
    return made


def _take(by: Actor, found: Rebalance, rows: Iterable[RebalanceMove]) -> Outcome:
    """Hand these deals over, or back while it is taken back; keep what came of each."""
    back = found.state == Evening.UNDOING
    by_deal = {row.deal_id: row for row in rows}
    sides = [(row.taker_id, row.giver_id) if back else (row.giver_id, row.taker_id) for row in by_deal.values()]
    moves = [Handing(deal, *side) for deal, side in zip(by_deal, sides, strict=True)]
    outcome = _hand_over(by, moves)
    for pk in outcome.done:
        by_deal[pk].came = Came.BACK if back else Came.GONE
    for each in outcome.refused:
        by_deal[each.id].came = Came.KEPT if back else Came.STAYED
        by_deal[each.id].why = each.why[:300]
    RebalanceMove.objects.bulk_update(by_deal.values(), ["came", "why"], batch_size=250)
    went = 0 if back else len(outcome.done)
    Rebalance.objects.filter(pk=found.pk).update(seen=F("seen") + len(moves), count=F("count") + went)
    return outcome


def _hand_over(by: Actor, moves: Sequence[Handing]) -> Outcome:
    """Hand over what is still its giver's, taker by taker."""
    here, gone = _still(by, moves)
    takers = defaultdict[int, list[int]](list)
    for each in here:
        takers[each.taker].append(each.deal)
    done, refused = list[int](), list(gone)
    for taker, deals in takers.items():
        told = hand_over_deals(by=by, deal_ids=deals, owner_id=taker)
        refused += told.refused
        done += told.done
    return Outcome(tuple(done), tuple(refused))


def _end(found: Rebalance) -> None:
    """Close the account: done, stopped where it stands, or taken back; a taking back stopped may be gone on with."""
    found.refresh_from_db()
    now, at = clock.now(), {"rebalance": found.pk, "department": found.department_id}
    if found.state == Evening.UNDOING:
        if found.cancel_asked:
            _state(found, Evening.DONE, cancel_asked=False)
        else:
            _state(found, Evening.UNDONE, undone_at=now)
        publish(RebalanceUndone(at=now, **at, count=found.moves.filter(came=Came.BACK).count()))
        return
    state = Evening.CANCELLED if found.cancel_asked else Evening.DONE
    _state(found, state, ended_at=now, cancel_asked=False)
    if found.count:
        publish(DealsRebalanced(at=now, **at, count=found.count))


def _cancelled(found: Rebalance) -> Rebalance:
    _state(found, Evening(found.state), cancel_asked=True)
    return found


def _tell(by: Actor, found: Rebalance) -> None:
    """Tell whoever began it how it ended."""
    undone = found.state == Evening.UNDONE
    count = found.moves.filter(came=Came.BACK).count() if undone else found.count
    notify(
        person_ids=[by.id] if by.id else [],
        text=_BACK if undone else _TOLD,
        params={"count": str(count), "total": str(found.total)},
        key=f"{WORK}:{found.pk}:{found.state}",
        url=reverse("control:rebalance", args=[found.pk]),
        kind="work",
    )


def _state(found: Rebalance, state: Evening, **values: object) -> None:
    for name, value in {"state": state, **values}.items():
        setattr(found, name, value)
    found.save(update_fields=["state", *values])


def _promise(by: Actor, found: Rebalance) -> None:
    """Put the next part of the work into the queue, once."""
    Rebalance.objects.filter(pk=found.pk).update(parts=F("parts") + 1)
    payload = {"rebalance": found.pk, "person": by.id}
    outbox.enqueue(WORK, key=f"{WORK}:{found.pk}:{found.parts + 1}", payload=payload)


def _held(by: Actor, rebalance_id: int) -> Rebalance:
    """Return a handing over within reach, held until the command ends; refuses `NoSuchRebalance`."""
    found = visible_rebalances(by).select_for_update(of=("self",)).filter(pk=rebalance_id).first()
    if found is None:
        raise queries.NoSuchRebalance
    return found
