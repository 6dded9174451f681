"""A run is set up: its files judged and kept, its columns guessed or remembered from the last file like it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.crm.access import visible_runs
from mostik.crm.adapters.maven import files as maven
from mostik.crm.adapters.systems import SYSTEMS
from mostik.crm.adapters.systems.parts import keep_parts
from mostik.crm.adapters.table import store
from mostik.crm.adapters.table.tables import Table, keep
from mostik.crm.commands.imports.runs import MAVEN, PRESETS, TABLE
from mostik.crm.models import ImportRun
from mostik.crm.models.imports import RunState
from mostik.crm.queries.imports.own import deal_and_client_fields
from mostik.crm.rules.fields.columns import own_places
from mostik.crm.rules.imports.cards import card_fields
from mostik.crm.rules.imports.fields import MANY, guess, key_of
from mostik.crm.rules.imports.names import normal
from mostik.crm.rules.imports.systems import DEALS
from mostik.kernel.refusals import Invalid

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
        for role, table in _tables(preset, uploads):
            kept.append((role, table))
        return _made(by, preset, kept, uploads).pk
    except BaseException:
        for _role, table in kept:
            store.drop(table.stored)
        raise


def _tables(preset: str, uploads: Sequence[Upload]) -> Iterator[tuple[str, Table]]:
    if preset in SYSTEMS:
        yield from keep_parts(SYSTEMS[preset], uploads)
        return
    for role, (title, path) in _roles(preset, uploads):
        yield role, keep(path, title)


def _roles(preset: str, uploads: Sequence[Upload]) -> list[tuple[str, Upload]]:
    if preset == TABLE:
        if len(uploads) > 1:
            raise Invalid(_("A table is one file. Load the others as imports of their own."), field="files")
        return [("deals", uploads[0])]
    by_role = maven.by_name([title for title, _path in uploads])
    maven.check_complete(by_role)
    named = dict(uploads)
    return [(each.role, (by_role[each.role], named[by_role[each.role]])) for each in maven.FILES]


def _made(actor: Actor, preset: str, kept: Sequence[tuple[str, Table]], uploads: Sequence[Upload]) -> ImportRun:
    table = _asked_about(kept)
    if preset == MAVEN:
        for role, each in kept:
            maven.check_columns(role, each.title, each.headings)
    before = _last_alike(actor, preset, table.headings)
    mapping = _remembered(before, table.headings) if before and before.asks_columns else {}
    sources = [{"title": title[-255:], "stored": store.keep_source(path)} for title, path in uploads]
    return ImportRun.objects.create(
        preset=preset,
        title=", ".join(dict.fromkeys(table.title for _role, table in kept))[:255],
        owner_id=actor.id,
        files=[_file(role, table, _mapping(preset, role, table.headings)) for role, table in kept],
        total=sum(table.rows for _role, table in kept),
        headings_key=key_of(table.headings),
        mapping=mapping or _mapping(preset, _role_of(table, kept), table.headings),
        options=_options(actor, preset, before) | {"sources": sources},
        made_at=clock.now(),
    )


def _asked_about(kept: Sequence[tuple[str, Table]]) -> Table:
    """Return the table whose columns are shown: the deals', else that of the leads, else the last."""
    by_role = dict(kept)
    return by_role.get("deals") or by_role.get("leads") or kept[-1][1]


def _role_of(table: Table, kept: Sequence[tuple[str, Table]]) -> str:
    return next(role for role, each in kept if each is table)


def _mapping(preset: str, role: str, headings: Sequence[str]) -> dict[str, str]:
    """Return which field each column of a table of deals fills, by place; of clients, the columns of own fields."""
    if preset == MAVEN:
        return {}
    system = SYSTEMS.get(preset)
    bare = [system.bare(each) for each in headings] if system else list(headings)
    filled = _filled(preset, role, headings)
    taken = [place for place, code in filled.items() if code not in MANY]
    own = own_places(bare, deal_and_client_fields(viewer=SYSTEM), part=role, filled=taken)
    return {str(place): code for place, code in ({**filled, **own} if role in DEALS else own).items()}


def _filled(preset: str, role: str, headings: Sequence[str]) -> dict[int, str]:
    if preset == TABLE:
        return guess(headings)
    return SYSTEMS[preset].mapping(role, headings) if role in DEALS else card_fields(SYSTEMS[preset], role, headings)


def _options(actor: Actor, preset: str, before: ImportRun | None) -> dict[str, object]:
    """Return what rows mean where they say nothing: as answered for such a file last time."""
    own: dict[str, object] = {"origin": preset, "owner": actor.id}
    if preset in SYSTEMS:
        own |= {"strangers": actor.id, "left_out": [], "make": True}
    kept = ("pipeline", "owner", "origin", "strangers", "left_out", "make")
    return own | ({name: before.options[name] for name in kept if name in before.options} if before else {})


def _file(role: str, table: Table, mapping: dict[str, str]) -> dict[str, object]:
    return {
        "role": role,
        "mapping": mapping,
        "stored": table.stored,
        "title": table.title,
        "headings": list(table.headings),
        "rows": table.rows,
        "blank": table.blank,
        "notes": table.notes,
    }


def _last_alike(actor: Actor, preset: str, headings: Sequence[str]) -> ImportRun | None:
    """Return the last import of a file with these columns, in whatever order they stood."""
    before = visible_runs(actor).filter(preset=preset, headings_key=key_of(headings)).exclude(state=RunState.DRAFT)
    return before.order_by("-pk").first()


def _remembered(last: ImportRun, headings: Sequence[str]) -> dict[str, str]:
    """Return how that file was read, by the places the columns have now."""
    then = last.asked_file["headings"]
    fields = {normal(then[int(place)]): code for place, code in last.mapping.items()}
    return {str(place): fields[normal(name)] for place, name in enumerate(headings) if normal(name) in fields}
