"""Walls: the list, one as it hangs, put together piece by piece, opened to screens nobody signs in at."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.analysis.catalog.walls import Showing
from mostik.analysis.commands import walls as commands
from mostik.analysis.forms.walls import PieceForm, WallForm, known_of
from mostik.analysis.models import Wall
from mostik.analysis.queries import walls as queries
from mostik.analysis.queries.schedules import people_named
from mostik.analysis.rules.walls import MOST_PIECES, packed, unpacked
from mostik.analysis.terms import Piece, WallDays
from mostik.core import clock
from mostik.core.actors import SYSTEM, Actor
from mostik.core.guests import by_link
from mostik.web.answers import dialog, done
from mostik.web.asking import ask, ask_here, number, sent
from mostik.web.tables import Badge, Column, grid

#: A screen asks four times a minute; a few stand behind one address.
PER_MINUTE = 120
OPEN = "analysis.open_walls"


def list_walls(request: HttpRequest) -> HttpResponse:
    """List one's own walls and those shared, and offer to bring a removed one back."""
    rows = list(queries.walls(viewer=request.actor))
    names = people_named([each.person for each in rows], viewer=request.actor)
    context = {
        "lines": grid(_columns(request.actor, names), rows),
        "empty": not rows,
        "removed": number(request.GET, "removed"),
    }
    return render(request, "analysis/walls/list.html", context)


def show_wall(request: HttpRequest, wall_id: int) -> HttpResponse:
    """Show a wall as it hangs."""
    row = queries.wall_of(wall_id, viewer=request.actor)
    return render(request, "analysis/walls/screen.html", _hanging(row, Showing(viewer=request.actor), _now(row)))


def wall_now(request: HttpRequest, wall_id: int) -> HttpResponse:
    """Give what a wall shows at this moment."""
    row = queries.wall_of(wall_id, viewer=request.actor)
    return render(request, "analysis/walls/_now.html", _hanging(row, Showing(viewer=request.actor), _now(row)))


def edit_wall(request: HttpRequest, wall_id: int) -> HttpResponse:
    """Put a wall together: its pieces as they stand, each moved, changed or taken down."""
    row = queries.wall_to_change(wall_id, viewer=request.actor)
    context = _hanging(row, Showing(viewer=request.actor), "")
    context["crumbs"] = [(_("Walls"), reverse("analysis:walls")), (row.title, "")]
    context |= {"full": len(context["hung"]) >= MOST_PIECES, "most": MOST_PIECES, "may_open": request.actor.may(OPEN)}
    return render(request, "analysis/walls/edit.html", context)


def add_wall(request: HttpRequest) -> HttpResponse:
    """Make a wall of a ready set, or an empty one."""
    first = next(iter(queries.READY.values()))[0]
    form = WallForm(sent(request), initial={"title": first}, fresh=True)
    made: list[int] = []

    def act() -> None:
        made.append(commands.make_wall(by=request.actor, **form.cleaned_data))

    words = {"title": _("New wall"), "submit": _("Put it together"), "address": reverse("analysis:wall_add")}
    return ask(request, form, words, act, lambda: done(request, _edit(made[0])))


def name_wall(request: HttpRequest, wall_id: int) -> HttpResponse:
    """Call a wall anew, share it or keep it to oneself."""
    row = queries.wall_to_change(wall_id, viewer=request.actor)
    form = WallForm(sent(request), initial={"title": row.title, "shared": row.shared}, fresh=False)

    def act() -> None:
        commands.name_wall(by=request.actor, wall_id=wall_id, **form.cleaned_data)

    words = {"title": row.title, "submit": _("Save"), "said": _("Saved")}
    return ask_here(request, form, words, act, _edit(wall_id))


def hang_piece(request: HttpRequest, wall_id: int) -> HttpResponse:
    """Choose a piece to hang last."""
    known = {"widget": "figure", "days": WallDays.TODAY.value}
    return _piece(request, wall_id, None, known, _("What to hang"))


def change_piece(request: HttpRequest, wall_id: int, place: int) -> HttpResponse:
    """Change a piece where it hangs."""
    pieces = unpacked(queries.wall_to_change(wall_id, viewer=request.actor).pieces)
    if place >= len(pieces):
        raise commands.PieceGone
    return _piece(request, wall_id, place, known_of(pieces[place]), _("Change the piece"))


def move_piece(request: HttpRequest, wall_id: int, place: int) -> HttpResponse:
    """Move a piece one place."""
    commands.move_piece(by=request.actor, wall_id=wall_id, place=place, later="later" in request.POST)
    return done(request, _edit(wall_id))


def take_piece_down(request: HttpRequest, wall_id: int, place: int) -> HttpResponse:
    """Take a piece down and offer to hang it again."""
    piece = commands.take_piece_down(by=request.actor, wall_id=wall_id, place=place)
    [kept] = packed([piece])
    return done(request, f"{_edit(wall_id)}?{urlencode({**kept, 'wide': '1' if piece.wide else '', 'down': place})}")


