"""The small books a file needs: its pipeline, its products, a reason for losses that state none."""

from collections.abc import Sequence

from django.conf import settings

from mostik.core import clock
from mostik.core.journal import publish
from mostik.crm.events import PipelineChanged
from mostik.crm.models import Deal, Imported, LossReason, Pipeline, Product, Stage
from mostik.crm.queries.imports.books import UNSTATED
from mostik.crm.rules.imports.structure import ProductRow
from mostik.crm.terms import Milestone, StageKind

#: Stages as a file knows them: title, kind, the link of the chain it stands for.
StageSeed = tuple[str, StageKind, Milestone | None]


def make_unstated_reason() -> int:
    """Make the reason of losses that state none, in the installation's language."""
    title = UNSTATED[0] if settings.LANGUAGE_CODE == "ru" else UNSTATED[1]
    return LossReason.objects.create(title=title, sort=999).pk


def make_pipeline(title: str, currency: str, stages: Sequence[StageSeed]) -> int:
    """Make a pipeline with its stages in order; the only one is also where new deals go."""
    first = not Pipeline.objects.filter(archived_at__isnull=True).exists()
    pipeline = Pipeline.objects.create(title=title, currency=currency, default=first, sort=99)
    Stage.objects.bulk_create(
        Stage(pipeline=pipeline, title=name, kind=kind, milestone=link.value if link else "", sort=sort)
        for sort, (name, kind, link) in enumerate(stages, start=1)
    )
    publish(PipelineChanged(at=clock.now(), pipeline=pipeline.pk, title=title))
    return pipeline.pk


def make_product(row: ProductRow) -> int:
    """Add a product as a file describes it."""
    made = Product.objects.create(
        title=row.title, series=row.series, price_minor=row.price_minor, currency=row.currency
    )
    return made.pk


def change_product(number: int, row: ProductRow) -> None:
    """Let a known product follow the file's series and price."""
    told = {"series": row.series, "price_minor": row.price_minor, "currency": row.currency}
    kept = {name: value for name, value in told.items() if value not in (None, "")}
    Product.objects.filter(pk=number).update(active=True, **kept)


def unmake_products(records: Sequence[Imported]) -> int:
    """Put products no live deal names out of use, so that they are not offered any more."""
    numbers = [each.record_id for each in records]
    busy = Deal.objects.filter(removed_at__isnull=True, product__in=numbers).values("product")
    return Product.objects.filter(pk__in=numbers).exclude(pk__in=busy).update(active=False)


def unmake_pipelines(records: Sequence[Imported]) -> int:
    """Put pipelines without live deals away."""
    numbers = [each.record_id for each in records]
    busy = Deal.objects.filter(removed_at__isnull=True, pipeline__in=numbers).values("pipeline")
    going = list(Pipeline.objects.filter(pk__in=numbers, archived_at__isnull=True).exclude(pk__in=busy))
    for pipeline in going:
        pipeline.archived_at, pipeline.default = clock.now(), False
        pipeline.save(update_fields=["archived_at", "default"])
        publish(PipelineChanged(at=pipeline.archived_at, pipeline=pipeline.pk, title=pipeline.title))
    return len(going)
