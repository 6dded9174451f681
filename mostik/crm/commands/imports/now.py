"""A whole import from beginning to end, for the command line and for tests: no queue, no waiting."""

from pathlib import Path

from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.crm.adapters.maven import files as maven
from mostik.crm.adapters.systems import SYSTEMS
from mostik.crm.adapters.systems.parts import in_folder
from mostik.crm.adapters.table.refusals import MissingFiles
from mostik.crm.commands.imports.drafts import Upload, new_run
from mostik.crm.commands.imports.runs import MAVEN, fail_import, queue_run
from mostik.crm.commands.imports.working import work_off
from mostik.crm.models import ImportRun
from mostik.kernel.refusals import Refusal


@command(needs="crm.import_records", whole=False)
def import_now(*, by: Actor, preset: str, path: Path, dry_run: bool = False) -> ImportRun:
    """Import a file, or the folder of files a preset comes in, and return the finished run.

    Refuses a path that is not there, a folder that lacks a file, and a file that cannot be read.
    """
    run_id = new_run(by=by, preset=preset, uploads=uploads_at(preset, path))
    return run_import_now(by=by, run_id=run_id, dry_run=dry_run)


@command(needs="crm.import_records", whole=False)
def run_import_now(*, by: Actor, run_id: int, dry_run: bool = False) -> ImportRun:
    """Work a run that was set up off at once and return it. A refusal on the way is the run's error."""
    queue_run(by=by, run_id=run_id, dry_run=dry_run)
    try:
        work_off(by=by, run_id=run_id)
    except Refusal as refusal:
        fail_import(by=by, run_id=run_id, error=str(refusal))
    return ImportRun.objects.get(pk=run_id)


def uploads_at(preset: str, path: Path) -> list[Upload]:
    """Return the files a path means: itself, or those of a folder."""
    if preset == MAVEN:
        return [(each.name, each) for each in maven.in_folder(path).values()]
    if preset in SYSTEMS and path.exists() and (found := in_folder(SYSTEMS[preset], path)):
        return found
    if not path.is_file():
        raise MissingFiles(params={"files": str(path)})
    return [(path.name, path)]
