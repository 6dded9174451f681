"""The week of a team on one grid: a cell opens its shift; copy, fill, swap, publish, take back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.kernel.period import Span
from mostik.kernel.refusals import Refusal
from mostik.people.commands import shifts as commands
from mostik.people.forms.shifts import HOURS, OFF, FillForm, HoursForm, SwapForm
from mostik.people.models import ShiftEdit
from mostik.people.pages import words
from mostik.people.pages.asked import day_in, week_in
from mostik.people.pages.asking import Outcome, ask
from mostik.people.pages.tabs import tabs, team_tabs
from mostik.people.queries import shifts as queries
from mostik.people.queries.people import person
from mostik.people.queries.shifts import ShiftCell, ShiftRow, is_past, monday_of
from mostik.people.rules.shifts import Clash, written_shift
from mostik.people.terms import ClashKind
from mostik.web import formats
from mostik.web.answers import done, with_undo
from mostik.web.asked import number_in
from mostik.web.asking import sent
from mostik.web.components.tones import BADGE

WEEK = timedelta(days=7)
#: What is wrong with the day itself; a week's limits are told beneath the grid.
OF_A_DAY = frozenset({ClashKind.LONG, ClashKind.BETWEEN})


@dataclass(frozen=True, kw_only=True)
class CellView:
    """A cell as it is drawn; one with an address is changed by pressing it."""

    column: str
    label: str
    text: str
    title: str
    css: str
    away: str
    draft: bool
    href: str


@dataclass(frozen=True, kw_only=True)
class RowView:
    """A person's week as it is drawn."""

    name: str
    href: str
    total: str
    cells: list[CellView]


@dataclass(frozen=True)
class Asked:
    """Which week of which team a request is about."""

    monday: date
    team: int | None

    def href(self, name: str = "people:shifts", weeks: int = 0) -> str:
        """Return an address about the same team, so many weeks on."""
        team = {"team": self.team} if self.team else {}
        return f"{reverse(name)}?{urlencode({'week': (self.monday + weeks * WEEK).isoformat(), **team})}"


def show_shifts(request: HttpRequest) -> HttpResponse:
    """Show a team's week."""
    viewer, asked = request.actor, _asked(request)
    week = queries.week(viewer=viewer, monday=asked.monday, team_id=asked.team)
    editable = viewer.may("people.edit_shifts")
    names = {row.person_id: row.name for row in week.rows}
    context = {
        "tabs": tabs("people:shifts"),
        "days": [(formats.weekday(day), day) for day in Span(asked.monday, asked.monday + timedelta(days=6)).days()],
        "rows": [_row(row, editable=editable) for row in week.rows],
        "clashes": [(clash_words(each), names[each.person], each.day, each.forbids) for each in week.clashes],
        "drafts": week.drafts,
        "teams": team_tabs(
            queries.week_teams(viewer=viewer), asked.team, lambda team: Asked(asked.monday, team).href()
        ),
        "first": asked.monday,
        "last": asked.monday + timedelta(days=6),
        "before": asked.href(weeks=-1),
        "after": asked.href(weeks=1),
        "may_edit": editable,
        "may_change": editable and not is_past(asked.monday + timedelta(days=6)),
        "undo": queries.last_edit(viewer=viewer) if editable else None,
        "urls": {name: asked.href(f"people:shifts_{name}") for name in ("copy", "fill", "swap", "publish")},
    }
    return render(request, "people/shifts/week.html", context)


def shift_edit(request: HttpRequest, person_id: int, day: str) -> HttpResponse:
    """Change one person's shift of a day."""
    when, who = day_in(day), person(viewer=request.actor, person_id=person_id)
    _usual, shifts, _drafts = queries.effective_shifts(people_ids=[person_id], span=Span(when, when))
    now = shifts[person_id][when]
    initial = {"way": HOURS if now else OFF, "hours": written_shift(now)}
    form = HoursForm(sent(request), initial=initial)

    def act() -> Outcome:
        edit = commands.set_shifts(by=request.actor, people_ids=[person_id], days=[when], shift=form.shift)
        return _drafted(edit, Asked(monday_of(when), who.team_id).href())

    context = {"title": f"{who.short_name}, {formats.day_long(when)}"}
    return ask(request, form, "people/shifts/cell.html", act, context)


def shifts_fill(request: HttpRequest) -> HttpResponse:
    """Give many people one shift on many days."""
    asked = _asked(request)
    people = queries.week_people(viewer=request.actor, monday=asked.monday, team_id=asked.team)
    form = FillForm(sent(request), people=people, monday=asked.monday)

    def act() -> Outcome:
        said = form.cleaned_data
        edit = commands.set_shifts(by=request.actor, people_ids=said["people"], days=said["days"], shift=form.shift)
        return _drafted(edit, asked.href())

    return ask(request, form, "people/shifts/fill.html", act, {"address": asked.href("people:shifts_fill")})


