"""The ship's log: the audit trail, every card's timeline, the source of facts. One table, append-only."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet

from mostik.core import clock, salts
from mostik.core.actors import Actor, ActorKind
from mostik.core.frame import acting, origin
from mostik.core.models import Entry, Seal
from mostik.kernel.events import REGISTRY, Event, Ref

E = TypeVar("E", bound=Event)

BATCH = 2000
#: The key of a line's payload that names the absent person something was done for.
DONE_FOR = "done_for"


@dataclass(frozen=True)
class Logged(Generic[E]):
    """An event as it lies in the journal; ``by`` is the kind of who did it: `core.actors.ActorKind`."""

    entry: int
    day: date
    actor: int | None
    event: E
    by: str = ActorKind.PERSON


Listener = Callable[[Sequence[Logged[Any]]], None]
LISTENERS: dict[type[Event], list[Listener]] = {}
EVERY: list[Listener] = []


def on(*kinds: type[Event]) -> Callable[[Listener], Listener]:
    """Let a function hear these events in the same transaction, many at a time, in the order they happened."""

    def hear(listener: Listener) -> Listener:
        for kind in kinds:
            LISTENERS.setdefault(kind, []).append(listener)
        return listener

    return hear


def on_every(listener: Listener) -> None:
    """Let a function hear every event in the same transaction, after those that listen for theirs."""
    if listener not in EVERY:
        EVERY.append(listener)


def publish(event: Event) -> Logged[Event]:
    """Write what happened into the journal and tell those who listen, all in the running transaction."""
    return publish_all([event])[0]


def publish_all(events: Iterable[Event]) -> list[Logged[Event]]:
    """Write many events at once: what one ``publish`` does for each, in the same order, cheaper."""
    by = acting()
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("The journal is written inside the change's own transaction.")
    listed = list(events)
    entries = Entry.objects.bulk_create([_line(event, by) for event in listed], batch_size=500)
    logged = [Logged(e.pk, e.day, e.actor_id, event, by.kind) for e, event in zip(entries, listed, strict=True)]
    tell(logged)
    return logged


def tell(logged: Sequence[Logged[Event]]) -> None:
    """Give each listener all the events it hears, at once and in the order they happened."""
    kinds = {type(each.event) for each in logged}
    for listener in dict.fromkeys(each for kind, heard in LISTENERS.items() if kind in kinds for each in heard):
        listener([each for each in logged if listener in LISTENERS.get(type(each.event), ())])
    for listener in EVERY:
        listener(logged)


def _line(event: Event, by: Actor) -> Entry:
    about, also, place = event.about(), event.also(), origin()
    return Entry(
        at=event.at,
        day=clock.business_day(event.at),
        recorded_at=clock.now(),
        name=event.name,
        about_kind=about.kind,
        about_id=about.id,
        also_kind=also.kind if also else "",
        also_id=also.id if also else None,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
        payload=event.payload() | _done_for(event, by),
        salt=salts.new_salt(),
        address=place.address,
        request=place.request,
    )


def _done_for(event: Event, by: Actor) -> dict[str, str]:
    """Return for whom a substitute did this: the absent person the event names as the owner."""
    name = by.for_whom(getattr(event, "owner", None))
    return {DONE_FOR: name} if name else {}


def timeline(about: Ref, *same: Ref) -> QuerySet[Entry]:
    """Return the journal lines of one record, its own and those it shares, newest first.

    ``same`` are records of its kind that became one with it.
    """
    numbers = [about.id, *(each.id for each in same)]
    own = Q(about_kind=about.kind, about_id__in=numbers)
    shared = Q(also_kind=about.kind, also_id__in=numbers)
    return Entry.objects.filter(own | shared).order_by("-at", "-id")


def read(entry: Entry) -> Event | None:
    """Return the event a line was written from; ``None`` for a kind this version no longer knows."""
    kind = REGISTRY.get(entry.name)
    return kind.read(entry.at, entry.payload) if kind else None


def replay(names: Sequence[str] = ()) -> Iterator[list[Logged[Event]]]:
    """Yield the whole journal in order, in batches, as the listeners first heard it."""
    lines = Entry.objects.order_by("id")
    if names:
        lines = lines.filter(name__in=names)
    last = 0
    while batch := list(lines.filter(id__gt=last)[:BATCH]):
        last = batch[-1].pk
        events = ((line, read(line)) for line in batch)
        yield [Logged(line.pk, line.day, line.actor_id, event, line.actor_kind) for line, event in events if event]


def seal() -> int:
    """Chain the lines written since the last seal and return how many. Run by one timer at a time."""
    last = Seal.objects.order_by("-entry_id").first()
    digest, after = (last.digest, last.entry_id) if last else ("", 0)
    seals = []
    for line in Entry.objects.filter(id__gt=after).order_by("id")[:BATCH]:
        digest = digest_of(line, digest)
        seals.append(Seal(entry_id=line.pk, digest=digest))
    Seal.objects.bulk_create(seals, batch_size=500)
    return len(seals)


def last_seal() -> tuple[int, str]:
    """Return the last sealed line and its hash; zero when nothing is sealed."""
    found = Seal.objects.order_by("-entry_id").values_list("entry_id", "digest").first()
    return found or (0, "")


def seal_at(number: int) -> str:
    """Return the hash of a sealed line, nothing for one that is gone."""
    return Seal.objects.filter(entry_id=number).values_list("digest", flat=True).first() or ""


def broken_seal() -> int | None:
    """Return the number of the first journal line that does not match its seal; ``None`` when all do.

    A line that says some of its values are erased must be among those its erasure was written down with.
    """
    digest, gone = "", dict[str, list[salts.Loss]]()
    sealed = Seal.objects.order_by("entry_id").select_related("entry").iterator(chunk_size=BATCH)
    for each in sealed:
        digest = digest_of(each.entry, digest)
        if digest != each.digest or salts.lies(kept(each.entry)):
            return each.entry_id
        for act, lost in salts.losses(each.entry_id, each.entry.erased).items():
            gone.setdefault(act, []).extend(lost)
    told = Entry.objects.filter(name=salts.ERASED).values_list("payload__act", "payload__digest")
    known = dict(told.iterator()) if gone else {}
    lied = [min(lost)[0] for act, lost in gone.items() if known.get(act) != salts.digest_of_losses(lost)]
    return min(lied, default=None)


def kept(line: Entry) -> salts.Kept:
    """Return what a seal vouches for of a line's values."""
    return salts.Kept(line.payload, line.salt, line.erased)


def digest_of(line: Entry, previous: str) -> str:
    """Return the chained SHA-256 of a line: equal on both databases, independent of key order.

    It holds salted digests of the values, never the values: an erased one proves the line as it did before.
    """
    told = [
        previous,
        line.pk,
        line.at.astimezone(clock.UTC).isoformat(),
        line.name,
        line.about_kind,
        line.about_id,
        line.also_kind,
        line.also_id,
        line.actor_kind,
        line.actor_id,
        line.actor_name,
        salts.digests(kept(line)),
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
