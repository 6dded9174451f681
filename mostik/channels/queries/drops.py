"""Tables dropped into sources: how far each is read, what became of its rows."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from mostik.channels.models import Drop, Enquiry
from mostik.channels.queries.sources import enquiry_rows
from mostik.channels.terms import EnquiryState
from mostik.core.actors import Actor
from mostik.kernel.refusals import Missing

SHOWN = 50
MOST = 200


@dataclass(frozen=True, kw_only=True)
class DropLine:
    """A dropped table with what became of its rows; ``fresh`` of ``rows`` had not come before."""

    id: int
    title: str
    at: datetime
    who: str
    rows: int
    fresh: int
    waits: int
    taken: int
    joined: int
    odd: int
    left: int
    stopped: bool

    @property
    def share(self) -> float:
        """Return how much of it is read, from 0 to 1."""
        return (self.fresh - self.waits) / self.fresh if self.fresh else 1.0

    @property
    def read(self) -> int:
        """Return how many rows are read."""
        return self.fresh - self.waits - self.left

    @property
    def repeated(self) -> int:
        """Return how many rows had come before."""
        return self.rows - self.fresh


def drop_of(drop_id: int, *, viewer: Actor) -> Drop:
    """Return one drop for whoever minds sources; refuses one that is not there."""
    row = _visible(viewer).filter(pk=drop_id).first()
    if row is None:
        raise Missing()
    return row


def drop_lines(*, viewer: Actor, source_id: int) -> list[DropLine]:
    """Return the tables dropped into a source, the latest first."""
    return [_line(row) for row in _counted(_visible(viewer).filter(source=source_id))[:SHOWN]]


def drop_titles(*, viewer: Actor) -> list[tuple[int, str]]:
    """Return the tables dropped into sources as (number, file), the latest first."""
    return list(_visible(viewer).order_by("-pk").values_list("pk", "title")[:MOST])


def drop_line(drop_id: int, *, viewer: Actor) -> DropLine:
    """Return one drop with what became of its rows; refuses one that is not there."""
    return _line(_counted(_visible(viewer).filter(pk=drop_of(drop_id, viewer=viewer).pk)).get())


def rows_of_drop(drop_id: int, *, viewer: Actor) -> QuerySet[Enquiry]:
    """Return the rows of a drop, those to be sorted out first."""
    return enquiry_rows(viewer=viewer).filter(drop=drop_id).order_by("-error", "pk")


def _visible(viewer: Actor) -> QuerySet[Drop]:
    rows = Drop.objects.select_related("source", "by").filter(source__removed_at__isnull=True)
    return rows if viewer.may("channels.edit_sources") else rows.none()


def _counted(rows: QuerySet[Drop]) -> QuerySet[Drop]:
    states = {"waits": "new", "taken": "taken", "joined": "joined", "odd": "odd", "left": "dropped"}
    counts = {
        name: Count("enquiries", filter=Q(enquiries__state=EnquiryState(state))) for name, state in states.items()
    }
    return rows.annotate(**counts)


def _line(row: Drop) -> DropLine:
    counts = {name: getattr(row, name) for name in ("waits", "taken", "joined", "odd", "left")}
    return DropLine(
        id=row.pk,
        title=row.title,
        at=row.at,
        who=row.by.short_name if row.by else "",
        rows=row.rows,
        fresh=row.fresh,
        stopped=row.stopped_at is not None,
        **counts,
    )
