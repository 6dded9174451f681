"""The life of a run: mapped, started, cancelled, gone on with. The rows themselves are taken elsewhere."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.crm.access import visible_runs
from mostik.crm.adapters.systems import SYSTEMS
from mostik.crm.models import ImportRun
from mostik.crm.models.imports import RunState
from mostik.crm.queries.imports.own import fillable
from mostik.crm.rules.imports.fields import BY_CODE, MANY, NAMING
from mostik.kernel.refusals import Conflict, Invalid, Missing

RUN_IMPORT = "crm.run_import"
UNDO_IMPORT = "crm.undo_import"
MAVEN, TABLE = "maven", "table"
PRESETS = (TABLE, MAVEN, *SYSTEMS)


@command(needs="crm.import_records")
def map_columns(*, by: Actor, run_id: int, mapping: Mapping[int, str], options: Mapping[str, object]) -> None:
    """Say which column fills which field, and what rows mean where they say nothing. Refuses a field filled twice."""
    run = held_run(by, run_id)
    _refuse_unless(run, RunState.DRAFT)
    _check_mapping(run, mapping)
    run.mapping = {str(place): code for place, code in mapping.items()}
    run.options = {**run.options, **options}
    run.save(update_fields=["mapping", "options"])


@command(needs="crm.import_records")
def start_import(*, by: Actor, run_id: int, dry_run: bool = False) -> None:
    """Put the run into the workers' queue; a dry run may be followed by the real one. Refuses a run under way."""
    queue_run(by=by, run_id=run_id, dry_run=dry_run)
    promise(held_run(by, run_id), RUN_IMPORT)


@command(needs="crm.import_records")
def queue_run(*, by: Actor, run_id: int, dry_run: bool = False) -> None:
    """Make the run ready to be worked off from its first row, its earlier report forgotten."""
    run = held_run(by, run_id)
    if not _may_start(run):
        raise Conflict(_("This import has been started already."))
    if run.asks_columns:
        _check_mapping(run, {int(place): code for place, code in run.mapping.items()})
    run.problems.all().delete()
    run.state, run.dry, run.cancel_asked, run.error, run.ended_at = RunState.QUEUED, dry_run, False, "", None
    run.seen = run.made = run.changed = run.same = run.refused = 0
    run.summary = {}
    run.save()


@command(needs="crm.import_records")
def continue_import(*, by: Actor, run_id: int) -> None:
    """Go on with a cancelled or failed run from the row it stopped at."""
    run = held_run(by, run_id)
    _refuse_unless(run, RunState.CANCELLED, RunState.FAILED)
    run.state, run.cancel_asked, run.error, run.ended_at = RunState.QUEUED, False, "", None
    run.save()
    promise(run, RUN_IMPORT)


@command(needs="crm.import_records")
def go_on(*, by: Actor, run_id: int) -> None:
    """Promise the next part of a run under way."""
    run = held_run(by, run_id)
    if run.state == RunState.RUNNING:
        promise(run, RUN_IMPORT)
    if run.state == RunState.UNDOING:
        promise(run, UNDO_IMPORT)


@command(needs="crm.import_records")
def cancel_import(*, by: Actor, run_id: int) -> None:
    """Stop a run after the batch under way. What has come in stays and can be taken back."""
    run = held_run(by, run_id)
    _refuse_unless(run, RunState.DRAFT, RunState.QUEUED, RunState.RUNNING)
    run.cancel_asked = True
    if run.state != RunState.RUNNING:
        run.state, run.ended_at = RunState.CANCELLED, clock.now()
    run.save()


@command(needs="crm.import_records")
def fail_import(*, by: Actor, run_id: int, error: str) -> None:
    """Say why a run could not go on; it can be gone on with once the cause is mended."""
    run = held_run(by, run_id)
    run.state, run.error, run.ended_at = RunState.FAILED, error[:2000], clock.now()
    run.save()


def held_run(actor: Actor, run_id: int) -> ImportRun:
    """Return a run within reach, held until the command ends."""
    run = visible_runs(actor).select_for_update().filter(pk=run_id).first()
    if run is None:
        raise Missing(_("There is no such import."))
    return run


def promise(run: ImportRun, effect: str) -> None:
    """Put the next part of a run's work into the queue, once."""
    starts = int(run.options.get("starts", 0)) + 1
    run.options = {**run.options, "starts": starts}
    run.save(update_fields=["options"])
    outbox.enqueue(effect, key=f"{effect}:{run.pk}:{starts}", payload={"run": run.pk})


def _check_mapping(run: ImportRun, mapping: Mapping[int, str]) -> None:
    codes = list(mapping.values())
    own = dict(fillable(viewer=SYSTEM))
    if unknown := set(codes) - set(BY_CODE) - own.keys():
        raise Invalid(_("There is no such field: {name}."), params={"name": min(unknown)}, field="mapping")
    if twice := {code for code in codes if codes.count(code) > 1} - MANY:
        title = own.get(min(twice)) or _(BY_CODE[min(twice)].title)
        raise Invalid(_("Two columns fill “{name}”. Leave one of them."), params={"name": title}, field="mapping")
    if not set(codes) & set(NAMING):
        raise Invalid(_("Say which column is the title, the company or the contact."), field="mapping")
    if mapping and max(mapping) >= len(run.asked_file["headings"]):
        raise Invalid(_("The file has no such column."), field="mapping")


def _may_start(run: ImportRun) -> bool:
    return run.state == RunState.DRAFT or (
        run.dry and run.state in {RunState.DONE, RunState.CANCELLED, RunState.FAILED}
    )


def _refuse_unless(run: ImportRun, *states: RunState) -> None:
    if run.state not in states:
        raise Conflict(_("The import is not in a state for this: {state}."), params={"state": run.get_state_display()})