def shifts_swap(request: HttpRequest) -> HttpResponse:
    """Let two people take each other's shifts."""
    asked = _asked(request)
    people = queries.week_people(viewer=request.actor, monday=asked.monday, team_id=asked.team)
    form = SwapForm(sent(request), people=people, monday=asked.monday)

    def act() -> Outcome:
        said = form.cleaned_data
        edit = commands.swap_shifts(
            by=request.actor, first_id=said["first"], second_id=said["second"], days=said["days"]
        )
        return _drafted(edit, asked.href())

    return ask(request, form, "people/shifts/swap.html", act, {"address": asked.href("people:shifts_swap")})


def shifts_copy(request: HttpRequest) -> HttpResponse:
    """Draft the week as the one before."""
    asked = _asked(request)
    people = queries.week_people(viewer=request.actor, monday=asked.monday, team_id=asked.team)
    return _said(
        request,
        asked,
        lambda: commands.copy_week(
            by=request.actor,
            people_ids=[each.pk for each in people],
            source=asked.monday - WEEK,
            target=asked.monday,
        ),
    )


def shifts_publish(request: HttpRequest) -> HttpResponse:
    """Let the week's drafts take effect."""
    asked = _asked(request)
    people = queries.week_people(viewer=request.actor, monday=asked.monday, team_id=asked.team)
    keys = [each.pk for each in people]
    return _said(
        request, asked, lambda: commands.publish_shifts(by=request.actor, people_ids=keys, monday=asked.monday)
    )


def shifts_undo(request: HttpRequest, edit_id: int) -> HttpResponse:
    """Take an edit back."""
    row = commands.undo_shifts(by=request.actor, edit_id=edit_id)
    first = min((date.fromisoformat(day) for _person, day in row.cells), default=clock.today())
    asked = Asked(monday_of(first), number_in(request.GET.get("team", "")))
    return done(request, asked.href(), _("Taken back: %(count)s.") % {"count": len(row.cells)})


def _said(request: HttpRequest, asked: Asked, act: Callable[[], ShiftEdit]) -> HttpResponse:
    """Act from a button; a refusal that is the viewer's to mend is said on the week itself."""
    try:
        edit = act()
    except Refusal as refusal:
        if refusal.status in {403, 404}:
            raise
        return done(request, asked.href(), refusal.text(_))
    words, page = _drafted(edit, asked.href())
    return done(request, page, words)


def _drafted(edit: ShiftEdit, page: str) -> Outcome:
    said = _("Shifts changed: %(count)s.") % {"count": len(edit.cells)}
    return with_undo(said, reverse("people:shifts_undo", args=[edit.pk]), page), page


def _asked(request: HttpRequest) -> Asked:
    return Asked(week_in(request.GET.get("week", "")), number_in(request.GET.get("team", "")))


def _row(row: ShiftRow, *, editable: bool) -> RowView:
    return RowView(
        name=row.name,
        href=reverse("people:person", args=[row.person_id]),
        total=words.hours_words(row.minutes),
        cells=[_cell(row, each, editable=editable) for each in row.cells],
    )


def _cell(row: ShiftRow, cell: ShiftCell, *, editable: bool) -> CellView:
    open_to = editable and cell.works_here and not is_past(cell.day)
    text = written_shift(cell.shift) if cell.works_here else ""
    said = [text or _("day off"), *map(clash_words, cell.clashes)]
    return CellView(
        column=f"{formats.weekday(cell.day)} {formats.day(cell.day)}",
        label=f"{row.name}, {formats.day_long(cell.day)}: {'; '.join(said)}",
        text=_short(cell) if text else _("day off") if cell.own else formats.DASH,
        title="; ".join(said),
        css=_css(cell),
        away=cell.away,
        draft=cell.draft,
        href=reverse("people:shift_edit", args=[row.person_id, cell.day.isoformat()]) if open_to else "",
    )


def _short(cell: ShiftCell) -> str:
    """Return from when to when, pauses left out: the whole is in the title and in the dialog."""
    return written_shift(((cell.shift[0][0], cell.shift[-1][1]),))


def _css(cell: ShiftCell) -> str:
    if any(each.forbids for each in cell.clashes):
        return BADGE["bad"]
    if any(each.kind in OF_A_DAY for each in cell.clashes):
        return BADGE["warn"]
    return BADGE["accent"] if cell.draft else BADGE["info"] if cell.own else ""


def clash_words(clash: Clash) -> str:
    """Return in words what is wrong with a shift."""
    hours = words.hours_words(clash.minutes)
    return {
        ClashKind.AWAY: _("is away"),
        ClashKind.OVERLAP: _("two shifts at once"),
        ClashKind.LONG: _("a shift of %(hours)s: over 12 hours") % {"hours": hours},
        ClashKind.BETWEEN: _("%(hours)s of rest after the shift before: under 11 hours") % {"hours": hours},
        ClashKind.WEEK: _("%(hours)s in the week: over 40 hours (Labour Code, article 91)") % {"hours": hours},
        ClashKind.REST: _("%(hours)s of rest in a row in the week: under 42 hours (Labour Code, article 110)")
        % {"hours": hours},
    }[clash.kind]
