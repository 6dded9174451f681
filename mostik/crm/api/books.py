"""The books for programs: pipelines, stages, loss reasons, channels, products."""

from functools import partial
from typing import Annotated, Any

from ninja import Router
from pydantic import Field

from mostik.core.actors import Actor
from mostik.crm.commands import books, catalogue, pipelines, stages
from mostik.crm.models import Channel, Competitor, LossReason, Pipeline, Product, Stage
from mostik.crm.terms import LossGroup, Milestone, StageKind
from mostik.people.access import clear, shown
from mostik.web import resources, schemas
from mostik.web.api import Id
from mostik.web.resources import Write

Resource = partial(resources.Resource, clear=clear, shown=shown)

STAGE = "title kind milestone probability norm_days warn_days key colour"
Numbers = Annotated[list[Id], Field(max_length=100)]
Words = Annotated[list[schemas.text(200)], Field(max_length=100)]


def _stage_fields(said: dict[str, Any]) -> Any:
    kinds = {"kind": StageKind, "milestone": Milestone}
    return {
        name: kinds[name](value) if name in kinds and value else value or None if name == "milestone" else value
        for name, value in said.items()
    }


def _create_stage(*, by: Actor, said: dict[str, Any]) -> int:
    pipeline = said.pop("pipeline")
    return stages.add_stage(by=by, pipeline_id=pipeline, fields=_stage_fields(said))


def _edit_reason(*, by: Actor, pk: int, said: dict[str, Any], version: int | None) -> None:
    del version
    known = {**said, **({"group": LossGroup(said["group"])} if "group" in said else {})}
    books.edit_reason(by=by, reason_id=pk, **known)


def _create_reason(*, by: Actor, said: dict[str, Any]) -> int:
    return books.add_reason(by=by, **{**said, **({"group": LossGroup(said["group"])} if "group" in said else {})})


def _save_product(*, by: Actor, said: dict[str, Any], pk: int | None = None, version: int | None = None) -> int:
    del version
    fields = {"group_id" if name == "group" else name: value for name, value in said.items()}
    return catalogue.save_product(by=by, fields=fields, product_id=pk)  # type: ignore[arg-type]


_LISTS = {"required_fields": (Words, []), "checklist": (Words, []), "allowed_next": (Numbers, [])}
SEE, BOOKS, CATALOGUE = "crm.see_deals", "crm.edit_pipelines", "crm.edit_catalogue"
PRODUCT = "title code group series unit price vat_rate"

PIPELINES = Resource(
    name="pipelines",
    one="pipeline",
    model=Pipeline,
    see=SEE,
    rows=lambda _viewer: Pipeline.objects.all(),
    shows="title currency default sort version",
    create=Write(needs=BOOKS, takes="title* currency", call=lambda by, said: pipelines.add_pipeline(by=by, **said)),
    update=Write(
        needs=BOOKS,
        takes="title default",
        call=lambda by, pk, said, version: pipelines.edit_pipeline(by=by, pipeline_id=pk, version=version, **said),
    ),
    remove=Write(needs=BOOKS, call=lambda by, pk, **_: pipelines.archive_pipeline(by=by, pipeline_id=pk)),
    restore=Write(needs=BOOKS, call=lambda by, pk, **_: pipelines.restore_pipeline(by=by, pipeline_id=pk)),
)
STAGES = Resource(
    name="stages",
    one="stage",
    model=Stage,
    see=SEE,
    rows=lambda _viewer: Stage.objects.all(),
    shows=f"pipeline sort {STAGE} required_fields allowed_next checklist version",
    filters="pipeline kind milestone",
    create=Write(needs=BOOKS, takes=f"pipeline* {STAGE.replace('title', 'title*')}", also=_LISTS, call=_create_stage),
    update=Write(
        needs=BOOKS,
        takes=STAGE,
        also=_LISTS,
        call=lambda by, pk, said, version: stages.edit_stage(
            by=by, stage_id=pk, fields=_stage_fields(said), version=version
        ),
    ),
    actions={
        "remove": Write(
            needs=BOOKS,
            also={"to_stage": (Id | None, None)},
            says="Take a stage out of use; its deals go to another",
            call=lambda by, pk, said, **_: stages.remove_stage(by=by, stage_id=pk, to_stage_id=said.get("to_stage")),
        )
    },
)
REASONS = Resource(
    name="loss_reasons",
    one="loss_reason",
    model=LossReason,
    see=SEE,
    rows=lambda _viewer: LossReason.objects.all(),
    shows="title group requires_note preventable advice sort active",
    filters="active",
    create=Write(needs=BOOKS, takes="title* group requires_note preventable advice", call=_create_reason),
    update=Write(needs=BOOKS, takes="title group requires_note preventable advice active", call=_edit_reason),
)
COMPETITORS = Resource(
    name="competitors",
    one="competitor",
    model=Competitor,
    see=SEE,
    rows=lambda _viewer: Competitor.objects.all(),
    shows="title active",
    filters="active",
    create=Write(needs=BOOKS, takes="title*", call=lambda by, said: books.add_competitor(by=by, **said)),
    update=Write(
        needs=BOOKS,
        takes="title active",
        call=lambda by, pk, said, **_: books.edit_competitor(by=by, competitor_id=pk, **said),
    ),
)
CHANNELS = Resource(
    name="channels",
    one="channel",
    model=Channel,
    see=SEE,
    rows=lambda _viewer: Channel.objects.all(),
    shows="title sort active",
    filters="active",
    create=Write(needs=BOOKS, takes="title*", call=lambda by, said: books.add_channel(by=by, **said)),
    update=Write(
        needs=BOOKS,
        takes="title active",
        call=lambda by, pk, said, **_: books.edit_channel(by=by, channel_id=pk, **said),
    ),
)
PRODUCTS = Resource(
    name="products",
    one="product",
    model=Product,
    see=SEE,
    rows=lambda _viewer: Product.objects.all(),
    shows=f"{PRODUCT} active",
    filters="active code group",
    create=Write(needs=CATALOGUE, takes=PRODUCT.replace("title", "title*"), call=_save_product),
    update=Write(needs=CATALOGUE, takes=f"{PRODUCT} active", call=_save_product),
)


def routes(router: Router) -> None:
    """Give the books their operations."""
    resources.register(router, PIPELINES, STAGES, REASONS, COMPETITORS, CHANNELS, PRODUCTS)
