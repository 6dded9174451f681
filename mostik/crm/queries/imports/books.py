"""What the names in a file mean to whoever imports it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet

from mostik.core.actors import Actor
from mostik.crm.models import Alias, Channel, LossReason, Pipeline, Product, Stage
from mostik.crm.rules.imports.book import Book, Names, PipelineMark, StageMark
from mostik.crm.rules.imports.joining import Defaults
from mostik.crm.rules.imports.names import index
from mostik.crm.rules.imports.problems import NameKind
from mostik.crm.terms import StageKind
from mostik.people.access import User, scoped

#: What the reason of losses that state none is called, in either language: it becomes data.
UNSTATED = ("Не указана", "Not stated")


def book_of(*, viewer: Actor) -> Book:
    """Return every record names can mean: people within reach, and the books open to all."""
    pipelines = _pipelines()
    return Book(
        pipelines=pipelines,
        names={
            NameKind.OWNER: index(_people_names(viewer)),
            NameKind.PIPELINE: index((each.title, each.id) for each in pipelines.values()),
            NameKind.PRODUCT: index(Product.objects.values_list("title", "pk")),
            NameKind.CHANNEL: index(Channel.objects.values_list("title", "pk")),
            NameKind.REASON: index(LossReason.objects.values_list("title", "pk")),
        },
        aliases=_aliases(),
    )


def defaults_for(*, viewer: Actor, options: Mapping[str, Any]) -> Defaults:
    """Return what rows mean where they say nothing: as chosen for the run, else the pipeline new deals go to."""
    first = Pipeline.objects.filter(archived_at__isnull=True).order_by("-default", "sort", "pk").first()
    pipeline = options.get("pipeline") or (first.pk if first else None)
    return Defaults(
        pipeline=pipeline,
        owner=options.get("owner"),
        reason=unstated_reason(viewer=viewer) or 0,
        strangers=options.get("strangers"),
        left_out=frozenset(options.get("left_out", ())),
        loose=bool(options.get("make")),
    )


def unstated_reason(*, viewer: Actor) -> int | None:  # noqa: ARG001 - the books are open to all
    """Return the reason of losses that state none, once there is one."""
    found: int | None = LossReason.objects.filter(title__in=UNSTATED).values_list("pk", flat=True).first()
    return found


def choices_for(*, viewer: Actor, kind: NameKind) -> list[tuple[int, str]]:
    """Return the records of a kind an unknown name may be joined to, as (number, title)."""
    if kind is NameKind.OWNER:
        return [(each.pk, str(each)) for each in people_for(viewer=viewer).filter(is_active=True)]
    if kind is NameKind.STAGE:
        return [(s.id, f"{p.title}: {s.title}") for p in _pipelines().values() for s in p.stages]
    books: dict[NameKind, QuerySet[Any]] = {
        NameKind.PIPELINE: Pipeline.objects.filter(archived_at__isnull=True),
        NameKind.PRODUCT: Product.objects.filter(active=True),
        NameKind.CHANNEL: Channel.objects.filter(active=True),
        NameKind.REASON: LossReason.objects.filter(active=True),
    }
    return list(books[kind].values_list("pk", "title"))


def people_for(*, viewer: Actor) -> "QuerySet[User]":
    """Return whose deals the viewer may bring in: people within reach, those who have left included."""
    return scoped(User.objects.order_by("-is_active", "last_name", "first_name", "pk"), viewer, owner="pk")


def _people_names(viewer: Actor) -> Iterator[tuple[str, int]]:
    for each in people_for(viewer=viewer):
        ways = {
            each.alias,
            each.email,
            each.full_name,
            f"{each.first_name} {each.last_name}",
            f"{each.last_name} {each.first_name}",
        }
        yield from ((name, each.pk) for name in ways if name.strip())


def _pipelines() -> dict[int, PipelineMark]:
    stages: defaultdict[int, list[StageMark]] = defaultdict(list)
    for stage in Stage.objects.filter(archived_at__isnull=True):
        stages[stage.pipeline_id].append(StageMark(stage.pk, stage.title, StageKind(stage.kind)))
    rows = Pipeline.objects.filter(archived_at__isnull=True)
    return {
        row.pk: PipelineMark(row.pk, row.title, row.currency, tuple(stages[row.pk])) for row in rows if stages[row.pk]
    }


def _aliases() -> dict[NameKind, dict[str, int]]:
    found: defaultdict[NameKind, Names] = defaultdict(dict)
    for kind, text, record in Alias.objects.values_list("kind", "text", "record_id"):
        if kind in set(NameKind):
            found[NameKind(kind)][text] = record
    return {kind: {text: record for text, record in names.items() if record} for kind, names in found.items()}
