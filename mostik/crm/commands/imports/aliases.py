"""A strange name is joined to a record once, and the rows it troubled are gone over again."""

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.crm.commands.imports.runs import RUN_IMPORT, held_run, promise
from mostik.crm.models import Alias, ImportRun
from mostik.crm.models.imports import RunState
from mostik.crm.queries.imports.books import choices_for
from mostik.crm.rules.imports.names import normal
from mostik.crm.rules.imports.problems import NameKind
from mostik.kernel.refusals import Conflict, Invalid, Missing


@command(needs="crm.import_records")
def add_alias(*, by: Actor, kind: NameKind, name: str, record_id: int) -> None:
    """Remember which record a name in files means; said again, the latest counts. Refuses records out of reach."""
    text = normal(name)[:200]
    if not text:
        raise Invalid(_("Write the name as it stands in the file."), field="name")
    if record_id not in dict(choices_for(viewer=by, kind=kind)):
        raise Missing(_("Choose a record from the list."), field="record")
    Alias.objects.update_or_create(kind=kind.value, text=text, defaults={"record_id": record_id})


@command(needs="crm.import_records")
def leave_out(*, by: Actor, run_id: int, pipeline: str, out: bool) -> None:
    """Leave the deals of a pipeline of the file out of the import, or take them in again. Refuses one under way."""
    run = held_run(by, run_id)
    if run.state != RunState.DRAFT:
        raise Conflict(_("This import has already begun: its columns are read as they were set."))
    names = set(run.options.get("left_out", []))
    changed = names | {normal(pipeline)} if out else names - {normal(pipeline)}
    run.options = {**run.options, "left_out": sorted(changed)}
    run.save(update_fields=["options"])


@command(needs="crm.import_records")
def try_again(*, by: Actor, run_id: int) -> int:
    """Go over the troubled rows of a finished run once more, as a run of its own, and return its number."""
    run = held_run(by, run_id)
    if run.dry or run.state not in {RunState.DONE, RunState.CANCELLED, RunState.FAILED}:
        raise Conflict(_("Wait until the import has ended."))
    if not run.problems.exists():
        raise Conflict(_("No row of this import was in trouble."))
    again = ImportRun.objects.create(
        preset=run.preset,
        title=run.title,
        owner_id=by.id,
        state=RunState.QUEUED,
        again=run,
        files=run.files,
        headings_key=run.headings_key,
        mapping=run.mapping,
        options={**run.options, "starts": 0},
        made_at=clock.now(),
    )
    promise(again, RUN_IMPORT)
    return again.pk
