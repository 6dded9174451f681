"""A run is worked off: batch after batch, each a transaction of its own, from where it stands."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from time import monotonic

from django.db.models import F
from django.urls import reverse

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.notifications import notify
from mostik.crm.commands.imports.desk import Desk, SourceRow, Tally, refreshed
from mostik.crm.commands.imports.presets import open_desk, pass_over, prepare, take
from mostik.crm.commands.imports.runs import held_run
from mostik.crm.commands.imports.sources import source_rows
from mostik.crm.events import ImportFinished
from mostik.crm.models import Imported, ImportRun, RowProblem
from mostik.crm.models.imports import RunState
from mostik.crm.queries.imports.reckoning import reckoned
from mostik.kernel.events import N_
from mostik.kernel.refusals import Refusal

BATCH = 500
_ENDED = N_("The import “{title}” has ended: {made} new, {refused} refused")


@command(needs="crm.import_records", whole=False)
def work_off(*, by: Actor, run_id: int, seconds: float | None = None) -> bool:
    """Take the run's rows from where it stands, for at most so long; return whether any are left.

    Every batch is kept with the place it reached, so a run that dies goes on without doubling anything.
    """
    begin_run(by=by, run_id=run_id)
    run = ImportRun.objects.get(pk=run_id)
    if run.state != RunState.RUNNING:
        return False
    until = None if seconds is None else monotonic() + seconds
    desk = open_desk(by, run)
    for start, rows in _batches(desk, run):
        desk.by, desk.tally = refreshed(by), Tally()
        if not take_batch(by=desk.by, run_id=run_id, start=start, rows=rows, desk=desk):
            break
        if until is not None and monotonic() > until:
            return True
    end_run(by=by, run_id=run_id)
    reckon_run(by=refreshed(by), run_id=run_id)
    return False


@command(needs="crm.import_records")
def begin_run(*, by: Actor, run_id: int) -> None:
    """Mark the run as being worked on and make what its rows stand on."""
    run = held_run(by, run_id)
    if run.state == RunState.QUEUED:
        run.state = RunState.RUNNING
        run.total = len_of(run)
        run.save(update_fields=["state", "total"])
    if run.state == RunState.RUNNING:
        _keep(run, prepare(by, run))


@command(needs="crm.import_records")
def take_batch(*, by: Actor, run_id: int, start: int, rows: Sequence[SourceRow], desk: Desk) -> bool:
    """Take one batch and keep how far the run is; ``False`` when it was cancelled or somebody else is at it."""
    run = held_run(by, run_id)
    if run.state != RunState.RUNNING or run.seen != start or run.cancel_asked:
        return False
    take(desk, rows)
    _keep(run, desk.tally)
    _count(run, desk.tally, len(rows))
    return True


@command(needs="crm.import_records")
def end_run(*, by: Actor, run_id: int) -> None:
    """Close the run's account: done, or cancelled where it stands."""
    run = held_run(by, run_id)
    if run.state != RunState.RUNNING or not (run.cancel_asked or run.seen >= run.total):
        return
    run.state = RunState.CANCELLED if run.cancel_asked else RunState.DONE
    run.ended_at = clock.now()
    run.save(update_fields=["state", "ended_at"])
    _tell_owner(run)
    if not run.dry:
        counts = {name: getattr(run, name) for name in ("made", "changed", "same", "refused")}
        publish(ImportFinished(at=clock.now(), run=run.pk, preset=run.preset, **counts))


@command(needs="crm.import_records")
def reckon_run(*, by: Actor, run_id: int) -> None:
    """Compare what the files said with what stands here and keep it with the run; a file gone is not compared."""
    run = held_run(by, run_id)
    if run.dry or run.state != RunState.DONE:
        return
    try:
        found = reckoned(viewer=by, run=run)
    except (Refusal, OSError, ValueError) as wrong:
        found = {"error": str(wrong)[:300]}
    if found is not None:
        run.summary = {**run.summary, "reckoning": found}
        run.save(update_fields=["summary"])


def _tell_owner(run: ImportRun) -> None:
    told = {"title": run.title[:80], "made": str(run.made), "refused": str(run.refused)}
    notify(
        person_ids=[run.owner_id] if run.owner_id else [],
        text=_ENDED,
        params=told,
        key=f"crm.import:{run.pk}:{run.options.get('starts', 0)}",
        url=reverse("crm:import_run", args=[run.pk]),
        kind="work",
    )


def len_of(run: ImportRun) -> int:
    """Return how many rows a run goes over."""
    if run.again_id is None:
        return sum(int(file["rows"]) for file in run.files)
    return sum(1 for _ in source_rows(run))


def _batches(desk: Desk, run: ImportRun) -> Iterator[tuple[int, list[SourceRow]]]:
    """Yield batches of rows of one file, with how many rows come before; those already taken are passed over."""
    start = 0
    for _role, rows in groupby(source_rows(run), key=lambda row: row.role):
        while batch := list(islice(rows, _until(start, run.seen))):
            if start < run.seen:
                pass_over(desk, batch)
            else:
                yield start, batch
            start += len(batch)


def _until(start: int, seen: int) -> int:
    """Return how many rows to read next, so that a batch ends exactly where the run stopped."""
    return min(BATCH, seen - start) if start < seen else BATCH


def _keep(run: ImportRun, tally: Tally) -> None:
    RowProblem.objects.bulk_create(tally.problems, batch_size=500)
    Imported.objects.bulk_create(tally.imported, batch_size=500)
    records = dict(run.summary.get("records", {}))
    for kind, count in tally.records.items():
        records[kind] = records.get(kind, 0) + count
    own = dict(Counter(run.summary.get("own", {})) + tally.own)
    ImportRun.objects.filter(pk=run.pk).update(summary={**run.summary, "records": records, "own": own})


def _count(run: ImportRun, tally: Tally, rows: int) -> None:
    ImportRun.objects.filter(pk=run.pk).update(
        seen=F("seen") + rows,
        made=F("made") + tally.made,
        changed=F("changed") + tally.changed,
        same=F("same") + tally.same,
        refused=F("refused") + tally.refused,
    )
