"""The working day: what it should hold by role, what it did hold person by person, one day opened, My day's outline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.kernel.period import Span
from mostik.people.catalog import MEASURED, Done
from mostik.people.commands import working_day as commands
from mostik.people.forms.working_day import DayNormForm
from mostik.people.models import DayNorm
from mostik.people.models.attendance import LAPSE_KINDS
from mostik.people.models.working_day import WORK_KINDS
from mostik.people.pages import words
from mostik.people.pages.asked import day_in, week_in
from mostik.people.pages.asking import Outcome, ask
from mostik.people.pages.tabs import tabs, team_tabs
from mostik.people.queries import working_day as queries
from mostik.people.queries.actors import role_title
from mostik.people.queries.people import person
from mostik.people.queries.shifts import monday_of, week_teams
from mostik.people.queries.working_day import WorkedDay
from mostik.people.rules.shifts import written_shift
from mostik.people.rules.working_day import Piece
from mostik.people.terms import WorkKind
from mostik.web import formats, tables
from mostik.web.answers import done, with_undo
from mostik.web.asked import number_in
from mostik.web.asking import sent
from mostik.web.tables import Column
from mostik.web.tabs import Tab

WEEK = timedelta(days=7)
TONES = {WorkKind.CALL: "accent", WorkKind.MEETING: "info", WorkKind.STUDY: "good", WorkKind.PAPERWORK: "neutral"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the report: a person's day or whole week; seconds held, minutes planned."""

    person_id: int
    name: str
    day: date
    minutes: int
    planned: dict[WorkKind | None, int] | None
    by_kind: dict[WorkKind, int]
    unaccounted: int
    outside: int
    reasons: str


def show_report(request: HttpRequest) -> HttpResponseBase:
    """Show what the days of a week held against what they should, by day or by week; as a file when asked."""
    viewer, monday = request.actor, week_in(request.GET.get("week", ""))
    team_id = number_in(request.GET.get("team", ""))
    by_week = request.GET.get("by") == "week"
    last = min(monday + WEEK - timedelta(days=1), max(clock.today(), monday))
    span = Span(monday, last)
    days = queries.worked_days(viewer=viewer, span=span, team_id=team_id)
    lines = _weeks(days, monday) if by_week else [_line(each) for each in days]
    if kind := tables.file_asked(request, "people.excuse_lapses"):
        return tables.file_answer(kind, "working-time", _file_columns(), lines)
    address = reverse("people:working_time")
    kept, way = f"&team={team_id}" if team_id else "", "&by=week" if by_week else ""
    here = f"{address}?week={monday}{kept}"
    context = {
        "tabs": tabs("people:working_time"),
        "ways": [Tab(_("By day"), here, not by_week), Tab(_("By week"), f"{here}&by=week", by_week)],
        "teams": team_tabs(
            week_teams(viewer=viewer),
            team_id,
            lambda team: f"{address}?week={monday}{way}{f'&team={team}' if team else ''}",
        ),
        "left_out": queries.left_out(viewer=viewer, span=span, team_id=team_id),
        "most": queries.MOST_PEOPLE,
        "grid": tables.grid(_columns(by_week=by_week), lines),
        "first": monday,
        "last": last,
        "before": f"{address}?week={monday - WEEK}{kept}{way}",
        "after": f"{address}?week={monday + WEEK}{kept}{way}",
        "file": f"{here}&by={'week' if by_week else 'day'}&format=",
        "may_export": viewer.may("people.excuse_lapses"),
        "may_norm": viewer.may("people.edit_day_norms"),
        "silent": [str(title) for kind, title in WORK_KINDS if kind not in MEASURED],
    }
    return render(request, "people/working_day/report.html", context)


def show_day(request: HttpRequest, person_id: int, day: str) -> HttpResponse:
    """Open one day: every record it is made of, with what was planned."""
    who, when = person(viewer=request.actor, person_id=person_id), day_in(day)
    found = queries.worked_days(viewer=request.actor, span=Span(when, when), person_id=person_id)
    row = found[0] if found else None
    context = {
        "title": f"{who.short_name}, {formats.day_long(when)}",
        "back": f"{reverse('people:working_time')}?week={monday_of(when)}",
        "kinds": tables.grid(_kind_columns(), _kinds(row)) if row else None,
        "records": tables.grid(_record_columns(), row.records if row else ()),
        "reasons": _reasons(row.reasons) if row else "",
        "pieces": [_piece(each) for each in queries.day_outline(viewer=request.actor, person=who, day=when)],
    }
    return render(request, "people/working_day/day.html", context)


