"""Which kinds of record are found, and their words kept up to date in the change's own transaction."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from mostik.core import journal
from mostik.core.models import SearchRow
from mostik.core.search.words import kept_words
from mostik.kernel.events import Event

BATCH = 500
LONGEST_TITLE = 200


@dataclass(frozen=True, kw_only=True)
class Document:
    """What is found of one record. ``title`` and ``note`` are shown to whoever may see the record, so they hold no
    masked field; ``phones`` and ``emails`` are found only by whoever sees them whole.
    """

    id: int
    title: str
    at: datetime
    owner: int | None
    team: int | None
    note: str = ""
    body: Sequence[str] = ()
    phones: Sequence[str] = ()
    emails: Sequence[str] = ()
    opens: int | None = None


Numbers = Callable[[Sequence[Event]], Iterable[int]]


@dataclass(frozen=True, kw_only=True)
class Searchable:
    """A kind of record that is found: a room declares it once with ``register``.

    ``documents(numbers)`` gives what is found of those records that are still there. ``numbers(after, most)`` walks
    all of them in order. Every event about the record brings it up to date, and where a ``field`` is named every
    event that has it; but not the ``quiet`` ones, which change no word of it. ``follows`` gives the records whose
    words change with others. ``within(viewer)`` gives the numbers somebody may see where reach alone does not say so.
    Kinds of a lower ``place`` are shown first.
    ``common`` kinds belong to nobody and are everybody's who has the right. The record opens at ``url(number)``, the
    number being its ``opens`` where given.
    """

    kind: str
    title: str | Promise
    icon: str
    needs: str
    url: Callable[[int], str]
    documents: Callable[[Sequence[int]], Iterable[Document]]
    numbers: Callable[[int, int], Sequence[int]]
    field: str = ""
    quiet: Callable[[Event], bool] = lambda _event: False
    follows: Numbers | None = None
    common: bool = False
    within: Callable[[Any], QuerySet[Any]] | None = None
    place: int = 0


KINDS: dict[str, Searchable] = {}


def register(kind: Searchable) -> None:
    """Let records of a kind be found."""
    KINDS[kind.kind] = kind


def kinds() -> tuple[Searchable, ...]:
    """Return every kind that is found, in the order they are shown."""
    return tuple(sorted(KINDS.values(), key=lambda each: each.place))


def walk(rows: QuerySet[Any]) -> Callable[[int, int], Sequence[int]]:
    """Return how to go through all rows in order: numbers after one, at most so many."""

    def numbers(after: int, most: int) -> list[int]:
        return list(rows.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:most])

    return numbers


def index(kind: str, numbers: Iterable[int]) -> int:
    """Bring records of a kind up to date, removed ones out; return how many stand in the index.

    By the thousand as well as one by one: this is what a loader calls for all it has written. A kind nobody has
    registered is not found, so nothing is kept of it.
    """
    if kind not in KINDS:
        return 0
    declared, listed, standing = KINDS[kind], sorted(set(numbers)), 0
    for start in range(0, len(listed), BATCH):
        part = listed[start : start + BATCH]
        rows = [_row(declared, each) for each in declared.documents(part)]
        _put(rows)
        if len(rows) < len(part):
            gone = set(part) - {row.row_id for row in rows}
            SearchRow.objects.filter(kind=kind, row_id__in=gone).delete()
        standing += len(rows)
    return standing


def rebuild(only: Sequence[str] = ()) -> Iterator[tuple[str, int]]:
    """Make the index anew, kind by kind; yield the kind and how many records it has so far."""
    for declared in kinds():
        if only and declared.kind not in only:
            continue
        SearchRow.objects.filter(kind=declared.kind).delete()
        last, done = 0, 0
        while numbers := declared.numbers(last, BATCH):
            done += index(declared.kind, numbers)
            last = numbers[-1]
            yield declared.kind, done
        yield declared.kind, done
    SearchRow.objects.exclude(kind__in=KINDS).delete()


def lost() -> list[str]:
    """Return the kinds there are records of but no index: after a restore, or an upgrade that finds one kind more."""
    unknown = [each for each in kinds() if not SearchRow.objects.filter(kind=each.kind).exists()]
    return [each.kind for each in unknown if any(True for _ in each.documents(each.numbers(0, BATCH)))]


def listen() -> None:
    """Hear everything that is written into the journal."""
    journal.on_every(_hear)


def _hear(logged: Sequence[journal.Logged[Any]]) -> None:
    events = [each.event for each in logged]
    for declared in kinds():
        if numbers := _touched(declared, events):
            index(declared.kind, numbers)


def _touched(declared: Searchable, events: Sequence[Event]) -> set[int]:
    loud = [each for each in events if not declared.quiet(each)]
    found = set(declared.follows(loud)) if declared.follows else set()
    if declared.field:
        return found | {number for each in loud if (number := getattr(each, declared.field, None))}
    refs = (ref for each in loud for ref in (each.about(), each.also()) if ref)
    return found | {ref.id for ref in refs if ref.kind == declared.kind}


def _row(declared: Searchable, each: Document) -> SearchRow:
    tokens = kept_words(
        kind=declared.kind, title=each.title, body=[each.note, *each.body], phones=each.phones, emails=each.emails
    )
    return SearchRow(
        kind=declared.kind,
        row_id=each.id,
        opens=each.opens or each.id,
        owner_id=each.owner,
        team_id=each.team,
        title=each.title[:LONGEST_TITLE],
        note=each.note[:LONGEST_TITLE],
        words=tokens,  # type: ignore[misc]
        at=each.at,
    )


def _put(rows: list[SearchRow]) -> None:
    fresh = ["opens", "owner_id", "team_id", "title", "note", "words", "at"]
    SearchRow.objects.bulk_create(rows, update_conflicts=True, unique_fields=["kind", "row_id"], update_fields=fresh)
