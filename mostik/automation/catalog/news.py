"""The register of news: which events of which objects other programs may hear of. Rooms add theirs by declaration."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from mostik.automation.catalog.telling import hear
from mostik.core.actors import Actor
from mostik.kernel.events import Event

VERBS = ("created", "updated", "deleted", "restored", "stage_changed", "owner_changed", "lost", "won", "paid")
Values = Mapping[str, Any]
#: Previous and current values of what changed.
Change = tuple[Values, Values]


@dataclass(frozen=True)
class Announced:
    """A kind of record other programs may hear of: the right to see it, and the rows within somebody's reach."""

    code: str
    title: str | Promise
    right: str
    rows: Callable[[Actor], QuerySet[Any]]
    verbs: tuple[str, ...]


@dataclass(frozen=True)
class News:
    """One event as other programs hear it: of which object, what it did, which record, what changed."""

    code: str
    verb: str
    record: str
    change: Callable[[Any], Change]

    @property
    def event(self) -> str:
        """The name programs know it by: ``deal.won``."""
        return f"{self.code}.{self.verb}"


OBJECTS: dict[str, Announced] = {}
NEWS: dict[type[Event], list[News]] = {}


def changed(event: Any) -> Change:
    """Return what an event's ``changes`` say."""
    listed = event.changes
    return {name: before for name, before, _after in listed}, {name: after for name, _before, after in listed}


def announce(
    thing: Announced, *, record: str, events: Mapping[type[Event], tuple[str, Callable[[Any], Change]]]
) -> None:
    """Let other programs hear of a kind of record; ``record`` names the event's field with its number."""
    OBJECTS[thing.code] = thing
    for kind, (verb, change) in events.items():
        NEWS.setdefault(kind, []).append(News(thing.code, verb, record, change))
    hear(*events)


def names() -> list[str]:
    """Return the names of all events there are."""
    return [f"{thing.code}.{verb}" for thing in OBJECTS.values() for verb in VERBS if verb in thing.verbs]
