"""Writes of deals: created, changed, moved, won, lost, reopened, handed over, removed, restored.

Every one takes ``at``, the moment it happened (by default the present), and the deal's ``version`` as last seen:
different fields merge, what somebody else changed since is refused. The next step is asked for on screens; robots
and imports may leave it open.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.crm import events
from mostik.crm.commands.activities import plan_activity
from mostik.crm.commands.agenda import hand_over_activities
from mostik.crm.commands.books import competitor_of
from mostik.crm.commands.own import refuse_taken
from mostik.crm.commands.records import taken
from mostik.crm.commands.rows import deal_of, dimensions, filled, give, owner_for, write
from mostik.crm.commands.stays import begin, enter, moved, reached_before_closing
from mostik.crm.commands.totals import recount, standing
from mostik.crm.models import Deal, Loss, LossReason
from mostik.crm.queries.deals import stood_before
from mostik.crm.queries.pipelines import PipelineView, pipeline, pipelines, stages
from mostik.crm.rules.deals import (
    DealFields,
    StageView,
    born_with,
    needs_terms,
    reasons_fitting,
    refusal_to_enter,
    refusal_to_move,
)
from mostik.crm.rules.items import DiscountUndecided
from mostik.crm.rules.steps import Step
from mostik.crm.terms import Holder, Outcome, PipelineKind, StageKind
from mostik.kernel.refusals import Conflict, Invalid, Missing, Refusal

NOTHING: DealFields = {}
#: What a move must have seen as it is.
PLACE = ("stage",)


@command(needs="crm.add_deal")
def create_deal(
    *,
    by: Actor,
    title: str,
    pipeline_id: int | None = None,
    stage_id: int | None = None,
    owner_id: int | None = None,
    fields: DealFields = NOTHING,
    confirmed: Collection[str] = (),
    next_step: Step | None = None,
    origin: str = "",
    origin_id: str = "",
    at: datetime | None = None,
    asked_later: bool = False,
) -> int:
    """Create a lead or deal and return its number; by default one's own, in the first stage of the default pipeline.

    Refuses a closed first stage, empty required fields (unless they are ``asked_later``: a lead that came by itself is
    never dropped), records and people out of reach.
    """
    way, first = _beginning(by, pipeline_id, stage_id)
    if first.is_closing:
        raise Invalid(_("A new deal begins in an open stage. Add it, then win or lose it."), field="stage")
    deal = Deal(pipeline_id=way.id, stage_id=first.id, origin=origin, origin_id=origin_id)
    deal.currency, deal.created_at = way.currency, at or clock.now()
    deal.stage_since = deal.created_at
    give(deal, taken(by, owner_for(by, owner_id)))
    write(by, deal, {**fields, "title": title.strip()}, asked_later=asked_later)
    if not asked_later:
        _refuse(refusal_to_enter(first, filled=filled(deal), confirmed=confirmed))
    return _create(by, deal, first, confirmed, next_step)


@command(needs="crm.edit_deal")
def edit_deal(
    *, by: Actor, deal_id: int, fields: DealFields, version: int | None = None, at: datetime | None = None
) -> None:
    """Change fields of a deal; what is left out stays. A won deal's amount may be corrected, too."""
    _edit(by, deal_of(by, deal_id), fields, at, version)


@command(needs="crm.edit_deal")
def move_deal(
    *,
    by: Actor,
    deal_id: int,
    stage_id: int,
    version: int | None = None,
    fields: DealFields = NOTHING,
    confirmed: Collection[str] = (),
    next_step: Step | None = None,
    at: datetime | None = None,
) -> None:
    """Bring a deal into another open stage, filling in what that stage asks for.

    Refuses a way the stage does not allow, empty required fields, an open checklist, a closed deal or stage.
    """
    deal, there = deal_of(by, deal_id, version, watch=PLACE), _stage(by, stage_id)
    if there.is_closing:
        raise Invalid(_("Win or lose the deal: a closed stage is not entered by a move."), field="stage")
    here = _go(by, deal, there, fields, confirmed, seen=version)
    way = enter(deal, there, actor=by, at=at, confirmed=confirmed, qualifies=here.lead and not there.lead)
    publish(moved(deal, here, there, way))
    _plan(by, deal, next_step)


@command(needs="crm.edit_deal")
def win_deal(
    *,
    by: Actor,
    deal_id: int,
    stage_id: int | None = None,
    version: int | None = None,
    fields: DealFields = NOTHING,
    confirmed: Collection[str] = (),
    at: datetime | None = None,
) -> None:
    """Win a deal: into the won stage of its pipeline, every link of the chain passed. Refuses as a move does."""
    deal = deal_of(by, deal_id, version, watch=PLACE)
    there = _closing(by, deal, stage_id, StageKind.WON)
    _go(by, deal, there, fields, confirmed, seen=version)
    way = enter(deal, there, actor=by, at=at, confirmed=confirmed)
    told = {**dimensions(deal), "days": way.days, "reached": way.reached, "confirmed": way.confirmed}
    publish(events.DealWon(at=way.at, **told))