def outline(request: HttpRequest) -> HttpResponse:
    """The outline of a day for My day: blocks at their hours; nothing where none are set."""
    asked = number_in(request.GET.get("person", ""))
    who = person(viewer=request.actor, person_id=(request.actor.id or 0) if asked is None else asked)
    pieces = queries.day_outline(viewer=request.actor, person=who, day=clock.today())
    minute = (clock.now() - clock.moment(clock.today(), clock.now().min.time())) // timedelta(minutes=1)
    context = {"pieces": [(_piece(each), each.start <= minute < each.end) for each in pieces]}
    return render(request, "people/working_day/outline.html", context)


def list_norms(request: HttpRequest) -> HttpResponse:
    """Show what the days of roles should hold, in versions."""
    rows = queries.day_norms(viewer=request.actor)
    context = {"tabs": tabs("people:working_time"), "norms": [_norm_view(each) for each in rows]}
    return render(request, "people/working_day/norms.html", context)


def norm_edit(request: HttpRequest) -> HttpResponse:
    """Say what a role's day holds from a day on; a version named is the one to begin from."""
    asked = request.GET.get("from", "")
    known = {str(each.pk): each for each in queries.day_norms(viewer=request.actor)}
    form = DayNormForm(sent(request), viewer=request.actor, row=known.get(asked))

    def act() -> Outcome:
        said = form.cleaned_data
        department = known[asked].department_id if asked in known else request.actor.department or 0
        commands.set_day_norm(
            by=request.actor,
            department_id=department,
            role_id=said["role"],
            from_day=said["from_day"],
            norm=form.norm,
        )
        return _("Saved."), reverse("people:day_norms")

    return ask(request, form, "people/working_day/norm.html", act, {"address": request.get_full_path()})


def norm_remove(request: HttpRequest, norm_id: int) -> HttpResponse:
    """Take a version away."""
    commands.remove_day_norm(by=request.actor, norm_id=norm_id)
    home = reverse("people:day_norms")
    return done(request, home, with_undo(_("Removed."), reverse("people:day_norm_restore", args=[norm_id]), home))


def norm_restore(request: HttpRequest, norm_id: int) -> HttpResponse:
    """Bring a version back."""
    commands.restore_day_norm(by=request.actor, norm_id=norm_id)
    return done(request, reverse("people:day_norms"), _("It is back."))


def _line(each: WorkedDay) -> Line:
    return Line(
        person_id=each.person_id,
        name=each.name,
        day=each.day,
        minutes=each.minutes,
        planned=each.planned,
        by_kind=dict(each.held.by_kind),
        unaccounted=each.held.unaccounted,
        outside=each.held.outside,
        reasons=_reasons(each.reasons),
    )


def _weeks(days: Iterable[WorkedDay], monday: date) -> list[Line]:
    found: dict[int, list[Line]] = {}
    for each in days:
        found.setdefault(each.person_id, []).append(_line(each))
    return [_week(lines, monday) for lines in found.values()]


def _week(lines: Sequence[Line], monday: date) -> Line:
    planned = [each.planned for each in lines if each.planned]
    kinds: tuple[WorkKind | None, ...] = (*WorkKind, None)
    return Line(
        person_id=lines[0].person_id,
        name=lines[0].name,
        day=monday,
        minutes=sum(each.minutes for each in lines),
        planned={kind: sum(each[kind] for each in planned) for kind in kinds} if planned else None,
        by_kind={kind: sum(each.by_kind.get(kind, 0) for each in lines) for kind in WorkKind},
        unaccounted=sum(each.unaccounted for each in lines),
        outside=sum(each.outside for each in lines),
        reasons="; ".join(f"{formats.weekday(each.day)}: {each.reasons}" for each in lines if each.reasons),
    )


def _reasons(reasons: Iterable[tuple[str, str]]) -> str:
    lapses = dict(LAPSE_KINDS)
    said = []
    for code, value in reasons:
        if code == "away":
            said.append(value)
        elif code == "guessed":
            said.append(_("length taken as usual: %(count)s") % {"count": value})
        else:
            said.append(_("%(what)s %(minutes)s min") % {"what": lapses[code], "minutes": value})
    return "; ".join(said)


