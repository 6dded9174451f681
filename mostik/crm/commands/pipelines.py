"""Writes of pipelines: made, changed, put in order, archived; the first one of a new company."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.crm.commands.books import apply, in_order, same_name
from mostik.crm.events import PipelineChanged
from mostik.crm.models import Deal, LossReason, Pipeline, Stage
from mostik.crm.rules.pipelines import REASONS, SALES, StageSeed, kinds_needed
from mostik.crm.terms import Outcome, PipelineKind
from mostik.kernel.refusals import Conflict, Invalid, Missing

BARE = (SALES[0], SALES[-2], SALES[-1])


@command(needs="crm.edit_pipelines")
def seed_pipeline(
    *,
    by: Actor,
    title: str,
    stages: Sequence[StageSeed],
    currency: str = "RUB",
    default: bool = False,
    kind: PipelineKind = PipelineKind.DEAL,
) -> int:
    """Make a pipeline with its stages in order and return its number. Refuses one without the stages its kind needs."""
    if missing := kinds_needed(kind) - {stage.kind for stage in stages}:
        told = {"kinds": ", ".join(sorted(missing))}
        raise Invalid(_("A pipeline has an open, a won and a lost stage; missing: {kinds}."), params=told)
    row = _new(title, currency, kind)
    if kind is PipelineKind.LEAD:
        default = False
    elif default or not Pipeline.objects.filter(default=True).exists():
        _make_default(row)
    Stage.objects.bulk_create(_stage(row, sort, seed) for sort, seed in enumerate(stages))
    publish(PipelineChanged(at=clock.now(), pipeline=row.pk, title=row.title))
    return row.pk


@command(needs="crm.edit_pipelines")
def seed_default_pipeline(*, by: Actor, currency: str = "RUB") -> int:
    """Make the sales pipeline and loss reasons a new company starts with; what is there already stays."""
    if found := Pipeline.objects.filter(default=True).first():
        return found.pk
    seed_reasons()
    return seed_pipeline(by=by, title="Продажи", stages=SALES, currency=currency, default=True)


@command(needs="crm.edit_pipelines")
def add_pipeline(*, by: Actor, title: str, currency: str = "RUB") -> int:
    """Make a pipeline with a first, a won and a lost stage, to be grown in the editor; return its number."""
    return seed_pipeline(by=by, title=title, stages=BARE, currency=currency)


@command(needs="crm.edit_pipelines")
def edit_pipeline(
    *, by: Actor, pipeline_id: int, title: str | None = None, default: bool | None = None, version: int | None = None
) -> None:
    """Rename a pipeline, or let new deals go to it."""
    row = pipeline_row(pipeline_id, version)
    changes = []
    if title is not None:
        changes = apply(row, {"title": same_name(Pipeline.objects.filter(archived_at__isnull=True), title, row.pk)})
    if default and not row.default:
        if row.kind == PipelineKind.LEAD:
            raise Conflict(_("New deals go to a pipeline of deals. Leads have their own."))
        _make_default(row)
        changes.append(("default", "", _("yes")))
    _save(row, changes)


@command(needs="crm.edit_pipelines")
def order_pipelines(*, by: Actor, pipeline_ids: Sequence[int]) -> None:
    """Put the pipelines in use in this order."""
    rows = in_order(Pipeline.objects.filter(archived_at__isnull=True), pipeline_ids)
    for row in rows:
        publish(PipelineChanged(at=clock.now(), pipeline=row.pk, title=row.title))


@command(needs="crm.edit_pipelines")
def archive_pipeline(*, by: Actor, pipeline_id: int) -> None:
    """Take a pipeline out of use. Refuses the default one, and one where deals are still open."""
    row = pipeline_row(pipeline_id)
    if row.default:
        raise Conflict(_("New deals go to this pipeline. Make another the default first."))
    if Deal.objects.filter(pipeline=row, removed_at__isnull=True, outcome=Outcome.OPEN).exists():
        raise Conflict(_("Deals are still open in this pipeline. Close or move them first."))
    row.archived_at = clock.now()
    _save(row, [("archived", "", _("yes"))])


@command(needs="crm.edit_pipelines")
def restore_pipeline(*, by: Actor, pipeline_id: int) -> None:
    """Bring an archived pipeline back into use."""
    row = Pipeline.objects.filter(pk=pipeline_id, archived_at__isnull=False).first()
    if row is None:
        raise Missing()
    same_name(Pipeline.objects.filter(archived_at__isnull=True), row.title, row.pk)
    row.archived_at = None
    _save(row, [("archived", _("yes"), "")])


def seed_reasons() -> None:
    """Make the reasons to lose a deal and to reject a lead a new company starts with; what is there already stays."""
    known = set(LossReason.objects.values_list("title", flat=True))
    LossReason.objects.bulk_create(
        LossReason(preventable=seed.preventable, sort=sort, **seed._asdict())
        for sort, seed in enumerate(REASONS)
        if seed.title not in known
    )


def pipeline_row(pipeline_id: int, version: int | None = None) -> Pipeline:
    """Return a pipeline in use, held until the command ends; refuses a stale version."""
    row = Pipeline.objects.select_for_update().filter(pk=pipeline_id, archived_at__isnull=True).first()
    if row is None:
        raise Missing(_("There is no such pipeline."), field="pipeline")
    if version is not None and version != row.version:
        raise Conflict(_("Somebody changed the pipeline since you opened it. Look at it again."))
    return row


def _new(title: str, currency: str, kind: PipelineKind) -> Pipeline:
    used = Pipeline.objects.filter(archived_at__isnull=True)
    return Pipeline.objects.create(title=same_name(used, title), currency=currency, sort=used.count(), kind=kind)


def _make_default(row: Pipeline) -> None:
    """Let new deals go here: the database knows one such pipeline at most."""
    Pipeline.objects.filter(default=True).update(default=False)
    Pipeline.objects.filter(pk=row.pk).update(default=True)
    row.default = True


def _stage(row: Pipeline, sort: int, seed: StageSeed) -> Stage:
    return Stage(
        pipeline=row,
        title=seed.title,
        sort=sort,
        kind=seed.kind,
        milestone=seed.milestone or "",
        probability=seed.probability,
        norm_days=seed.norm_days,
        warn_days=seed.norm_days,
        key=seed.key,
        colour=seed.colour,
    )


def _save(row: Pipeline, changes: list[tuple[str, str, str]]) -> None:
    if changes:
        row.version += 1
        row.save()
        publish(PipelineChanged(at=clock.now(), pipeline=row.pk, title=row.title, changes=tuple(changes)))
