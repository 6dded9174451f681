"""Tables dropped into a source: each row is stored as an enquiry and read by itself; the rest may be left unread."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from mostik.channels.commands.enquiries import READ, RIGHT
from mostik.channels.events import TableDropped, TableGoneOn, TableStopped
from mostik.channels.models import Drop, Enquiry
from mostik.channels.queries.drops import drop_of
from mostik.channels.queries.sources import source_of
from mostik.channels.terms import EnquiryState, SourceKind
from mostik.core import clock, outbox
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.refusals import Conflict, Invalid

MOST_ROWS: Final = 10_000
KIND: Final = "application/json"
BATCH: Final = 500


@command(needs=RIGHT)
def drop_table(*, by: Actor, source_id: int, title: str, rows: Sequence[Mapping[str, str]]) -> int:
    """Store the rows of a table with the promise to read each, and return the number of the drop.

    A row that came to this source before, in whatever file, has no second effect. Refuses a source that takes no tables
    or is stopped, a table without rows or with too many.
    """
    source = source_of(source_id, viewer=by)
    if source.kind != SourceKind.TABLE:
        raise Conflict(_("This source takes no tables."))
    if source.paused_at:
        raise Conflict(_("The source is stopped: let it take leads again first."))
    if not 1 <= len(rows) <= MOST_ROWS:
        raise Invalid(_("A table has from 1 to {most} rows.").format(most=MOST_ROWS), field="file")
    drop = Drop.objects.create(source=source, title=title[:255], rows=len(rows), by_id=by.id, at=clock.now())
    bodies = {_key(body): body for body in map(_body, rows)}
    pairs = list(bodies.items())
    for place in range(0, len(pairs), BATCH):
        _store(drop, dict(pairs[place : place + BATCH]))
    drop.fresh = Enquiry.objects.filter(drop=drop).count()
    drop.save(update_fields=["fresh"])
    publish(TableDropped(at=drop.at, **_about(drop), rows=drop.fresh))
    return drop.pk


@command(needs=RIGHT)
def stop_drop(*, by: Actor, drop_id: int) -> int:
    """Leave the rows of a table that are not read yet unread, and return how many."""
    drop = drop_of(drop_id, viewer=by)
    unread = Enquiry.objects.filter(drop=drop, state=EnquiryState.NEW)
    count = int(unread.update(state=EnquiryState.DROPPED, done_at=clock.now()))
    Drop.objects.filter(pk=drop.pk).update(stopped_at=clock.now())
    publish(TableStopped(at=clock.now(), **_about(drop), rows=count))
    return count


@command(needs=RIGHT)
def read_rest(*, by: Actor, drop_id: int) -> int:
    """Read the rows of a table that were left unread after all, and return how many."""
    drop = drop_of(drop_id, viewer=by)
    left = Enquiry.objects.filter(drop=drop, state=EnquiryState.DROPPED)
    keys = list(left.values_list("key", flat=True))
    left.update(state=EnquiryState.NEW, done_at=None)
    Drop.objects.filter(pk=drop.pk).update(stopped_at=None)
    _promise(drop, keys, again=f":{clock.now().timestamp():.3f}")
    publish(TableGoneOn(at=clock.now(), **_about(drop), rows=len(keys)))
    return len(keys)


def _about(drop: Drop) -> dict[str, Any]:
    return {"source": drop.source_id, "title": drop.source.title, "file": drop.title}


def _store(drop: Drop, bodies: Mapping[str, bytes]) -> None:
    known = set(Enquiry.objects.filter(source=drop.source_id, key__in=bodies).values_list("key", flat=True))
    fresh = {key: body for key, body in bodies.items() if key not in known}
    Enquiry.objects.bulk_create(
        [
            Enquiry(source_id=drop.source_id, key=key, body=body, kind=KIND, at=drop.at, drop=drop)
            for key, body in fresh.items()
        ],
        ignore_conflicts=True,
    )
    _promise(drop, list(fresh))


def _promise(drop: Drop, keys: Sequence[str], again: str = "") -> None:
    told = {f"enquiry:{drop.source_id}:{key}{again}": {"source": drop.source_id, "key": key} for key in keys}
    outbox.enqueue_all(READ, told)


def _body(row: Mapping[str, str]) -> bytes:
    return json.dumps(dict(row), ensure_ascii=False, indent=1).encode()


def _key(body: bytes) -> str:
    return f"row:{hashlib.sha256(body).hexdigest()}"
