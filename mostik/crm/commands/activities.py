"""Writes of one call, meeting, task, note or letter: planned, recorded, finished, removed."""

from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish, publish_all
from mostik.crm.access import visible_companies, visible_contacts, visible_deals
from mostik.crm.commands.own import OwnValues, put_own, refuse_taken
from mostik.crm.commands.records import check_due, dimensions, done, done_by, end, planned, taken
from mostik.crm.commands.steps import refresh_next_step
from mostik.crm.events import ActivityDropped, ActivityEdited
from mostik.crm.models import Activity, Company, Contact, Deal
from mostik.crm.queries.activities import activity_row, possible_owner
from mostik.crm.rules.activities import PLAIN_END, is_step
from mostik.crm.rules.steps import Step
from mostik.crm.terms import ActivityKind, ActivityResult, Holder, Via
from mostik.kernel.refusals import Conflict, Invalid, Missing
from mostik.people.access import User, scoped

M = TypeVar("M", bound=Model)


@command(needs="crm.do_activity")
def plan_activity(
    *,
    by: Actor,
    kind: ActivityKind,
    due_at: datetime,
    title: str = "",
    deal_id: int | None = None,
    company_id: int | None = None,
    contact_id: int | None = None,
    owner_id: int | None = None,
    promised: bool = False,
    via: Via = Via.PERSON,
) -> int:
    """Plan a call, meeting, task, letter or message and return its number.

    Without ``owner_id`` it is for whoever owns the deal or client, else for the one who plans. ``promised`` means
    the client was told the time. Refuses a note, a day gone by, and records out of reach.
    """
    if not is_step(kind):
        raise Invalid(_("A note is not planned: write it as done."), field="kind")
    check_due(due_at)
    row = _row(
        by, kind=kind, title=title, deal_id=deal_id, company_id=company_id, contact_id=contact_id, owner_id=owner_id
    )
    row.due_at, row.promised, row.via = due_at, promised, via
    row.save()
    publish(planned(row))
    refresh_next_step([row.deal_id])
    return row.pk


@command(needs="crm.do_activity")
def log_activity(
    *,
    by: Actor,
    kind: ActivityKind,
    result: ActivityResult | None = None,
    title: str = "",
    note: str = "",
    seconds: int = 0,
    at: datetime | None = None,
    deal_id: int | None = None,
    company_id: int | None = None,
    contact_id: int | None = None,
    owner_id: int | None = None,
    via: Via = Via.PERSON,
) -> int:
    """Record something done without having been planned and return its number. It counts for whoever did it."""
    row = _row(
        by,
        kind=kind,
        title=title,
        deal_id=deal_id,
        company_id=company_id,
        contact_id=contact_id,
        owner_id=owner_id or by.id,
    )
    row.via = via
    end(row, result or PLAIN_END.get(kind), note=note, seconds=seconds, at=at)
    row.save()
    publish(done(row))
    refresh_next_step([row.deal_id])
    return row.pk


@command(needs="crm.do_activity")
def note_on(
    *, by: Actor, text: str, deal_id: int | None = None, company_id: int | None = None, contact_id: int | None = None
) -> int:
    """Write a note on a deal or client and return its number. Refuses an empty one."""
    if not text.strip():
        raise Invalid(_("Write the note first."), field="note")
    row = _row(
        by, kind=ActivityKind.NOTE, deal_id=deal_id, company_id=company_id, contact_id=contact_id, owner_id=by.id
    )
    end(row, ActivityResult.DONE, note=text)
    row.save()
    publish(done(row))
    return row.pk


@command(needs="crm.do_activity")
def finish_activity(
    *,
    by: Actor,
    activity_id: int,
    result: ActivityResult,
    note: str = "",
    seconds: int = 0,
    at: datetime | None = None,
    own: OwnValues | None = None,
    next_step: Step | None = None,
) -> int | None:
    """Say how a planned activity ended, and plan what comes next. Return the next step's number, if one was given.

    Refuses an end that does not fit the kind, one already done, a moment still to come.
    """
    row = activity_row(activity_id, viewer=by)
    if row.done_at is not None:
        raise Conflict(_("This is already done."))
    changes = put_own(by, row, Holder.ACTIVITY, own or None)
    end(row, result, note=note, seconds=seconds, at=at)
    row.version += 1
    whose, done_for = row.owner, done_by(by, row)
    row.save(update_fields=["owner", "team", "done_at", "result", "note", "seconds", "own", "version"])
    publish(done(row, done_for))
    if changes:
        publish(ActivityEdited(at=clock.now(), changes=tuple(changes), **dimensions(row)))
    following = _follow(row, next_step, whose) if next_step else None
    refresh_next_step([row.deal_id])
    return following


