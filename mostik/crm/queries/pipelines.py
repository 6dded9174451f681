"""Pipelines, stages and the small books: what everybody who sees deals may choose from."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Exists, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mostik.core.actors import Actor
from mostik.crm.models import Channel, Competitor, Deal, Loss, LossReason, OwnField, Pipeline, Product, Stage
from mostik.crm.rules.deals import StageView
from mostik.crm.terms import Holder, Milestone, PipelineKind, StageKind
from mostik.kernel.refusals import Conflict, Missing
from mostik.people.access import scoped


@dataclass(frozen=True, kw_only=True)
class PipelineView:
    """A pipeline with its stages in order."""

    id: int
    title: str
    currency: str
    default: bool
    version: int
    stages: tuple[StageView, ...]
    kind: PipelineKind = PipelineKind.DEAL

    @property
    def of_leads(self) -> bool:
        """Return whether leads go through it, before they are deals."""
        return self.kind is PipelineKind.LEAD

    def first(self, kind: StageKind = StageKind.OPEN) -> StageView:
        """Return the first stage of a kind; refuses when the pipeline has none."""
        for stage in self.stages:
            if stage.kind is kind:
                return stage
        raise Conflict(_("The pipeline “{title}” has no such stage yet."), params={"title": self.title})


def stages(*, viewer: Actor) -> Mapping[int, StageView]:  # noqa: ARG001 - the books are open to all
    """Return every stage in use by its number."""
    rows = Stage.objects.filter(archived_at__isnull=True, pipeline__archived_at__isnull=True)
    return {stage.id: stage for stage in _stages(rows)}


def pipelines(*, viewer: Actor) -> tuple[PipelineView, ...]:
    """Return the pipelines in use, in order, with their stages."""
    known = stages(viewer=viewer).values()
    rows = Pipeline.objects.filter(archived_at__isnull=True)
    return tuple(_pipeline(row, known) for row in rows)


def deal_pipelines(*, viewer: Actor) -> tuple[PipelineView, ...]:
    """Return the pipelines of deals in use, in order."""
    return tuple(way for way in pipelines(viewer=viewer) if not way.of_leads)


def lead_pipeline(*, viewer: Actor) -> PipelineView | None:
    """Return the pipeline new leads go to when they are kept apart; nothing when they are the first stage of deals."""
    return next((way for way in pipelines(viewer=viewer) if way.of_leads), None)


def lead_pipeline_id(*, viewer: Actor) -> int | None:  # noqa: ARG001 - the books are open to all
    """Return the number of the leads' own pipeline alone, if there is one."""
    rows = Pipeline.objects.filter(kind=PipelineKind.LEAD, archived_at__isnull=True)
    return rows.values_list("pk", flat=True).first()


def pipeline(*, viewer: Actor, pipeline_id: int | None = None) -> PipelineView:
    """Return one pipeline in use; without a number the one new deals go to, else the first."""
    found = pipelines(viewer=viewer)
    if pipeline_id is None:
        wanted = sorted(found, key=lambda each: (not each.default, each.of_leads))
    else:
        wanted = [each for each in found if each.id == pipeline_id]
    if not wanted:
        raise Missing(_("There is no such pipeline."), field="pipeline")
    return wanted[0]


def pipeline_of(deal: Deal, *, viewer: Actor) -> PipelineView:  # noqa: ARG001 - the deal was scoped
    """Return the pipeline a deal stands in with its stages in use, and the deal's own even when no longer used."""
    rows = Stage.objects.filter(Q(archived_at__isnull=True) | Q(pk=deal.stage_id), pipeline=deal.pipeline_id)
    return _pipeline(deal.pipeline, _stages(rows))


def _stages(rows: QuerySet[Stage]) -> list[StageView]:
    """Return stages with the own fields required from one of them on: each stage asks for its own and earlier ones.

    One statement finds the stages and whether any field is asked for at all; which are is read only then.
    """
    needs = OwnField.objects.filter(holder=Holder.DEAL, archived_at__isnull=True, from_stage__isnull=False)
    listed = list(rows.select_related("pipeline").annotate(asks=Exists(needs)))
    used = {row.pk for row in listed}
    known = [_stage(row, used) for row in listed]
    if not any(row.asks for row in listed):
        return known
    asked = list(needs.select_related("from_stage"))
    return [replace(each, own_required=_needed(each, asked)) for each in known]