def put_piece_back(request: HttpRequest, wall_id: int) -> HttpResponse:
    """Hang a piece again where it hung."""
    told = request.POST
    days = told.get("days", "")
    piece = Piece(
        widget=told.get("widget", "")[:40],
        metric=told.get("metric", "")[:64],
        days=WallDays(days) if days in set(WallDays) else WallDays.TODAY,
        text=told.get("text", ""),
        wide=bool(told.get("wide")),
    )
    commands.put_piece_back(by=request.actor, wall_id=wall_id, place=number(told, "down") or 0, piece=piece)
    return done(request, _edit(wall_id), _("It hangs again"))


def remove_wall(request: HttpRequest, wall_id: int) -> HttpResponse:
    """Remove a wall of one's own and offer to bring it back."""
    commands.remove_wall(by=request.actor, wall_id=wall_id)
    return done(request, f"{reverse('analysis:walls')}?{urlencode({'removed': wall_id})}")


def restore_wall(request: HttpRequest, wall_id: int) -> HttpResponse:
    """Bring a removed wall back."""
    commands.restore_wall(by=request.actor, wall_id=wall_id)
    return done(request, _edit(wall_id), _("The wall is back"))


def open_wall(request: HttpRequest, wall_id: int) -> HttpResponse:
    """Give screens their address, once: it is shown now and kept nowhere."""
    row = queries.wall_to_change(wall_id, viewer=request.actor)
    if request.method == "GET":
        return dialog(request, "analysis/walls/open.html", {"row": row})
    token = commands.open_wall(by=request.actor, wall_id=wall_id)
    link = request.build_absolute_uri(reverse("analysis:wall_screen", args=[token]))
    return dialog(request, "analysis/walls/open.html", {"row": row, "link": link})


def close_wall(request: HttpRequest, wall_id: int) -> HttpResponse:
    """Take the address away from screens."""
    commands.close_wall(by=request.actor, wall_id=wall_id)
    return done(request, _edit(wall_id), _("Screens show it no more"))


def _opened(token: str) -> tuple[Wall, Actor]:
    return queries.opened_wall(token, viewer=SYSTEM)


opened = by_link("wall", _opened, lambda found: found[1].language, per_minute=PER_MINUTE)


@opened
def wall_screen(request: HttpRequest, token: str, *, row: tuple[Wall, Actor]) -> HttpResponseBase:
    """Show a wall on a screen nobody signs in at: what its maker sees, clients not named."""
    return _on_screen(request, "analysis/walls/screen.html", token, *row)


@opened
def screen_now(request: HttpRequest, token: str, *, row: tuple[Wall, Actor]) -> HttpResponseBase:
    """Give a screen what the wall shows at this moment."""
    return _on_screen(request, "analysis/walls/_now.html", token, *row)


def _on_screen(request: HttpRequest, template: str, token: str, row: Wall, maker: Actor) -> HttpResponse:
    commands.note_screen(by=SYSTEM, wall_id=row.pk)
    now = reverse("analysis:screen_now", args=[token])
    return render(request, template, _hanging(row, Showing(viewer=maker, open=True), now))


def _hanging(row: Wall, showing: Showing, now: str) -> dict[str, Any]:
    """Return a wall as its template shows it; ``now`` is where it is asked for again."""
    return {
        "row": row,
        "hung": queries.hung(row, showing),
        "now_url": now,
        "at": clock.now(),
        "open": showing.open,
        "mine": row.person == showing.viewer.id and not showing.open,
    }


def _piece(request: HttpRequest, wall_id: int, place: int | None, known: dict[str, Any], title: str) -> HttpResponse:
    queries.wall_to_change(wall_id, viewer=request.actor)
    form = PieceForm(sent(request), initial=known)

    def act() -> None:
        commands.hang_piece(by=request.actor, wall_id=wall_id, piece=form.piece, place=place)

    submit = _("Hang it") if place is None else _("Save")
    return ask_here(request, form, {"title": title, "submit": submit, "said": ""}, act, _edit(wall_id))


def _now(row: Wall) -> str:
    return reverse("analysis:wall_now", args=[row.pk])


def _edit(number: int) -> str:
    return reverse("analysis:wall_edit", args=[number])


def _columns(viewer: Actor, names: dict[int, str]) -> list[Column]:
    return [
        Column(
            key="title",
            title=_("Wall"),
            value=lambda row: row.title,
            url=lambda row: reverse("analysis:wall", args=[row.pk]),
            main=True,
        ),
        Column(key="pieces", title=_("Pieces"), value=lambda row: len(row.pieces), kind="number"),
        Column(key="whose", title=_("Whose"), value=lambda row: names.get(row.person, "")),
        Column(
            key="shared",
            title=_("Who opens it"),
            value=lambda row: Badge(_("everybody"), "info") if row.shared else Badge(_("only you"), "neutral"),
            kind="badge",
        ),
        Column(
            key="screens",
            title=_("Screens"),
            value=lambda row: _screens(row) if row.person == viewer.id else None,
            kind="badge",
        ),
        Column(key="seen", title=_("Shown last"), value=lambda row: row.seen_at, kind="moment"),
    ]


def _screens(row: Wall) -> Badge:
    return Badge(_("open"), "good") if row.key else Badge(_("closed"), "neutral")
