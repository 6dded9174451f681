"""What words find among everything within one's reach: a few of each kind, or all of one kind page by page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Exists, Q, QuerySet, When, Window
from django.db.models.functions import Coalesce, RowNumber

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.models import SearchRow
from mostik.core.search import Asked, Searchable, asked, kinds
from mostik.people.access import clear, scoped

SUGGESTED = 5
PAGE = 50
#: How many of the newest rows are looked through before the words' index is asked.
NEAR = 2000
#: A word met among them this many times more rarely than a page needs is still sooner found by walking on.
WALK = 4


@dataclass(frozen=True)
class Found:
    """One thing found: how it is called, what stands beside it, where it is."""

    title: str
    note: str
    url: str
    at: datetime


@dataclass(frozen=True)
class Group:
    """What was found of one kind; ``after`` says where the next page begins, if there is one."""

    kind: str
    title: str
    icon: str
    found: tuple[Found, ...]
    after: str = ""


@dataclass(frozen=True)
class _Place:
    """Where a page begins: after which row, and whether the titles are through."""

    titled: bool
    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{int(self.titled)}_{self.at.timestamp():.6f}_{self.id}"


def searchable(*, viewer: Actor) -> list[Searchable]:
    """Return the kinds of record the viewer may find."""
    return [each for each in kinds() if viewer.may(each.needs)]


def question(text: str, *, viewer: Actor) -> Asked:
    """Return what the viewer types as a question: by phone or e-mail only asks whoever sees them whole."""
    return asked(text, phones=clear("phone", viewer), emails=clear("email", viewer))


def suggestions(text: str, *, viewer: Actor, most: int = SUGGESTED) -> list[Group]:
    """Return the first few of each kind the viewer may see; kinds with nothing are left out."""
    words = question(text, viewer=viewer)
    if not words:
        return []
    there = list(_there(searchable(viewer=viewer)))
    near = _near(words, viewer, most + 1)
    picked = _picked([each.kind for each in there if _is_by_reach(each)], words, viewer, most + 1, near)
    groups = []
    for declared in there:
        rows = picked.get(declared.kind)
        if rows is None:
            rows = list(_rows(declared, words, viewer, most + 1, near))
        groups.append(_group(declared, rows, most))
    return [group for group in groups if group.found]


def found(text: str, kind: str, *, viewer: Actor, after: str = "", most: int = PAGE) -> Group | None:
    """Return a page of one kind: by title first, the newest first; nothing for a kind the viewer may not find."""
    declared = next((each for each in searchable(viewer=viewer) if each.kind == kind), None)
    words = question(text, viewer=viewer)
    if declared is None or not words:
        return None
    return _group(
        declared,
        list(_rows(declared, words, viewer, most + 1, _near(words, viewer, most + 1), after=_place(after))),
        most,
    )


Row = tuple[bool, SearchRow]


@dataclass(frozen=True)
class _Near:
    """What is met among the newest rows within reach: a few by kind, those with it in the title apart, newest first.

    ``whole`` says that those rows are all there are.
    """

    rows: Mapping[tuple[str, bool], Sequence[SearchRow]]
    whole: bool

    def enough(self, kind: str, *, titled: bool, most: int) -> Sequence[SearchRow] | None:
        """Return the first so many, if the newest rows have them or are all there are."""
        rows = self.rows.get((kind, titled), ())
        return rows[:most] if self.whole or len(rows) >= most else None


def _group(declared: Searchable, rows: Sequence[Row], most: int) -> Group:
    shown = rows[:most]
    there = str(_Place(shown[-1][0], shown[-1][1].at, shown[-1][1].pk)) if len(rows) > most else ""
    listed = tuple(Found(row.title, row.note, declared.url(row.opens), row.at) for _titled, row in shown)
    return Group(declared.kind, str(declared.title), declared.icon, listed, there)


def _picked(kinds: Sequence[str], words: Asked, viewer: Actor, most: int, near: _Near) -> Mapping[str, Sequence[Row]]:
    """Return the first few of each kind, those with the words in the title first: two statements at most.

    What the newest rows have enough of is not looked for anywhere else; the rest comes from the words' index for all
    kinds together, and so rare as it is by then, that is little.
    """
    rows = scoped(SearchRow.objects.all(), viewer)
    found: dict[str, list[Row]] = {}
    for titled, asked_for in ((True, rows.filter(words__titled=words)), (False, _untitled(rows, words))):
        lacking = []
        for kind in kinds:
            left = most - len(found.setdefault(kind, []))
            known = near.enough(kind, titled=titled, most=left)
            if known is None:
                lacking.append(kind)
            found[kind] += [(titled, row) for row in known or ()]
        for row in _first(asked_for.filter(kind__in=lacking), most) if lacking else ():
            if len(found[row.kind]) < most:
                found[row.kind].append((titled, row))
    return found


def _rows(
    declared: Searchable, words: Asked, viewer: Actor, most: int, near: _Near, *, after: _Place | None = None
) -> Iterator[Row]:
    """Yield rows of one kind by their title first, then by the rest.

    A common word is met walking from the newest row until there are enough; a rare one in the words' index, all of it
    put in order. Which it is we count ourselves: a database takes a beginning nobody uses for a common one, and walks
    through everything. The kind is one of the words, so neither way gathers a whole kind.
    """
    left, words = most, words.of(declared.kind)
    for titled in (True, False):
        if left <= 0 or (after and after.titled < titled):
            continue
        known = near.enough(declared.kind, titled=titled, most=left) if _is_by_reach(declared) and not after else None
        if known is None:
            rows = _within(declared, viewer)
            rows = rows.filter(words__titled=words) if titled else _untitled(rows, words)
            if after and after.titled == titled:
                rows = rows.filter(Q(at__lt=after.at) | Q(at=after.at, pk__lt=after.id), at__lte=after.at)
            walk = near.whole or len(near.rows.get((declared.kind, titled), ())) * WALK >= most
            newest = ("-at", "-pk") if walk else (Coalesce("at", "at").desc(), "-pk")
            known = list(rows.order_by(*newest).defer("words")[:left])
        left -= len(known)
        yield from ((titled, row) for row in known)


def _near(words: Asked, viewer: Actor, most: int) -> _Near:
    newest = scoped(SearchRow.objects.all(), viewer).order_by("-at", "-pk")
    since = newest.values_list("at", flat=True)[NEAR : NEAR + 1].first()
    rows = newest.filter(words__met_reading=words)
    found: dict[tuple[str, bool], list[SearchRow]] = {}
    heading = Case(When(words__titled=words, then=True), default=False)
    for row in _first((rows.filter(at__gte=since) if since else rows).annotate(heading=heading), most, "heading"):
        found.setdefault((row.kind, row.heading), []).append(row)  # type: ignore[attr-defined]
    return _Near(found, whole=since is None)


def _first(rows: QuerySet[SearchRow], most: int, *within: str) -> QuerySet[SearchRow]:
    """Return the newest few of each kind, and of what else is named."""
    newest = ("-at", "-pk")
    place = Window(RowNumber(), partition_by=["kind", *within], order_by=newest)
    return rows.annotate(place=place).filter(place__lte=most).order_by(*newest).defer("words")


def _untitled(rows: QuerySet[SearchRow], words: Asked) -> QuerySet[SearchRow]:
    return rows.filter(words__met=words).exclude(words__titled=words)


def _there(declared: Sequence[Searchable]) -> Iterator[Searchable]:
    """Yield the kinds of which there is any record: a kind without one need not be asked about."""
    any_of = [Exists(SearchRow.objects.filter(kind=each.kind)) for each in declared]
    row = SearchRow.objects.values_list(*any_of).first() if any_of else None
    return (each for each, there in zip(declared, row or (), strict=False) if there)


def _is_by_reach(declared: Searchable) -> bool:
    return declared.within is None and not declared.common


def _within(declared: Searchable, viewer: Actor) -> QuerySet[SearchRow]:
    if declared.within:
        return SearchRow.objects.filter(row_id__in=declared.within(viewer))
    return SearchRow.objects.all() if declared.common else scoped(SearchRow.objects.all(), viewer)


def _place(text: str) -> _Place | None:
    """Return the place written so; anything else begins anew."""
    try:
        titled, at, number = text[:60].split("_")
        return _Place(titled == "1", datetime.fromtimestamp(float(at), tz=clock.UTC), int(number[:18]))
    except (ValueError, OverflowError, OSError):
        return None