def _needed(stage: StageView, asked: Iterable[OwnField]) -> tuple[tuple[str, str], ...]:
    english = get_language() == "en"
    return tuple(
        (f"own_{field.pk}", (english and field.title_en) or field.title)
        for field in asked
        if field.from_stage
        and field.from_stage.pipeline_id == stage.pipeline
        and field.from_stage.sort <= stage.sort
        and stage.kind is not StageKind.LOST
    )


def _pipeline(row: Pipeline, known: Iterable[StageView]) -> PipelineView:
    return PipelineView(
        id=row.pk,
        title=row.title,
        currency=row.currency,
        default=row.default,
        version=row.version,
        stages=tuple(stage for stage in known if stage.pipeline == row.pk),
        kind=PipelineKind(row.kind),
    )


def _stage(row: Stage, used: Collection[int]) -> StageView:
    """Return a stage; a removed one is not among those it may go to, and comes back there when restored."""
    return StageView(
        id=row.pk,
        pipeline=row.pipeline_id,
        title=row.title,
        sort=row.sort,
        kind=StageKind(row.kind),
        milestone=Milestone(row.milestone) if row.milestone else None,
        probability=row.probability,
        norm_days=row.norm_days,
        warn_days=row.warn_days,
        required_fields=tuple(row.required_fields),
        allowed_next=tuple(pk for pk in row.allowed_next if pk in used),
        checklist=tuple(row.checklist),
        key=row.key,
        colour=row.colour,
        version=row.version,
        lead=row.pipeline.kind == PipelineKind.LEAD,
        stated=row.set_probability,
    )


def channels(*, viewer: Actor) -> Mapping[int, str]:  # noqa: ARG001 - the books are open to all
    """Return the titles of the channels in use, by number, in order."""
    return dict(Channel.objects.filter(active=True).values_list("pk", "title"))


def competitors(*, viewer: Actor) -> Mapping[int, str]:  # noqa: ARG001 - the books are open to all
    """Return the names of the competitors in use, by number, in order."""
    return dict(Competitor.objects.filter(active=True).values_list("pk", "title"))


def products(*, viewer: Actor) -> Mapping[int, str]:  # noqa: ARG001 - the books are open to all
    """Return the titles of the products in use, by number, in order."""
    return dict(Product.objects.filter(active=True).values_list("pk", "title"))


def reasons(*, viewer: Actor) -> Mapping[int, str]:  # noqa: ARG001 - the books are open to all
    """Return the titles of the loss reasons in use, by number, in order."""
    return dict(LossReason.objects.filter(active=True).values_list("pk", "title"))


def reasons_of(
    kinds: Collection[PipelineKind],
    *,
    viewer: Actor,  # noqa: ARG001 - the books are open to all
) -> Mapping[PipelineKind, Mapping[int, str]]:
    """Return the reasons in use that a lead or a deal may end for, each kind's in order."""
    rows = list(LossReason.objects.filter(active=True, of__in=kinds).values_list("of", "pk", "title"))
    return {kind: {pk: title for of, pk, title in rows if of == kind} for kind in sorted(kinds)}


def reason_groups(*, viewer: Actor) -> Mapping[int, str]:  # noqa: ARG001 - the books are open to all
    """Return of what group each reason in use a deal may end for is, in order."""
    rows = LossReason.objects.filter(active=True, of=PipelineKind.DEAL)
    return dict(rows.values_list("pk", "group"))


def reason_titles(*, viewer: Actor) -> Mapping[int, str]:  # noqa: ARG001 - the books are open to all
    """Return what every reason is called, those put away too."""
    return dict(LossReason.objects.values_list("pk", "title"))


def last_loss(deal_id: int, *, viewer: Actor) -> int | None:
    """Return the reason given when a deal within reach was last lost."""
    rows = Loss.objects.filter(deal__in=scoped(Deal.objects.filter(pk=deal_id), viewer))
    return rows.order_by("-at", "-pk").values_list("reason", flat=True).first()