@command(needs="crm.edit_deal")
def lose_deal(
    *,
    by: Actor,
    deal_id: int,
    reason_id: int | None,
    note: str = "",
    competitor: str = "",
    stage_id: int | None = None,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Lose a deal, or reject a lead, for a reason: a lead's reason makes it a rejected lead and no lost deal.

    ``competitor`` is the name of whom a deal was lost to; a name not heard before enters the book. Refuses one without
    a reason, one that does not fit, or without a note where the reason asks for one.
    """
    deal, reason = deal_of(by, deal_id, version, watch=PLACE), _reason(reason_id, note)
    there = _closing(by, deal, stage_id, StageKind.LOST)
    if reason.of not in reasons_fitting(_stage(by, deal.stage_id), deal.reached):
        raise Invalid(_("This reason does not fit: leads are rejected for their own reasons."), field="reason")
    here = _go(by, deal, there, NOTHING, ())
    way, note = enter(deal, there, actor=by, at=at), note.strip()[:500]
    taken = competitor_of(competitor) if reason.of == PipelineKind.DEAL else None
    Loss.objects.create(
        deal=deal, reason=reason, competitor=taken, note=note, from_stage_id=here.id, at=way.at, by_id=by.id
    )
    told: dict[str, Any] = {
        **dimensions(deal),
        "days": way.days,
        "reason": reason.pk,
        "reason_title": reason.title,
        "note": note,
    }
    if reason.of == PipelineKind.LEAD:
        publish(events.LeadRejected(at=way.at, group=reason.group, **told))
        return
    if taken:
        told |= {"competitor": taken.pk, "competitor_title": taken.title}
    publish(events.DealLost(at=way.at, **told))


@command(needs="crm.edit_deal")
def reopen_deal(
    *,
    by: Actor,
    deal_id: int,
    stage_id: int | None = None,
    version: int | None = None,
    next_step: Step | None = None,
    at: datetime | None = None,
) -> None:
    """Open a closed deal again, where it stood before or in a named open stage. What its closing counted is undone."""
    deal = deal_of(by, deal_id, version, watch=PLACE)
    if deal.is_open:
        raise Conflict(_("The deal is open."))
    there = _stage(by, stage_id or stood_before(deal, viewer=by) or 0)
    if there.is_closing:
        raise Invalid(_("Choose an open stage."), field="stage")
    was, deal.reached = deal.outcome, reached_before_closing(deal)
    way = enter(deal, there, actor=by, at=at)
    publish(events.DealReopened(at=way.at, was=was, **dimensions(deal)))
    _plan(by, deal, next_step)


@command(needs="crm.hand_over_deal")
def hand_over_deal(
    *, by: Actor, deal_id: int, owner_id: int, version: int | None = None, at: datetime | None = None
) -> None:
    """Give a deal and its waiting steps to another person within reach. What is counted stays with who earned it."""
    deal, to = deal_of(by, deal_id, version, watch=("owner",)), owner_for(by, owner_id)
    if deal.owner_id == to.pk:
        raise Conflict(_("The deal is theirs already."))
    before, whose = standing(deal), deal.owner
    give(deal, to)
    _save(deal, ["owner"])
    recount(gone=[before], came=[standing(deal)])
    names = {"from_owner": whose.pk, "from_name": whose.short_name, "to_name": to.short_name}
    publish(events.DealHandedOver(at=at or clock.now(), **{**dimensions(deal), **names}))
    waiting = deal.activities.filter(done_at__isnull=True, removed_at__isnull=True, owner=whose)
    hand_over_activities(by=by, activity_ids=list(waiting.values_list("pk", flat=True)), owner_id=to.pk)


@command(needs="crm.remove_deal")
def remove_deal(*, by: Actor, deal_id: int, version: int | None = None, at: datetime | None = None) -> None:
    """Remove a deal: it leaves every list and figure. ``restore_deal`` brings it back as it was."""
    deal = deal_of(by, deal_id, version)
    deal.removed_at = at or clock.now()
    _save(deal)
    recount(gone=[standing(deal)])
    publish(events.DealRemoved(at=deal.removed_at, **dimensions(deal)))


@command(needs="crm.remove_deal")
def restore_deal(*, by: Actor, deal_id: int, at: datetime | None = None) -> None:
    """Bring a removed deal back. Refuses one that was imported anew in the meantime."""
    deal = deal_of(by, deal_id, removed=True)
    if deal.removed_at is None:
        raise Conflict(_("The deal is not removed."))
    refuse_taken(by, deal, Holder.DEAL)
    twins = Deal.objects.filter(removed_at__isnull=True, origin=deal.origin, origin_id=deal.origin_id)
    if deal.origin_id and twins.exists():
        raise Conflict(_("This deal was imported again after its removal."))
    deal.removed_at = None
    _save(deal)
    recount(came=[standing(deal)])
    publish(events.DealRestored(at=at or clock.now(), **dimensions(deal)))


def _create(by: Actor, deal: Deal, first: StageView, confirmed: Collection[str], next_step: Step | None) -> int:
    reached = born_with(first)
    deal.reached = len(reached)
    deal.lacks = len(set(first.required_fields) - filled(deal))
    deal.save()
    ticked = begin(deal, actor=by, stage=first, confirmed=confirmed)
    told = {**dimensions(deal), "stage_title": first.title, "reached": reached, "confirmed": ticked}
    publish(events.DealCreated(at=deal.created_at, **told))
    _plan(by, deal, next_step)
    return deal.pk


def _edit(by: Actor, deal: Deal, fields: DealFields, at: datetime | None = None, seen: int | None = None) -> None:
    if fields.get("amount", deal.amount) != deal.amount and deal.items.exists():
        raise Invalid(_("The amount is what the deal's lines come to: change the lines."), field="amount")
    amend(by, deal, fields, at, seen=seen)


def amend(
    actor: Actor,
    deal: Deal,
    fields: DealFields,
    at: datetime | None = None,
    *,
    always: Collection[str] = (),
    seen: int | None = None,
) -> None:
    """Write values onto a deal held by the running command and tell what changed.

    ``always`` names what changed beside its columns: it counts as a version.
    """
    was, before = deal.amount_minor, standing(deal)
    changes = write(actor, deal, fields, seen)
    if not changes and not always:
        return
    _save(deal, [*always, *(name for name, *_words in changes)])
    recount(gone=[before], came=[standing(deal)])
    if not changes:
        return
    told = {**dimensions(deal), "was_amount": was, "won": deal.outcome == Outcome.WON}
    publish(events.DealEdited(at=at or clock.now(), changes=tuple(changes), **told))


def _go(
    by: Actor,
    deal: Deal,
    there: StageView,
    fields: DealFields,
    confirmed: Collection[str],
    *,
    seen: int | None = None,
) -> StageView:
    """Fill in what is given and let the deal go, or refuse; return the stage it leaves."""
    _edit(by, deal, fields, seen=seen)
    here = _stage(by, deal.stage_id)
    _refuse(refusal_to_move(here, there, filled=filled(deal), confirmed=confirmed))
    if needs_terms(there) and deal.items.filter(asked_price_minor__isnull=False).exists():
        raise DiscountUndecided
    return here


def _save(deal: Deal, names: Collection[str] = ()) -> None:
    deal.lacks = len(set(deal.stage.required_fields) - filled(deal))
    deal.touch(names)
    deal.save()


def _plan(by: Actor, deal: Deal, step: Step | None) -> None:
    if step:
        plan_activity(
            by=by, kind=step.kind, title=step.title, due_at=step.due_at, promised=step.promised, deal_id=deal.pk
        )


def _refuse(refusal: Refusal | None) -> None:
    if refusal:
        raise refusal


def _beginning(by: Actor, pipeline_id: int | None, stage_id: int | None) -> tuple[PipelineView, StageView]:
    """Return where a new deal begins: the stage named, else the first of its pipeline."""
    if not stage_id:
        way = pipeline(viewer=by, pipeline_id=pipeline_id)
        return way, way.first()
    found = ((way, stage) for way in pipelines(viewer=by) for stage in way.stages if stage.id == stage_id)
    there = next(found, None)
    if there is None:
        raise Missing(_("There is no such stage."), field="stage")
    return there


def _stage(by: Actor, stage_id: int) -> StageView:
    found = stages(viewer=by).get(stage_id)
    if found is None:
        raise Missing(_("There is no such stage."), field="stage")
    return found


def _closing(by: Actor, deal: Deal, stage_id: int | None, kind: StageKind) -> StageView:
    """Return the stage a deal is closed in: the one named, else its pipeline's first of the kind."""
    if kind is StageKind.WON and deal.pipeline.kind == PipelineKind.LEAD:
        raise Conflict(_("A lead is not won. Qualify it into a deal first."))
    there = _stage(by, stage_id) if stage_id else pipeline(viewer=by, pipeline_id=deal.pipeline_id).first(kind)
    if there.kind is not kind:
        raise Invalid(_("This stage does not close a deal so."), field="stage")
    return there


def _reason(reason_id: int | None, note: str) -> LossReason:
    reason = LossReason.objects.filter(pk=reason_id or 0, active=True).first()
    if reason is None:
        raise Invalid(_("Say why the deal was lost."), field="reason")
    if reason.requires_note and not note.strip():
        raise Invalid(_("This reason needs a note: write what happened."), field="note")
    return reason