def _held(line: Line, kind: WorkKind) -> str:
    if kind not in MEASURED:
        return _("not measured")
    known = words.hours_words(line.by_kind.get(kind, 0) // 60)
    return f"{known} / {words.hours_words(line.planned[kind])}" if line.planned else known


def _columns(*, by_week: bool) -> list[Column]:
    def opens(line: Line) -> str:
        return reverse("people:worked_day", args=[line.person_id, line.day.isoformat()])

    titles = dict(WORK_KINDS)
    return [
        Column(
            key="person",
            title=_("Person"),
            value=lambda line: line.name,
            kind="person",
            url=lambda line: reverse("people:person", args=[line.person_id]),
            main=True,
        ),
        Column(
            key="day",
            title=_("Week from") if by_week else _("Day"),
            value=lambda line: line.day,
            kind="day",
            url=None if by_week else opens,
        ),
        Column(key="plan", title=_("Planned"), value=lambda line: words.hours_words(line.minutes), width="right"),
        *(
            Column(
                key=kind,
                title=str(titles[kind]).capitalize(),
                value=lambda line, kind=kind: _held(line, kind),
                width="right",
            )
            for kind in WorkKind
        ),
        Column(
            key="unaccounted",
            title=_("Unaccounted"),
            value=lambda line: words.hours_words(line.unaccounted // 60),
            width="right",
        ),
        Column(
            key="outside",
            title=_("Outside the hours"),
            value=lambda line: words.hours_words(line.outside // 60) if line.outside else "",
            width="right",
        ),
        Column(key="why", title=_("Why"), value=lambda line: line.reasons),
    ]


def _file_columns() -> list[Column]:
    """Return the same as numbers: minutes held and planned apart."""
    titles = dict(WORK_KINDS)
    plan = _("planned, min")
    held = [
        Column(
            key=kind,
            title=_("%(what)s, min") % {"what": titles[kind]},
            value=lambda line, kind=kind: line.by_kind.get(kind, 0) // 60 if kind in MEASURED else None,
        )
        for kind in WorkKind
    ]
    planned = [
        Column(
            key=f"{kind}_plan",
            title=f"{titles[kind]}: {plan}",
            value=lambda line, kind=kind: line.planned[kind] if line.planned else None,
        )
        for kind in WorkKind
    ]
    return [
        Column(key="person", title=_("Person"), value=lambda line: line.name, main=True),
        Column(key="day", title=_("Day"), value=lambda line: line.day, kind="day"),
        Column(key="plan", title=_("Planned, min"), value=lambda line: line.minutes),
        *held,
        *planned,
        Column(key="unaccounted", title=_("Unaccounted, min"), value=lambda line: line.unaccounted // 60),
        Column(key="outside", title=_("Outside the hours, min"), value=lambda line: line.outside // 60),
        Column(key="why", title=_("Why"), value=lambda line: line.reasons),
    ]


def _kinds(row: WorkedDay) -> list[tuple[str, str, str]]:
    line, titles = _line(row), dict(WORK_KINDS)
    known = [
        (
            str(titles[kind]).capitalize(),
            words.hours_words(line.by_kind.get(kind, 0) // 60) if kind in MEASURED else _("not measured"),
            words.hours_words(line.planned[kind]) if line.planned else "",
        )
        for kind in WorkKind
    ]
    return [*known, (_("Unaccounted"), words.hours_words(line.unaccounted // 60), "")]


def _kind_columns() -> list[Column]:
    return [
        Column(key="kind", title=_("What"), value=lambda row: row[0], main=True),
        Column(key="held", title=_("Was"), value=lambda row: row[1], width="right"),
        Column(key="planned", title=_("Should be"), value=lambda row: row[2], width="right"),
    ]


def _record_columns() -> list[Column]:
    titles = dict(WORK_KINDS)
    return [
        Column(
            key="time",
            title=_("When"),
            value=lambda row: f"{formats.time_of_day(row.start)}–{formats.time_of_day(row.end)}",
            main=True,
        ),
        Column(key="kind", title=_("What"), value=lambda row: str(titles[row.kind])),
        Column(key="title", title=_("Record"), value=_record, url=lambda row: row.url, kind="link"),
        Column(key="sure", title=_("Length"), value=lambda row: _("taken as usual") if row.guessed else _("known")),
    ]


def _record(row: Done) -> str:
    return row.title or (_("actions in Mostik") if row.kind is WorkKind.PAPERWORK else _("without a name"))


def _piece(each: Piece) -> tuple[str, str, str]:
    titles = dict(WORK_KINDS)
    hours = written_shift(((each.start, each.end),))
    if each.kind is None:
        return hours, _("free of blocks"), "neutral"
    return hours, each.title or str(titles[each.kind]), TONES[each.kind]


def _norm_view(row: DayNorm) -> dict[str, object]:
    titles, norm = dict(WORK_KINDS), row.norm
    free = 100 - sum(norm.shares.values())
    blocks = [_piece(Piece(each.start, each.end, each.kind, each.title)) for each in norm.blocks]
    return {
        "id": row.pk,
        "role": role_title(row.role),
        "department": row.department.title,
        "from_day": row.from_day,
        "shares": [*((str(titles[kind]), part) for kind, part in norm.shares.items()), (_("free"), free)],
        "blocks": blocks,
        "may_remove": row.from_day >= clock.today(),
    }
