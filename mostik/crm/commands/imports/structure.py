"""What another system calls its own and nobody here answers to: pipelines with stages, channels, reasons, products."""

from collections import Counter
from collections.abc import Callable

from mostik.core import company
from mostik.core.actors import Actor
from mostik.crm.adapters.systems import SYSTEMS
from mostik.crm.commands.books import add_channel, add_product, add_reason
from mostik.crm.commands.imports.desk import Desk
from mostik.crm.commands.pipelines import seed_pipeline
from mostik.crm.commands.stages import add_stage
from mostik.crm.queries.imports.naming import names_of
from mostik.crm.rules.imports.book import PipelineMark, StageMark
from mostik.crm.rules.imports.names import normal
from mostik.crm.rules.imports.naming import FileNames
from mostik.crm.rules.imports.problems import NameKind
from mostik.crm.rules.imports.systems import LONGEST_TITLE, NewStage, System, stages_of
from mostik.crm.rules.pipelines import StageSeed
from mostik.crm.terms import StageKind

CLOSING = {StageKind.WON: (100, "green"), StageKind.LOST: (0, "grey")}


def make_structure(desk: Desk) -> None:
    """Make what the run's files name and nobody here is called like; a dry run only imagines it."""
    if not desk.run.options.get("make") or desk.run.preset not in SYSTEMS:
        return
    system, names = SYSTEMS[desk.run.preset], names_of(viewer=desk.by, run=desk.run)
    left_out = set(desk.run.options.get("left_out", []))
    for title, stages in names.pipelines.items():
        if title and normal(title) not in left_out:
            _pipeline(desk, system, names, title[:LONGEST_TITLE], stages)
    for kind in (NameKind.CHANNEL, NameKind.REASON, NameKind.PRODUCT):
        for name in names.plain[kind]:
            if desk.book.find(kind, name) is None and not desk.book.is_shared(kind, name):
                desk.book.add(kind, name, _book_line(desk, kind, name[:LONGEST_TITLE]))


def _pipeline(desk: Desk, system: System, names: FileNames, title: str, stages: Counter[str]) -> None:
    found = desk.book.pipelines.get(desk.book.find(NameKind.PIPELINE, title) or 0)
    if found is None:
        seeds = [_seed(each) for each in stages_of(system, stages)]
        money = next((code for code, _rows in names.currencies.most_common(1)), company.choice("currency"))
        _keep(desk, _made(desk, title, money, seeds))
        return
    known = desk.book.aliases.get(NameKind.STAGE, {})
    missing = [name for name in stages if found.stage_named(name) is None and not found.stage(known.get(normal(name)))]
    marks = tuple(_stage(desk, system, found, name[:LONGEST_TITLE]) for name in missing)
    if marks:
        _keep(desk, PipelineMark(found.id, found.title, found.currency, (*found.stages, *marks)))


def _seed(stage: NewStage) -> StageSeed:
    probability, colour = CLOSING.get(stage.kind, (50, "blue"))
    return StageSeed(stage.title, kind=stage.kind, probability=probability, colour=colour)


def _made(desk: Desk, title: str, currency: str, seeds: list[StageSeed]) -> PipelineMark:
    if desk.dry:
        stages = tuple(StageMark(desk.imagine("crm.stage", f"{title}: {s.title}"), s.title, s.kind) for s in seeds)
        return PipelineMark(desk.imagine("crm.pipeline", title), title, currency, stages)
    number = seed_pipeline(by=desk.by, title=title, stages=seeds, currency=currency)
    desk.brought("crm.pipeline", number)
    return PipelineMark(number, title, currency, ())


def _stage(desk: Desk, system: System, pipeline: PipelineMark, name: str) -> StageMark:
    kind = system.kind_of(name)
    if desk.dry:
        return StageMark(desk.imagine("crm.stage", f"{pipeline.title}: {name}"), name, kind)
    fields = {"title": name, "kind": kind}
    desk.tally.records["crm.stage"] += 1
    return StageMark(add_stage(by=desk.by, pipeline_id=pipeline.id, fields=fields), name, kind)  # type: ignore[arg-type]


def _keep(desk: Desk, pipeline: PipelineMark) -> None:
    desk.book.pipelines[pipeline.id] = pipeline
    if desk.book.find(NameKind.PIPELINE, pipeline.title) is None:
        desk.book.add(NameKind.PIPELINE, pipeline.title, pipeline.id)


_ADDERS: dict[NameKind, tuple[str, Callable[[Actor, str], int]]] = {
    NameKind.CHANNEL: ("crm.channel", lambda by, title: add_channel(by=by, title=title)),
    NameKind.REASON: ("crm.reason", lambda by, title: add_reason(by=by, title=title)),
    NameKind.PRODUCT: ("crm.product", lambda by, title: add_product(by=by, title=title)),
}


def _book_line(desk: Desk, kind: NameKind, title: str) -> int:
    code, add = _ADDERS[kind]
    if desk.dry:
        return desk.imagine(code, title)
    number = add(desk.by, title)
    if kind is NameKind.PRODUCT:
        desk.brought(code, number)
    else:
        desk.tally.records[code] += 1
    return number
