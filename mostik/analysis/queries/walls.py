"""Walls: one's own and those shared, the one a screen's address opens, and what their pieces show now."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.analysis.catalog import METRICS, Words
from mostik.analysis.catalog.walls import WIDGETS, Face, Showing, Widget
from mostik.analysis.models import Wall
from mostik.analysis.queries.catalogue import GROUPS
from mostik.analysis.rules.walls import unpacked
from mostik.analysis.terms import Piece, WallDays
from mostik.core.actors import Actor
from mostik.core.links import digest_of
from mostik.kernel.refusals import Missing, Refusal, gettext_noop
from mostik.people.access import User, has_left
from mostik.people.queries.actors import actor_of


class NoSuchWall(Missing):
    """The wall is not there or is somebody else's."""

    message = gettext_noop("This wall does not exist or is not yours.")


@dataclass(frozen=True, slots=True)
class Hung:
    """A piece on a wall with what it shows now."""

    place: int
    piece: Piece
    widget: Widget
    face: Face


NOW: Final = {
    WallDays.TODAY: gettext_lazy("today"),
    WallDays.WEEK: gettext_lazy("this week"),
    WallDays.MONTH: gettext_lazy("this month"),
    WallDays.QUARTER: gettext_lazy("this quarter"),
}
#: Walls to begin with: what they are called and what hangs on them.
READY: Final[dict[str, tuple[Words, tuple[Piece, ...]]]] = {
    "floor": (
        gettext_lazy("Sales floor"),
        (
            Piece(widget="plan", wide=True),
            Piece(widget="figure", metric="revenue_won"),
            Piece(widget="clock"),
            Piece(widget="everybody", wide=True),
            Piece(widget="sales", wide=True),
            Piece(widget="people", metric="talks", wide=True),
            Piece(widget="figure", metric="meetings_held"),
            Piece(widget="figure", metric="deals_won", days=WallDays.MONTH),
        ),
    ),
    "desk": (
        gettext_lazy("The head's desk"),
        (
            Piece(widget="plan", wide=True),
            Piece(widget="deviations", wide=True),
            Piece(widget="waiting"),
            Piece(widget="figure", metric="leads"),
            Piece(widget="figure", metric="revenue_won", days=WallDays.WEEK),
            Piece(widget="figure", metric="win_rate", days=WallDays.MONTH),
            Piece(widget="funnel", days=WallDays.MONTH, wide=True),
            Piece(widget="people", metric="meetings_held", days=WallDays.WEEK, wide=True),
        ),
    ),
    "leads": (
        gettext_lazy("Leads at the door"),
        (
            Piece(widget="figure", metric="leads"),
            Piece(widget="figure", metric="qualified"),
            Piece(widget="waiting"),
            Piece(widget="clock"),
            Piece(widget="people", metric="qualified", days=WallDays.WEEK, wide=True),
            Piece(widget="funnel", days=WallDays.WEEK, wide=True),
        ),
    ),
}


def walls(*, viewer: Actor) -> "QuerySet[Wall]":
    """Return one's own walls and those shared with everybody."""
    rows = Wall.objects.filter(removed_at__isnull=True)
    return rows.filter(Q(person=viewer.id or 0) | Q(shared=True)).order_by("title", "pk")


def wall_of(number: int, *, viewer: Actor) -> Wall:
    """Return a wall one may open; refuses another's that is not shared as if there were none."""
    row = walls(viewer=viewer).filter(pk=number).first()
    if row is None:
        raise NoSuchWall
    return row


def wall_to_change(number: int, *, viewer: Actor) -> Wall:
    """Return a wall of one's own; a shared one is its maker's to change."""
    row = wall_of(number, viewer=viewer)
    if row.person != viewer.id:
        raise NoSuchWall
    return row


def opened_wall(token: str, *, viewer: Actor) -> tuple[Wall, Actor]:  # noqa: ARG001 - whoever holds the address sees it
    """Return the wall a screen's address opens and as whom it is read; refuses once its maker has left."""
    row = Wall.objects.filter(key=digest_of(token), removed_at__isnull=True).first()
    person = User.objects.filter(pk=row.person).select_related("role").first() if row else None
    if row is None or person is None or has_left(person):
        raise NoSuchWall
    maker = actor_of(person)
    if not maker.may("analysis.open_walls"):
        raise NoSuchWall
    return row, maker


def hung(row: Wall, showing: Showing) -> list[Hung]:
    """Return what hangs on a wall with what it shows now; a piece nobody declares any more is left out."""
    return [
        Hung(place, piece, WIDGETS[piece.widget], face_of(piece, showing))
        for place, piece in enumerate(unpacked(row.pieces))
        if piece.widget in WIDGETS
    ]


def face_of(piece: Piece, showing: Showing) -> Face:
    """Return what a piece shows; what it cannot is said in its place and harms no other."""
    widget = WIDGETS[piece.widget]
    if "metric" in widget.asks and piece.metric not in METRICS:
        return Face(title=str(widget.title), empty=_("This metric is no more: choose another."))
    try:
        return widget.read(showing, piece)
    except Refusal as refusal:
        return Face(title=str(widget.title), empty=refusal.text(_))


def metrics_to_show() -> list[tuple[str, list[tuple[str, object]]]]:
    """Return the metrics a piece may show, by group: those of a period, since a cohort is not of today."""
    groups = [
        (
            str(title),
            [(code, each.title) for code, each in METRICS.items() if each.group == group and not each.by_cohort],
        )
        for group, title in GROUPS.items()
    ]
    return [(title, found) for title, found in groups if found]
