"""Writes of walls: put together, changed piece by piece, removed, brought back, opened to screens."""

from collections.abc import Sequence
from secrets import token_urlsafe
from typing import Final

from django.db import IntegrityError, transaction

from mostik.analysis.catalog import METRICS
from mostik.analysis.catalog.walls import WIDGETS
from mostik.analysis.events import WallOpened, WallRemoved, WallSaved
from mostik.analysis.models import Wall
from mostik.analysis.queries.walls import READY, NoSuchWall, wall_to_change
from mostik.analysis.rules.walls import LONGEST_TEXT, MOST_PIECES, moved, packed, unpacked
from mostik.analysis.terms import Piece
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.links import digest_of
from mostik.core.locks import locked
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop

RIGHT: Final = "analysis.see_metrics"


class WallNamedSo(Invalid):
    """One has a wall of this name already."""

    message = gettext_noop("You already have a wall called “{title}”. Choose another name.")


class NobodysWall(Conflict):
    """A program looks at no wall."""

    message = gettext_noop("A wall is somebody's: make it signed in as a person.")


class PieceGone(Conflict):
    """The wall was changed meanwhile."""

    message = gettext_noop("This piece is no longer there: the wall was changed meanwhile. Look at it again.")


@command(needs=RIGHT)
def make_wall(*, by: Actor, title: str, ready: str = "", shared: bool = False) -> int:
    """Put a wall together, of a ready set or empty, and return its number; refuses a name taken."""
    if by.id is None:
        raise NobodysWall
    pieces = READY[ready][1] if ready in READY else ()
    return _kept(Wall(person=by.id, made_at=clock.now(), pieces=packed(pieces)), title, shared=shared)


@command(needs=RIGHT)
def name_wall(*, by: Actor, wall_id: int, title: str, shared: bool) -> None:
    """Call a wall anew and say whether everybody opens it; refuses a name taken."""
    _kept(_held(by, wall_id), title, shared=shared)


@command(needs=RIGHT)
def hang_piece(*, by: Actor, wall_id: int, piece: Piece, place: int | None = None) -> None:
    """Hang a piece last, or in the place of another; refuses one that says too little and a wall that is full."""
    row = _held(by, wall_id)
    pieces = list(unpacked(row.pieces))
    _check(piece)
    if place is None:
        if len(pieces) >= MOST_PIECES:
            words = gettext_noop("{most} pieces hang here already: more are not read from across a room.")
            raise Invalid(words, field="widget", params={"most": MOST_PIECES})
        pieces.append(piece)
    else:
        pieces[_there(pieces, place)] = piece
    _hung(row, pieces)


@command(needs=RIGHT)
def move_piece(*, by: Actor, wall_id: int, place: int, later: bool) -> None:
    """Move a piece one place later or earlier."""
    row = _held(by, wall_id)
    pieces = unpacked(row.pieces)
    _hung(row, moved(pieces, _there(pieces, place), 1 if later else -1))


@command(needs=RIGHT)
def take_piece_down(*, by: Actor, wall_id: int, place: int) -> Piece:
    """Take a piece off the wall and return it, so that it may hang there again."""
    row = _held(by, wall_id)
    pieces = list(unpacked(row.pieces))
    taken = pieces.pop(_there(pieces, place))
    _hung(row, pieces)
    return taken


@command(needs=RIGHT)
def put_piece_back(*, by: Actor, wall_id: int, place: int, piece: Piece) -> None:
    """Hang a piece that was taken down where it hung."""
    row = _held(by, wall_id)
    _check(piece)
    pieces = list(unpacked(row.pieces))[: MOST_PIECES - 1]
    pieces.insert(max(0, min(place, len(pieces))), piece)
    _hung(row, pieces)


@command(needs=RIGHT)
def remove_wall(*, by: Actor, wall_id: int) -> None:
    """Remove a wall of one's own, closing it to screens; ``restore_wall`` brings it back."""
    row = _held(by, wall_id)
    row.removed_at, row.key, row.opened_at = clock.now(), "", None
    row.save()
    publish(WallRemoved(at=clock.now(), wall=row.pk, title=row.title))


@command(needs=RIGHT)
def restore_wall(*, by: Actor, wall_id: int) -> None:
    """Bring a removed wall of one's own back; refuses where another took its name meanwhile."""
    row = Wall.objects.filter(person=by.id or 0, removed_at__isnull=False, pk=wall_id).first()
    if row is None:
        raise NoSuchWall
    row.removed_at = None
    _kept(row, row.title, shared=row.shared)


@command(needs="analysis.open_walls")
def open_wall(*, by: Actor, wall_id: int) -> str:
    """Give screens an address to show the wall at without signing in and return its secret; one before opens nothing.

    The secret itself is kept nowhere.
    """
    row, token = _held(by, wall_id), token_urlsafe(18)
    row.key, row.opened_at, row.seen_at = digest_of(token), clock.now(), None
    row.save(update_fields=["key", "opened_at", "seen_at"])
    publish(WallOpened(at=clock.now(), wall=row.pk, title=row.title, opened=True))
    return token


@command(needs="analysis.open_walls")
def close_wall(*, by: Actor, wall_id: int) -> None:
    """Take the address away from screens: it opens nothing from now on."""
    row = _held(by, wall_id)
    row.key, row.opened_at = "", None
    row.save(update_fields=["key", "opened_at"])
    publish(WallOpened(at=clock.now(), wall=row.pk, title=row.title, opened=False))


@command(needs=None)
def note_screen(*, by: Actor, wall_id: int) -> None:
    """Write down that a screen shows a wall, once a minute at most."""
    del by
    now = clock.now()
    rows = Wall.objects.filter(pk=wall_id)
    rows.exclude(seen_at__gt=now.replace(second=0, microsecond=0)).update(seen_at=now)


def _held(by: Actor, wall_id: int) -> Wall:
    wall_to_change(wall_id, viewer=by)
    return locked(Wall.objects.filter(pk=wall_id)).get()


def _there(pieces: Sequence[Piece], place: int) -> int:
    if not 0 <= place < len(pieces):
        raise PieceGone
    return place


def _check(piece: Piece) -> None:
    widget = WIDGETS.get(piece.widget)
    if widget is None:
        raise Invalid(gettext_noop("Choose what to show."), field="widget")
    if "metric" in widget.asks and piece.metric not in METRICS:
        raise Invalid(gettext_noop("Choose a metric."), field="metric")
    if "text" in widget.asks and not 1 <= len(piece.text.strip()) <= LONGEST_TEXT:
        words = gettext_noop("Write what everybody is to read: up to {most} characters.")
        raise Invalid(words, field="text", params={"most": LONGEST_TEXT})


def _hung(row: Wall, pieces: Sequence[Piece]) -> None:
    row.pieces = packed(pieces)
    row.save(update_fields=["pieces"])
    publish(WallSaved(at=clock.now(), wall=row.pk, title=row.title))


def _kept(row: Wall, title: str, *, shared: bool) -> int:
    row.title, row.shared = title.strip()[:80], shared
    if not row.title:
        raise Invalid(gettext_noop("Name the wall."), field="title")
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise WallNamedSo(field="title", params={"title": row.title}) from None
    publish(WallSaved(at=clock.now(), wall=row.pk, title=row.title))
    return row.pk