@command(needs="crm.do_activity")
def reopen_activity(*, by: Actor, activity_id: int) -> None:
    """Take back how an activity ended, a slip of the hand: it waits again, and what it counted is taken back."""
    row = activity_row(activity_id, viewer=by)
    if row.done_at is None or row.due_at is None:
        raise Conflict(_("This is not a finished plan."))
    row.done_at, row.result, row.version = None, "", row.version + 1
    dropped = ActivityDropped(at=clock.now(), was_done=True, **dimensions(row))
    if row.deal and by.for_whom(row.deal.owner_id):
        row.owner, row.team_id = row.deal.owner, row.deal.team_id
    row.save(update_fields=["owner", "team", "done_at", "result", "version"])
    publish_all([dropped, planned(row)])
    refresh_next_step([row.deal_id])


@command(needs="crm.do_activity")
def drop_activity(*, by: Actor, activity_id: int) -> None:
    """Remove an activity; what it counted, if it was done, is taken back. ``restore_activity`` undoes this."""
    row = activity_row(activity_id, viewer=by)
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
    publish(ActivityDropped(at=row.removed_at, was_done=row.done_at is not None, **dimensions(row)))
    refresh_next_step([row.deal_id])


@command(needs="crm.do_activity")
def restore_activity(*, by: Actor, activity_id: int) -> None:
    """Bring a removed activity back: planned again, or done again as it was and counted again."""
    row = _found(scoped(Activity.objects.select_related("owner", "deal"), by), activity_id)
    if row.removed_at is None:
        raise Conflict(_("This was not removed."))
    refuse_taken(by, row, Holder.ACTIVITY)
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    publish(planned(row) if row.done_at is None else done(row))
    refresh_next_step([row.deal_id])


def _row(
    by: Actor,
    *,
    kind: ActivityKind,
    title: str = "",
    deal_id: int | None,
    company_id: int | None,
    contact_id: int | None,
    owner_id: int | None,
) -> Activity:
    """Return a new, unsaved activity with its deal, client and owner fetched within reach."""
    deal: Deal | None = _within(visible_deals(by), deal_id)
    company: Company | None = _within(visible_companies(by), company_id)
    contact: Contact | None = _within(visible_contacts(by), contact_id)
    owner = _doer(by, owner_id, deal or company or contact)
    clients = (company and company.pk, deal and deal.company_id, contact and contact.company_id)
    return Activity(
        kind=kind,
        title=title.strip()[:200],
        deal=deal,
        company_id=next((pk for pk in clients if pk), None),
        contact=contact,
        owner=owner,
        team_id=owner.team_id,
        created_at=clock.now(),
    )


def _within(rows: "QuerySet[M]", pk: int | None) -> M | None:
    return None if pk is None else _found(rows.select_related("owner"), pk)


def _found(rows: "QuerySet[M]", pk: int) -> M:
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Missing()
    return row


def _doer(by: Actor, owner_id: int | None, record: Deal | Company | Contact | None) -> User:
    """Return who is to do it: the one named, else the record's owner, else whoever plans."""
    if record is not None and owner_id in {None, record.owner_id}:
        return taken(by, record.owner)
    if wanted := owner_id or by.id:
        return taken(by, possible_owner(wanted, viewer=by))
    raise Invalid(_("Say who is to do it."), field="owner")


def _follow(row: Activity, step: Step, owner: User) -> int:
    """Plan the next step after an activity, for the same client, in the name of whoever it was planned for."""
    check_due(step.due_at)
    following = Activity(
        kind=step.kind,
        title=step.title,
        due_at=step.due_at,
        promised=step.promised,
        deal=row.deal,
        company_id=row.company_id,
        contact_id=row.contact_id,
        owner=owner,
        team_id=owner.team_id,
        created_at=clock.now(),
    )
    following.save()
    publish(planned(following))
    return following.pk
