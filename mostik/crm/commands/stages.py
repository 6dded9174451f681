"""Writes of a pipeline's stages: added, changed, put in order, removed with their deals going elsewhere."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish, publish_all
from mostik.crm.commands.books import apply, in_order, same_name
from mostik.crm.commands.lacks import recount_lacks
from mostik.crm.commands.pipelines import pipeline_row
from mostik.crm.commands.stays import move_all, move_back
from mostik.crm.events import StageChanged, StageRemoved, StageRestored
from mostik.crm.models import Deal, Stage
from mostik.crm.queries.pipelines import stages
from mostik.crm.rules.pipelines import StageFields, refusal_of_stage, takes_deals_of
from mostik.crm.terms import PipelineKind, StageKind
from mostik.kernel.refusals import Conflict, Invalid, Missing

NULLABLE = ("norm_days", "warn_days")


@command(needs="crm.edit_pipelines")
def add_stage(*, by: Actor, pipeline_id: int, fields: StageFields) -> int:
    """Add a stage before the pipeline's closing ones and return its number."""
    pipeline = pipeline_row(pipeline_id)
    row = Stage(pipeline=pipeline, sort=_place(pipeline_id))
    _write(by, row, {"title": "", **fields})
    _make_room(row)
    row.save()
    publish(_changed(row, ()))
    return row.pk


@command(needs="crm.edit_pipelines")
def edit_stage(*, by: Actor, stage_id: int, fields: StageFields, version: int | None = None) -> None:
    """Change a stage's rules. Its kind stays while deals stand in it."""
    row = _row(stage_id)
    if version is not None and version != row.version:
        raise Conflict(_("Somebody changed the stage since you opened it. Look at it again."))
    kind = fields.get("kind", row.kind)
    if kind != row.kind and Deal.objects.filter(stage=row).exists():
        raise Conflict(_("Deals stand in this stage: its kind cannot change. Add another stage and move them."))
    if kind != row.kind:
        _keep_kind(row)
    if changes := _write(by, row, fields):
        row.version += 1
        row.save()
        if any(name == "required_fields" for name, _before, _after in changes):
            recount_lacks(row)
        publish(_changed(row, changes))


@command(needs="crm.edit_pipelines")
def order_stages(*, by: Actor, pipeline_id: int, stage_ids: Sequence[int]) -> None:
    """Put a pipeline's stages in this order."""
    moved = in_order(Stage.objects.filter(pipeline=pipeline_row(pipeline_id), archived_at__isnull=True), stage_ids)
    publish_all([_changed(row, [("sort", "", str(row.sort + 1))]) for row in moved])


@command(needs="crm.edit_pipelines")
def remove_stage(*, by: Actor, stage_id: int, to_stage_id: int | None = None) -> int:
    """Take a stage out of use and return how many deals went to the other stage.

    Refuses while it holds deals and nothing says where they go, and the last stage of its kind.
    """
    row, known, at = _row(stage_id), stages(viewer=by), clock.now()
    _keep_kind(row)
    moved = 0
    if Deal.objects.filter(stage=row).exists():
        to = known.get(to_stage_id or 0)
        if to is None or to.id == row.pk or not takes_deals_of(StageKind(row.kind), to.kind):
            raise Invalid(_("Choose a stage of the same kind for its deals."), field="to_stage")
        moved = move_all(known[row.pk], to, actor=by, at=at)
    row.archived_at = at
    row.save()
    publish(StageRemoved(at=row.archived_at, pipeline=row.pipeline_id, stage=row.pk, title=row.title, moved=moved))
    return moved


@command(needs="crm.edit_pipelines")
def restore_stage(*, by: Actor, stage_id: int) -> int:
    """Bring a removed stage back, and the deals that went from it and have stood still since; return how many.

    Refuses a title taken meanwhile, and a pipeline that was put away.
    """
    rows = Stage.objects.select_for_update(of=("self",)).select_related("pipeline")
    row = rows.filter(pk=stage_id, archived_at__isnull=False, pipeline__archived_at__isnull=True).first()
    if row is None or row.archived_at is None:
        raise Missing(_("There is no such stage."), field="stage")
    same_name(Stage.objects.filter(pipeline=row.pipeline, archived_at__isnull=True), row.title, row.pk)
    since, row.archived_at = row.archived_at, None
    row.save()
    known = stages(viewer=by)
    moved = sum(move_back(here, known[row.pk], since=since) for here in known.values() if here.id != row.pk)
    publish(StageRestored(at=clock.now(), pipeline=row.pipeline_id, stage=row.pk, title=row.title, moved=moved))
    return moved


def _row(stage_id: int) -> Stage:
    rows = Stage.objects.select_for_update(of=("self",)).select_related("pipeline")
    row = rows.filter(pk=stage_id, archived_at__isnull=True, pipeline__archived_at__isnull=True).first()
    if row is None:
        raise Missing(_("There is no such stage."), field="stage")
    return row


def _write(by: Actor, row: Stage, fields: StageFields) -> list[tuple[str, str, str]]:
    if refusal := refusal_of_stage(fields, set(stages(viewer=by)) - {row.pk}):
        raise refusal
    values = dict(fields)
    if row.pipeline.kind == PipelineKind.LEAD and fields.get("kind") is StageKind.WON:
        raise Invalid(_("A lead is not won: it is qualified into a deal. Choose another kind."), field="kind")
    if "title" in fields:
        siblings = Stage.objects.filter(pipeline=row.pipeline, archived_at__isnull=True)
        values["title"] = same_name(siblings, fields["title"], row.pk)
    if "milestone" in fields:
        values["milestone"] = fields["milestone"] or ""
    if "probability" in fields and row.set_probability is not None:
        values["set_probability"] = values.pop("probability")
    emptied = [name for name in NULLABLE if name in fields and values[name] is None and getattr(row, name) is not None]
    changes = apply(row, values)
    for name in emptied:
        changes.append((name, str(getattr(row, name)), ""))
        setattr(row, name, None)
    return changes


def _place(pipeline_id: int) -> int:
    """Return the place of a new stage: before the first closing one."""
    rows = Stage.objects.filter(pipeline=pipeline_id, archived_at__isnull=True)
    closing = rows.filter(kind__in=(StageKind.WON, StageKind.LOST)).first()
    return closing.sort if closing else rows.count()


def _make_room(row: Stage) -> None:
    for later in Stage.objects.filter(pipeline=row.pipeline, archived_at__isnull=True, sort__gte=row.sort):
        later.sort += 1
        later.save(update_fields=["sort"])


def _keep_kind(row: Stage) -> None:
    others = Stage.objects.filter(pipeline=row.pipeline, archived_at__isnull=True, kind=row.kind).exclude(pk=row.pk)
    if row.kind != StageKind.HOLD and not others.exists():
        raise Conflict(_("This is the pipeline's last stage of its kind. Add another first."))


def _changed(row: Stage, changes: Sequence[tuple[str, str, str]]) -> StageChanged:
    return StageChanged(at=clock.now(), pipeline=row.pipeline_id, stage=row.pk, title=row.title, changes=tuple(changes))
