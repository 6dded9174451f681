"""Before and after: what the files of a run said and what stands here, counted apart, with every difference."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import tzinfo
from functools import partial
from typing import Any

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.adapters.recount.counting import (
    Ways,
    from_amo,
    from_bitrix,
    from_rows,
    from_text,
    headings_by_field,
    people_of,
)
from mostik.crm.adapters.systems import SYSTEMS
from mostik.crm.adapters.table import store
from mostik.crm.adapters.table.tables import rows_of
from mostik.crm.models import Imported, ImportRun, RowProblem
from mostik.crm.queries.imports.books import book_of, people_for
from mostik.crm.rules.imports.names import normal
from mostik.crm.rules.imports.problems import NameKind
from mostik.crm.rules.imports.reckoning import Difference, Told, counted, differences, kinds
from mostik.people.access import User

AT_ONCE = 500
MOST_KEPT = 200
JSON = (".json", ".jsonl")


def reckoned(*, viewer: Actor, run: ImportRun) -> dict[str, Any] | None:
    """Return the comparison of a run with its files; nothing for kinds of file nobody counts over."""
    sources = run.options.get("sources") or []
    if not run.asks_columns or not sources:
        return None
    there = list(_translated(viewer, run, _there(viewer, run, sources)))
    here = _here(viewer, run, [told[0] for told in there if told[0]])
    found, shared = _compared(there, here)
    stands = [told for told in here.values() if told[0] in shared] or list(here.values())
    return {
        "there": asdict(counted(there)),
        "here": asdict(counted(stands)),
        "kinds": kinds(found),
        "reasons": _reasons(run),
        "differences": _lines(viewer, run, found[:MOST_KEPT]),
        "own": _own(run),
        "at": clock.now().isoformat(),
    }


def _own(run: ImportRun) -> list[tuple[str, int, int]]:
    """Return by own field how many cells of the files tell it and how many came to stand here."""
    told: Counter[str] = Counter()
    for file in [] if run.again_id else run.files:
        mapping = run.mapping if file["role"] == run.asked_file["role"] else file.get("mapping", {})
        places = {int(place): name for place, name in mapping.items() if name.startswith("own_")}
        for _number, cells in rows_of(file["stored"]) if places else ():
            told.update(name for place, name in places.items() if place < len(cells) and cells[place].strip())
    stood = run.summary.get("own", {})
    return [(name, count, stood.get(name, 0)) for name, count in told.items()]


def _there(viewer: Actor, run: ImportRun, sources: list[dict[str, str]]) -> Iterator[Told]:
    opened = [store.path_of(each["stored"]) for each in sources if each["title"].lower().endswith(JSON)]
    people = {number: name for path in opened for number, name in people_of(path).items()}
    ways = Ways(partial(_outcome, run, _ends(viewer)), clock.zone(), people)
    columns = headings_by_field(run.asked_file["headings"], run.mapping)
    for source in sources:
        path, title = store.path_of(source["stored"]), source["title"].lower()
        if title.endswith(JSON):
            yield from (from_amo if run.preset == "amocrm" else from_bitrix)(path, ways)
        elif run.asked_file["title"] == source["title"] and title.endswith(".xlsx"):
            headings = run.asked_file["headings"]
            rows = (dict(zip(headings, cells, strict=False)) for _n, cells in rows_of(run.asked_file["stored"]))
            yield from from_rows(rows, columns, ways)
        elif run.asked_file["title"] == source["title"]:
            yield from from_text(path, columns, ways)


def _ends(viewer: Actor) -> dict[str, str]:
    """Return what stages mean that end a deal, by their names here."""
    book = book_of(viewer=viewer)
    return {normal(s.title): s.kind.value for p in book.pipelines.values() for s in p.stages if s.is_closing}


def _outcome(run: ImportRun, ends: Mapping[str, str], words: str) -> str:
    name = normal(words)
    if name in {"won", "lost"}:
        return name
    system = SYSTEMS.get(run.preset)
    kind = system.kind_of(words).value if system else "open"
    return kind if kind != "open" else ends.get(name, "open")


def _translated(viewer: Actor, run: ImportRun, deals: Iterator[Told]) -> Iterator[Told]:
    """Put our names in the place of the file's people, so that both sides speak of the same ones."""
    book = book_of(viewer=viewer)
    people = {person.pk: str(person) for person in people_for(viewer=viewer)}
    fallback = people.get(run.options.get("strangers") or 0, "")
    nobody = people.get(run.options.get("owner") or 0, "")
    for number, outcome, minor, owner, stage, month in deals:
        known = people.get(book.find(NameKind.OWNER, owner) or 0, fallback) if owner else nobody
        yield number, outcome, minor, known, stage, month


def _here(viewer: Actor, run: ImportRun, numbers: list[str]) -> dict[str, Told]:
    rows = visible_deals(viewer).select_related("owner", "stage")
    found: dict[str, Told] = {}
    zone = clock.zone()
    if numbers:
        origin = str(run.options.get("origin") or run.preset)
        for start in range(0, len(numbers), AT_ONCE):
            part = rows.filter(origin=origin, origin_id__in=numbers[start : start + AT_ONCE])
            found |= {deal.origin_id: _told(deal, zone) for deal in part}
        return found
    made = Imported.objects.filter(run=run, kind="crm.deal").order_by("pk").values_list("record_id", flat=True)
    listed = list(made)
    for start in range(0, len(listed), AT_ONCE):
        part = rows.filter(pk__in=listed[start : start + AT_ONCE])
        found |= {deal.origin_id: _told(deal, zone) for deal in part}
    return found


def _told(deal: Any, zone: tzinfo) -> Told:
    month = deal.closed_at.astimezone(zone).strftime("%Y-%m") if deal.closed_at else ""
    owner: User = deal.owner
    return deal.origin_id, deal.outcome, deal.amount_minor, str(owner), deal.stage.title, month


def _compared(there: list[Told], here: dict[str, Told]) -> tuple[list[Difference], set[str]]:
    """Compare deal by deal; a file that does not tell stages apart by name is not asked about them."""
    numbered = {told[0]: told for told in there if told[0]}
    plain = {
        n: (*told[:4], here[n][4] if n in here and not told[4] else told[4], told[5]) for n, told in numbered.items()
    }
    aligned = {n: t if t[1] != "open" else (*t[:5], "") for n, t in plain.items()}
    return differences(aligned, {n: t for n, t in here.items() if n in aligned}), set(aligned)


def _reasons(run: ImportRun) -> list[tuple[str, int]]:
    """Return why rows stayed out, each row under the first thing that was wrong with it."""
    rows = RowProblem.objects.filter(run=run, grade="refused", role__in=("deals", "leads")).order_by("-pk")
    first = {(role, row): reason for role, row, reason in rows.values_list("role", "row", "reason")}
    return Counter(first.values()).most_common()


def _lines(viewer: Actor, run: ImportRun, found: list[Difference]) -> list[dict[str, Any]]:
    """Return differences with the deal each is about, for a link."""
    origin = str(run.options.get("origin") or run.preset)
    rows = visible_deals(viewer).filter(origin=origin, origin_id__in=[each.number for each in found])
    deals = dict(rows.values_list("origin_id", "pk"))
    return [{**asdict(each), "deal": deals.get(each.number)} for each in found]
