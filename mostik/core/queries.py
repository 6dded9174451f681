"""Every read of the frame's own screens."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qsl

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from mostik.core import journal
from mostik.core.actors import Actor
from mostik.core.models import Entry, Notification, SavedView
from mostik.core.notifications import kind_of
from mostik.kernel.events import Ref
from mostik.web import formats

BELL = 12
PLACES = {"after", "before"}


@dataclass(frozen=True)
class Line:
    """A notification in the reader's language."""

    id: int
    text: str
    url: str
    made_at: datetime
    fresh: bool
    kind: str
    urgent: bool


@dataclass(frozen=True)
class Told:
    """One thing that happened to a record, in the reader's language, and what somebody wrote with it."""

    at: datetime
    who: str
    text: str
    note: str


@dataclass(frozen=True)
class View:
    """A saved view as lists show it."""

    id: int
    name: str
    url: str
    current: bool
    mine: bool


def notifications(*, viewer: Actor) -> QuerySet[Notification]:
    """Return one's own notifications, newest first."""
    return Notification.objects.filter(person_id=viewer.id or 0).order_by("-id")


def bell(*, viewer: Actor) -> list[Line]:
    """Return the newest lines under one's bell, in one's language."""
    return [line_of(each) for each in notifications(viewer=viewer)[:BELL]]


def unread(*, viewer: Actor) -> int:
    """Return how many lines one has not read."""
    return notifications(viewer=viewer).filter(read_at__isnull=True).count()


def line_of(row: Notification) -> Line:
    """Return a notification in words."""
    words = gettext(row.text).format_map(_Lenient({name: _written(each) for name, each in row.params.items()}))
    kind = kind_of(row.kind)
    return Line(row.pk, words, row.url, row.made_at, row.read_at is None, str(kind.title), kind.urgent)


def _written(value: Any) -> str:
    """Return a param as the reader reads it: a day is kept as a day and written in their language."""
    return formats.day(date.fromisoformat(value["day"])) if isinstance(value, dict) else str(value)


def saved_views(*, viewer: Actor, table: str, path: str, query: str = "") -> list[View]:
    """Return one's own and shared views of a list; the one that is on is marked."""
    rows = SavedView.objects.filter(Q(person_id=viewer.id or 0) | Q(shared=True), table=table).order_by("title", "id")
    asked = _asked(query)
    return [
        View(each.pk, each.title, f"{path}?{each.query}", _asked(each.query) == asked, each.person_id == viewer.id)
        for each in rows
    ]


def _asked(query: str) -> list[tuple[str, str]]:
    """Return what a query asks, whatever its order and spelling; the place in the list is no question."""
    return sorted(each for each in parse_qsl(query) if each[0] not in PLACES)


def last_line() -> int:
    """Return the number of the newest journal line: what a live screen compares with what it has seen."""
    return Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0


def said(entry: Entry) -> str:
    """Return the sentence of a journal line in the reader's language, its days written in their way.

    Its name when this version lost the words.
    """
    event = journal.read(entry)
    if event is None or not event.says:
        return entry.name
    days = {name: formats.day(each) for name, each in vars(event).items() if type(each) is date}
    return gettext(event.says).format(**{**entry.payload, **days})


def story(about: Ref, *, viewer: Actor, most: int = 50) -> list[Told]:  # noqa: ARG001 - the record was already shown
    """Return the last things that happened to a record the viewer has been shown, newest first."""
    return [
        Told(each.at, each.actor_name, said(each), str(each.payload.get("note", "")))
        for each in journal.timeline(about)[:most]
    ]


class _Lenient(dict[str, str]):
    """A template's unknown field stays as written rather than breaking the bell."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"
