"""Changes of what is planned: one at a time with its version, or many together."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish_all, timeline
from mostik.core.many import few
from mostik.crm.commands.own import OwnValues, put_own
from mostik.crm.commands.records import check_due, dimensions, done, done_by, end
from mostik.crm.commands.steps import BATCH, refresh_next_step
from mostik.crm.events import ActivityEdited
from mostik.crm.models import Activity
from mostik.crm.queries.activities import activity_row, possible_owner, waiting
from mostik.crm.rules.activities import PLAIN_END, own_ends
from mostik.crm.terms import ActivityKind, Holder
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Conflict, Invalid
from mostik.people.access import User

Change = tuple[str, str, str]

#: How the journal writes a moment down: what is put back is read from there.
WRITTEN = "%d.%m.%Y %H:%M"


@command(needs="crm.do_activity")
def edit_activity(
    *,
    by: Actor,
    activity_id: int,
    version: int,
    title: str | None = None,
    due_at: datetime | None = None,
    owner_id: int | None = None,
    promised: bool | None = None,
    own: OwnValues | None = None,
) -> None:
    """Change what is planned: its words, time, owner, promise; what is left out stays. Refuses a stale version."""
    row = activity_row(activity_id, viewer=by)
    if row.done_at is not None:
        raise Conflict(_("This is already done."))
    if row.version != version:
        raise _changed_meanwhile(row)
    if due_at is not None and due_at != row.due_at:
        check_due(due_at)
    changes = put_own(by, row, Holder.ACTIVITY, own or None)
    changes += _applied(row, {"title": title, "due_at": due_at, "promised": promised})
    if owner_id is not None:
        changes += _handed(row, possible_owner(owner_id, viewer=by))
    _save([row], [changes])


@command(needs="crm.do_activity")
def move_activities(*, by: Actor, activity_ids: Sequence[int], due_at: datetime) -> int:
    """Put planned activities off to one time and return how many."""
    check_due(due_at)
    rows = _waiting(by, activity_ids)
    return _save(rows, [_applied(row, {"due_at": due_at}) for row in rows])


@command(needs="crm.do_activity")
def hand_over_activities(*, by: Actor, activity_ids: Sequence[int], owner_id: int) -> int:
    """Give planned activities to another person within reach and return how many."""
    to, rows = possible_owner(owner_id, viewer=by), _waiting(by, activity_ids)
    return _save(rows, [_handed(row, to) for row in rows])


@command(needs="crm.do_activity")
def finish_activities(*, by: Actor, activity_ids: Sequence[int]) -> int:
    """Tick off tasks, letters and messages together and return how many.

    Calls and meetings are refused: each of them must say how it ended.
    """
    rows = _waiting(by, activity_ids)
    if own_ends(ActivityKind(row.kind) for row in rows):
        raise Invalid(_("Calls and meetings are finished one by one: each must say how it ended."))
    absent = {}
    for row in rows:
        end(row, PLAIN_END[ActivityKind(row.kind)])
        absent[row.pk] = done_by(by, row)
        row.version += 1
    Activity.objects.bulk_update(
        rows, ["owner", "team", "done_at", "result", "note", "seconds", "version"], batch_size=BATCH
    )
    publish_all([done(row, absent[row.pk]) for row in rows])
    refresh_next_step([row.deal_id for row in rows])
    return len(rows)


def _waiting(by: Actor, activity_ids: Sequence[int]) -> list[Activity]:
    return waiting(few(activity_ids), viewer=by)


def _applied(row: Activity, wanted: dict[str, object]) -> list[Change]:
    """Write the values that differ onto the row and return what changed, as people read it."""
    changes = []
    for name, value in wanted.items():
        before = getattr(row, name)
        if value is not None and value != before:
            setattr(row, name, value)
            changes.append((name, _words(before), _words(value)))
    return changes


def _handed(row: Activity, to: User) -> list[Change]:
    if row.owner_id == to.pk:
        return []
    before, row.owner, row.team_id = row.owner.short_name, to, to.team_id
    return [("owner", before, to.short_name)]


def _save(rows: Sequence[Activity], changes: Sequence[Sequence[Change]]) -> int:
    """Save the rows that changed, tell of each, and return how many."""
    changed = [(row, what) for row, what in zip(rows, changes, strict=True) if what]
    for row, _what in changed:
        row.version += 1
    fields = ["title", "due_at", "promised", "owner", "team", "own", "version"]
    Activity.objects.bulk_update([row for row, _what in changed], fields, batch_size=BATCH)
    now = clock.now()
    publish_all([ActivityEdited(at=now, changes=tuple(what), **dimensions(row)) for row, what in changed])
    refresh_next_step([row.deal_id for row, _what in changed])
    return len(changed)


def _changed_meanwhile(row: Activity) -> Conflict:
    """Return the refusal of a stale edit, saying who changed what."""
    about = Ref("crm.deal", row.deal_id) if row.deal_id else Ref("crm.company", row.company_id or 0)
    about = about if about.id else Ref("crm.activity", row.pk)
    last = timeline(about).filter(name=ActivityEdited.name, payload__activity=row.pk).first()
    if last is None:
        return Conflict()
    what = "; ".join(f"{before or '—'} → {after or '—'}" for _name, before, after in last.payload["changes"])
    message = _("{who} changed this meanwhile: {what}. Open it again.")
    return Conflict(message, params={"who": last.actor_name, "what": what})


def _words(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(clock.zone()).strftime(WRITTEN)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
