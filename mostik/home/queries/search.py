"""What words find among everything within one's reach: a few of each kind, or all of one kind page by page."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.models import SearchRow
from mostik.core.search import Asked, Searchable, asked, kinds
from mostik.people.access import clear, scoped

SUGGESTED = 5
PAGE = 50
#: How many of the newest rows tell whether a word is common.
NEAR = 2000


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
    common = _common(words, viewer)
    groups = [_group(declared, words, viewer, most=most, common=common) for declared in searchable(viewer=viewer)]
    return [group for group in groups if group.found]


def found(text: str, kind: str, *, viewer: Actor, after: str = "", most: int = PAGE) -> Group | None:
    """Return a page of one kind: by title first, the newest first; nothing for a kind the viewer may not find."""
    declared = next((each for each in searchable(viewer=viewer) if each.kind == kind), None)
    words = question(text, viewer=viewer)
    if declared is None or not words:
        return None
    return _group(declared, words, viewer, most=most, common=_common(words, viewer), after=_place(after))


Common = Counter[tuple[str, bool]]


def _group(
    declared: Searchable, words: Asked, viewer: Actor, *, most: int, common: Common, after: _Place | None = None
) -> Group:
    rows = list(_rows(declared, words, viewer, most=most + 1, common=common, after=after))
    shown = rows[:most]
    there = str(_Place(shown[-1][0], shown[-1][1].at, shown[-1][1].pk)) if len(rows) > most else ""
    listed = tuple(Found(row.title, row.note, declared.url(row.opens), row.at) for _titled, row in shown)
    return Group(declared.kind, str(declared.title), declared.icon, listed, there)


def _rows(
    declared: Searchable, words: Asked, viewer: Actor, *, most: int, common: Common, after: _Place | None
) -> Iterator[tuple[bool, SearchRow]]:
    """Yield rows by their title first, then by the rest.

    A common word is met walking from the newest row until there are enough; a rare one in the words' index, all of it
    put in order. Which it is we count ourselves: a database takes a beginning nobody uses for a common one, and walks
    through everything. The kind is one of the words, so neither way gathers a whole kind.
    """
    left, words = most, words.of(declared.kind)
    for titled in (True, False):
        if left <= 0 or (after and after.titled < titled):
            continue
        rows = _within(declared, viewer)
        rows = (
            rows.filter(words__titled=words) if titled else rows.filter(words__met=words).exclude(words__titled=words)
        )
        if after and after.titled == titled:
            rows = rows.filter(Q(at__lt=after.at) | Q(at=after.at, pk__lt=after.id), at__lte=after.at)
        walk = common[declared.kind, titled] >= most
        newest = ("-at", "-pk") if walk else (Coalesce("at", "at").desc(), "-pk")
        for row in rows.order_by(*newest).defer("words")[:left]:
            left -= 1
            yield titled, row


def _common(words: Asked, viewer: Actor) -> Common:
    """Return how often the words are met among the newest rows within reach, by kind, in titles and anywhere."""
    newest = scoped(SearchRow.objects.all(), viewer).order_by("-at", "-pk")
    since = newest.values_list("at", flat=True)[NEAR : NEAR + 1].first()
    if since is None:
        return Counter()
    near = newest.filter(at__gte=since)
    found: Common = Counter()
    for titled, rows in ((True, near.filter(words__titled=words)), (False, near.filter(words__met=words))):
        found.update((kind, titled) for kind in rows.values_list("kind", flat=True)[:NEAR])
    return found


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
