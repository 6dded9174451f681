"""The life of a run: set up, mapped, started, cancelled, gone on with. The rows themselves are taken elsewhere."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from mostik.core import clock, outbox
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.crm.access import visible_runs
from mostik.crm.adapters.maven import files as maven
from mostik.crm.adapters.table import store
from mostik.crm.adapters.table.tables import Table, keep
from mostik.crm.models import ImportRun
from mostik.crm.models.imports import RunState
from mostik.crm.rules.imports.fields import BY_CODE, NAMING, Mapped, guess, key_of
from mostik.crm.rules.imports.names import normal
from mostik.kernel.refusals import Conflict, Invalid, Missing

RUN_IMPORT = "crm.run_import"
UNDO_IMPORT = "crm.undo_import"
MAVEN, TABLE = "maven", "table"
PRESETS = (TABLE, MAVEN)
LONGEST_ORIGIN = 32

Upload = tuple[str, Path]


@command(needs="crm.import_records", whole=False)
def new_run(*, by: Actor, preset: str, uploads: Sequence[Upload]) -> int:
    """Keep the files of a new import and return its number. Refuses files that cannot be read, saying why.

    ``uploads`` are (the person's file name, where it lies now).
    """
    if by.id is None:
        raise Invalid(_("An import belongs to a person: sign in as yourself."))
    if preset not in PRESETS:
        raise Invalid(_("Choose what kind of file it is."), field="preset")
    if not uploads:
        raise Invalid(_("Choose a file first."), field="files")
    kept: list[tuple[str, Table]] = []
    try:
        for role, (title, path) in _roles(preset, uploads):
            kept.append((role, keep(path, title)))
        return _made(by, preset, kept).pk
    except BaseException:
        for _role, table in kept:
            store.drop(table.stored)
        raise


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
    if run.preset == TABLE:
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


def _roles(preset: str, uploads: Sequence[Upload]) -> list[tuple[str, Upload]]:
    if preset == TABLE:
        if len(uploads) > 1:
            raise Invalid(_("A table is one file. Load the others as imports of their own."), field="files")
        return [("deals", uploads[0])]
    by_role = maven.by_name([title for title, _path in uploads])
    maven.check_complete(by_role)
    named = dict(uploads)
    return [(each.role, (by_role[each.role], named[by_role[each.role]])) for each in maven.FILES]


def _made(actor: Actor, preset: str, kept: Sequence[tuple[str, Table]]) -> ImportRun:
    headings = kept[-1][1].headings
    if preset == MAVEN:
        for role, table in kept:
            maven.check_columns(role, table.title, table.headings)
    mapping = _remembered(actor, headings) or guess(headings) if preset == TABLE else {}
    return ImportRun.objects.create(
        preset=preset,
        title=", ".join(table.title for _role, table in kept)[:255],
        owner_id=actor.id,
        files=[_file(role, table) for role, table in kept],
        total=sum(table.rows for _role, table in kept),
        headings_key=key_of(headings),
        mapping={str(place): code for place, code in mapping.items()},
        options={"origin": preset, "owner": actor.id},
        made_at=clock.now(),
    )


def _file(role: str, table: Table) -> dict[str, object]:
    return {
        "role": role,
        "stored": table.stored,
        "title": table.title,
        "headings": list(table.headings),
        "rows": table.rows,
        "blank": table.blank,
        "notes": table.notes,
    }


def _remembered(actor: Actor, headings: Sequence[str]) -> Mapped:
    """Return how the last file with these columns was read, whatever order they stand in now."""
    before = visible_runs(actor).filter(preset=TABLE, headings_key=key_of(headings)).exclude(state=RunState.DRAFT)
    last = before.order_by("-pk").first()
    if last is None:
        return {}
    fields = {normal(last.files[-1]["headings"][int(place)]): code for place, code in last.mapping.items()}
    return {place: fields[normal(name)] for place, name in enumerate(headings) if normal(name) in fields}


def _check_mapping(run: ImportRun, mapping: Mapping[int, str]) -> None:
    codes = list(mapping.values())
    if unknown := set(codes) - set(BY_CODE):
        raise Invalid(_("There is no such field: {name}."), params={"name": min(unknown)}, field="mapping")
    if twice := {code for code in codes if codes.count(code) > 1}:
        title = _(BY_CODE[min(twice)].title)
        raise Invalid(_("Two columns fill “{name}”. Leave one of them."), params={"name": title}, field="mapping")
    if not set(codes) & set(NAMING):
        raise Invalid(_("Say which column is the title, the company or the contact."), field="mapping")
    if mapping and max(mapping) >= len(run.files[-1]["headings"]):
        raise Invalid(_("The file has no such column."), field="mapping")


def _may_start(run: ImportRun) -> bool:
    return run.state == RunState.DRAFT or (
        run.dry and run.state in {RunState.DONE, RunState.CANCELLED, RunState.FAILED}
    )


def _refuse_unless(run: ImportRun, *states: RunState) -> None:
    if run.state not in states:
        raise Conflict(_("The import is not in a state for this: {state}."), params={"state": run.get_state_display()})
