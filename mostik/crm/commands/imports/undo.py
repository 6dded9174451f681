"""A whole run is taken back: deals first, then what stood under them. What people touched since is kept and told."""

from collections.abc import Callable, Sequence
from time import monotonic

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish, publish_all
from mostik.core.locks import locked
from mostik.crm.access import visible_deals
from mostik.crm.commands.imports import books, making, past, places
from mostik.crm.commands.imports.desk import refreshed
from mostik.crm.commands.imports.own import unkeep_own
from mostik.crm.commands.imports.runs import UNDO_IMPORT, held_run, promise
from mostik.crm.commands.rows import dimensions
from mostik.crm.commands.totals import recount, standing
from mostik.crm.events import DealRemoved, ImportUndone
from mostik.crm.models import Deal, Imported, ImportRun
from mostik.crm.models.imports import RunState
from mostik.kernel.events import N_
from mostik.kernel.refusals import Conflict

AT_ONCE = 500
#: In this order, so that nothing is taken while something stands on it.
ORDER = (
    "crm.activity",
    "crm.own",
    "crm.deal",
    "crm.contact",
    "crm.company",
    "crm.product",
    "crm.pipeline",
    "people.user",
    "people.team",
    "people.department",
)
_DONE_WITH = (RunState.DONE, RunState.CANCELLED, RunState.FAILED)


class NothingToUndo(Conflict):
    """The run wrote nothing, or was taken back already."""

    message = N_("There is nothing to take back: this import wrote nothing, or was taken back already.")


@command(needs="crm.import_records")
def undo_import(*, by: Actor, run_id: int) -> None:
    """Take a run back, in the background. Refuses a run under way, a dry one and one taken back."""
    run = held_run(by, run_id)
    if run.dry or run.state not in _DONE_WITH:
        raise NothingToUndo()
    run.state, run.summary = RunState.UNDOING, {**run.summary, "removed": {}, "kept": {}}
    run.save(update_fields=["state", "summary"])
    promise(run, UNDO_IMPORT)


@command(needs="crm.import_records", whole=False)
def undo_all(*, by: Actor, run_id: int, seconds: float | None = None) -> bool:
    """Take back what a run made, batch after batch, for at most so long; return whether any is left."""
    until = None if seconds is None else monotonic() + seconds
    by = refreshed(by)
    for kind in ORDER:
        while undo_batch(by=by, run_id=run_id, kind=kind):
            if until is not None and monotonic() > until:
                return True
    end_undo(by=by, run_id=run_id)
    return False


@command(needs="crm.import_records")
def undo_batch(*, by: Actor, run_id: int, kind: str) -> bool:
    """Take back some records of one kind; ``False`` when none are left."""
    run = held_run(by, run_id)
    records = list(run.records.filter(kind=kind).order_by("-pk")[:AT_ONCE]) if run.state == RunState.UNDOING else []
    removed = _UNDOERS[kind](by, records) if records else 0
    Imported.objects.filter(pk__in=[each.pk for each in records]).delete()
    _account(run, kind, removed, len(records) - removed)
    return bool(records)


@command(needs="crm.import_records")
def end_undo(*, by: Actor, run_id: int) -> None:
    """Close the account of a run taken back."""
    run = held_run(by, run_id)
    if run.state != RunState.UNDOING:
        return
    run.state, run.ended_at = RunState.UNDONE, clock.now()
    run.save(update_fields=["state", "ended_at"])
    removed, kept = sum(run.summary["removed"].values()), sum(run.summary["kept"].values())
    publish(ImportUndone(at=clock.now(), run=run.pk, removed=removed, kept=kept))


def _account(run: ImportRun, kind: str, removed: int, kept: int) -> None:
    for name, count in (("removed", removed), ("kept", kept)):
        if count:
            told = dict(run.summary.get(name, {}))
            run.summary = {**run.summary, name: {**told, kind: told.get(kind, 0) + count}}
    run.save(update_fields=["summary"])


def _undo_deals(by: Actor, records: Sequence[Imported]) -> int:
    versions = {each.record_id: each.version for each in records}
    rows = locked(visible_deals(by).filter(pk__in=list(versions))).select_related("owner", "team").order_by("pk")
    deals = [deal for deal in rows if deal.version == versions[deal.pk] and not _touched(deal)]
    now = clock.now()
    for deal in deals:
        deal.removed_at = now
        deal.version += 1
    Deal.objects.bulk_update(deals, ["removed_at", "version"], batch_size=250)
    recount(gone=[standing(deal) for deal in deals])
    publish_all(DealRemoved(at=now, **dimensions(deal)) for deal in deals)
    return len(deals)


def _touched(deal: Deal) -> bool:
    """Return whether somebody worked on the deal after it came in: a step planned or something done."""
    return deal.next_at is not None or deal.last_at is not None


_UNDOERS: dict[str, Callable[[Actor, Sequence[Imported]], int]] = {
    "crm.activity": past.unrecord,
    "crm.own": unkeep_own,
    "crm.deal": _undo_deals,
    "crm.contact": making.unmake_contacts,
    "crm.company": making.unmake_companies,
    "crm.product": books.unmake_products,
    "crm.pipeline": books.unmake_pipelines,
    "people.user": places.unmake_people,
    "people.team": places.unmake_teams,
    "people.department": places.unmake_departments,
}
