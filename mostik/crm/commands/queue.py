"""What takes an item out of the day's queue besides doing it: put off, given up; and the way back of each."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish, publish_all, timeline
from mostik.crm.catalog import POSTS, Written
from mostik.crm.commands.activities import drop_activity, finish_activity, log_activity, reopen_activity
from mostik.crm.commands.agenda import WRITTEN, move_activities
from mostik.crm.commands.deals import lose_deal, reopen_deal
from mostik.crm.commands.records import dimensions, planned
from mostik.crm.commands.rows import deal_of
from mostik.crm.commands.steps import refresh_next_step
from mostik.crm.events import ActivityDropped, ActivityEdited
from mostik.crm.models import Activity, Loss
from mostik.crm.queries.activities import activity_row
from mostik.crm.terms import ActivityKind, ActivityResult
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Conflict


@command(needs="crm.do_activity")
def put_off_activity(*, by: Actor, activity_id: int, due_at: datetime) -> None:
    """Put one planned activity off. Refuses one already done and a day gone by."""
    row = activity_row(activity_id, viewer=by)
    if row.done_at is not None:
        raise Conflict(_("This is already done."))
    move_activities(by=by, activity_ids=[row.pk], due_at=due_at)


@command(needs="crm.do_activity")
def put_back_activity(*, by: Actor, activity_id: int) -> None:
    """Take back a putting off: the activity is due again when it was before, though that may be gone by.

    The journal remembers when that was, to the minute. Refuses an activity that was not moved last.
    """
    row = activity_row(activity_id, viewer=by)
    before = _stood_at(row)
    if row.done_at is not None or row.due_at is None or before is None:
        raise Conflict(_("This was not put off."))
    changes = (("due_at", row.due_at.astimezone(clock.zone()).strftime(WRITTEN), before.strftime(WRITTEN)),)
    row.due_at, row.version = before, row.version + 1
    row.save(update_fields=["due_at", "version"])
    publish(ActivityEdited(at=clock.now(), changes=changes, **dimensions(row)))
    refresh_next_step([row.deal_id])


@command(needs="crm.do_activity")
def write(*, by: Actor, activity_id: int | None, kind: ActivityKind, written: Written, leaves: bool) -> int:
    """Record what is written to a client, as the end of a planned activity or by itself, and return its number.

    With ``leaves`` it goes from here by itself. Refuses what the way out refuses; then nothing is recorded.
    """
    note = f"{written.subject}\n\n{written.text}".strip()
    if activity_id:
        finish_activity(by=by, activity_id=activity_id, result=ActivityResult.DONE, note=note)
    else:
        client = {} if written.deal_id else {"company_id": written.company_id, "contact_id": written.contact_id}
        words = {"title": written.subject, "note": written.text}
        activity_id = log_activity(by=by, kind=kind, deal_id=written.deal_id, **client, **words)  # type: ignore[arg-type]
    if leaves:
        for post in POSTS:
            post.promise(by=by, activity_id=activity_id, written=written)
    return activity_id


@command(needs="crm.do_activity")
def take_back_activity(*, by: Actor, activity_id: int) -> bool:
    """Take back what was done last: what was planned waits again, what was only recorded goes; what is sent stays here.

    Returns whether it waits again. Refuses once the words have gone to the client.
    """
    row = activity_row(activity_id, viewer=by)
    for post in POSTS:
        post.take_back(by=by, activity_id=row.pk)
    if row.done_at is not None and row.due_at is not None:
        reopen_activity(by=by, activity_id=row.pk)
        return True
    drop_activity(by=by, activity_id=row.pk)
    return False


@command(needs="crm.edit_deal")
def give_up_deal(*, by: Actor, deal_id: int, reason_id: int | None, note: str = "", competitor: str = "") -> None:
    """Lose a deal for a reason, and drop its waiting steps: a lost deal asks for nothing more today."""
    lose_deal(by=by, deal_id=deal_id, reason_id=reason_id, note=note, competitor=competitor)
    rows = list(_steps(deal_id).filter(removed_at__isnull=True))
    at = clock.now()
    for row in rows:
        row.removed_at = at
    Activity.objects.bulk_update(rows, ["removed_at"])
    publish_all([ActivityDropped(at=at, was_done=False, **dimensions(row)) for row in rows])
    refresh_next_step([deal_id])


@command(needs="crm.edit_deal")
def take_up_deal(*, by: Actor, deal_id: int) -> None:
    """Take back giving a deal up: it is open where it stood, and the steps dropped with it wait again."""
    lost = Loss.objects.filter(deal=deal_of(by, deal_id)).order_by("-at").first()
    reopen_deal(by=by, deal_id=deal_id)
    rows = list(_steps(deal_id).filter(removed_at__gte=lost.at)) if lost else []
    for row in rows:
        row.removed_at = None
    Activity.objects.bulk_update(rows, ["removed_at"])
    publish_all([planned(row) for row in rows])
    refresh_next_step([deal_id])


def _steps(deal_id: int) -> "QuerySet[Activity]":
    return Activity.objects.select_related("owner", "deal").filter(deal=deal_id, done_at__isnull=True)


def _stood_at(row: Activity) -> datetime | None:
    """Return when an activity was due before it was last moved, as the journal says."""
    about = Ref("crm.deal", row.deal_id) if row.deal_id else Ref("crm.company", row.company_id or 0)
    about = about if about.id else Ref("crm.activity", row.pk)
    last = timeline(about).filter(name=ActivityEdited.name, payload__activity=row.pk).first()
    moved = [before for name, before, _after in (last.payload["changes"] if last else ()) if name == "due_at"]
    return datetime.strptime(moved[0], WRITTEN).replace(tzinfo=clock.zone()) if moved else None
