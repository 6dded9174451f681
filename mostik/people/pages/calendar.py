"""The working calendar: the year with its norms, the company's own days, who is away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.people.adapters.russia import FIRST_YEAR
from mostik.people.commands import calendar as commands
from mostik.people.forms.calendar import DayForm
from mostik.people.pages import words
from mostik.people.pages.asking import Outcome, ask
from mostik.people.pages.cards import day_note
from mostik.people.pages.tabs import tabs
from mostik.people.queries import absences, calendar
from mostik.people.rules.calendar import Norm
from mostik.people.terms import Day, DayKind
from mostik.web import formats, tables
from mostik.web.asking import sent
from mostik.web.months import MonthDay, MonthItem, whole_weeks
from mostik.web.tables import Badge, Column

YEARS_AHEAD = 5
OWN, SHORT, WORKED, HOLIDAY = "◆", "−1", "+", "★"
#: Who is away is shown from today for so long; in another year, for the whole of it.
SOON = timedelta(days=60)

PeriodNorm = tuple[Period, Norm]


@dataclass(frozen=True)
class MonthView:
    """A month as it is drawn."""

    title: str
    weeks: Sequence[Sequence[MonthDay]]


def show_calendar(request: HttpRequest) -> HttpResponse:
    """Show a year: its days, norms by month and quarter, and who is away when."""
    year = _year(request)
    editable = request.actor.may("people.edit_calendar")
    norms = calendar.year_norms(year=year)
    span = _away_span(year)
    context = {
        "tabs": tabs("people:calendar"),
        "year": year,
        "before": f"?year={year - 1}" if year > FIRST_YEAR else "",
        "after": f"?year={year + 1}" if year < clock.today().year + YEARS_AHEAD else "",
        "months": _months(year, editable=editable),
        "weekdays": formats.weekdays(),
        "norm": norms[-1][1],
        "norms": tables.grid(_norm_columns(), norms[:-1], norms[-1]),
        "away": tables.grid(_away_columns(), absences.away(viewer=request.actor, span=span)),
        "span": span,
        "legend": _legend(),
        "may_edit": editable,
    }
    return render(request, "people/calendar/year.html", context)


def edit_day(request: HttpRequest, day: str) -> HttpResponse:
    """Make a day free, working or short for the whole company, or give it back to the country's calendar."""
    when = _day(day)
    [known] = calendar.company_days(span=Span(when, when), language=get_language() or "ru")
    initial = {"kind": known.kind.value, "title": known.title} if known.own else {}
    form = DayForm(sent(request), initial=initial)

    def act() -> Outcome:
        title = form.cleaned_data["title"]
        commands.set_company_day(by=request.actor, day=when, kind=form.day_kind, title=title)
        return _("The calendar is changed: plans and norms count by it at once."), _home(when.year)

    return ask(request, form, "people/calendar/day.html", act, {"day": known, "note": day_note(known)})


def _year(request: HttpRequest) -> int:
    asked, today = request.GET.get("year", ""), clock.today()
    known = range(FIRST_YEAR, today.year + YEARS_AHEAD + 1)
    return int(asked) if asked.isdecimal() and len(asked) == 4 and int(asked) in known else today.year


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if not FIRST_YEAR <= day.year <= clock.today().year + YEARS_AHEAD:
        raise Http404
    return day


def _away_span(year: int) -> Span:
    today = clock.today()
    return Span(today, today + SOON) if year == today.year else Period.of(PeriodKind.YEAR, date(year, 1, 1)).span


def _months(year: int, *, editable: bool) -> list[MonthView]:
    whole = Period.of(PeriodKind.YEAR, date(year, 1, 1))
    days = {day.date: day for day in calendar.company_days(span=whole.span, language=get_language() or "ru")}
    return [_month(period, days, editable=editable) for period in whole.parts(PeriodKind.MONTH)]


def _month(period: Period, days: dict[date, Day], *, editable: bool) -> MonthView:
    def cell(day: date) -> MonthDay:
        return _cell(day, days[day] if period.contains(day) else None, editable=editable)

    return MonthView(formats.month(period.first), [list(map(cell, week)) for week in whole_weeks(period.first)])


def _cell(when: date, day: Day | None, *, editable: bool) -> MonthDay:
    if day is None:
        return MonthDay(number=when.day, is_other=True)
    note = day_note(day)
    label = f"{formats.day_long(when)}: {note}" if note else formats.day_long(when)
    href = reverse("people:day_edit", args=[when.isoformat()]) if editable else ""
    return MonthDay(
        number=when.day,
        is_off=day.kind is DayKind.OFF,
        is_today=when == clock.today(),
        href=href,
        label=label,
        items=_items(day, note),
        in_dialog=True,
    )


def _items(day: Day, note: str) -> list[MonthItem]:
    """Return the mark of a day that is not what its weekday says; the legend of the page explains the marks."""
    if day.own:
        return [MonthItem(OWN, "badge-accent-soft")]
    if day.kind is DayKind.SHORT:
        return [MonthItem(SHORT, "badge-warn")]
    if day.worked:
        return [MonthItem(WORKED, "badge-warn")]
    return [MonthItem(HOLIDAY, "badge-info-soft")] if note else []


def _legend() -> list[tuple[str, str]]:
    """Return what each mark means, as badges."""
    words_of = {
        HOLIDAY: _("holiday or moved day off"),
        SHORT: _("shortened by an hour"),
        WORKED: _("working weekend"),
        OWN: _("the company's own day"),
    }
    tones = {HOLIDAY: "info", SHORT: "warn", WORKED: "warn", OWN: "accent"}
    return [(f"{mark} {said}", tones[mark]) for mark, said in words_of.items()]


def _norm_columns() -> list[Column]:
    return [
        Column(key="period", title=_("Period"), value=lambda row: _named(row[0]), main=True),
        Column(key="days", title=_("Days"), value=lambda row: row[1].days, kind="number", hide_on_phone=True),
        Column(key="working", title=_("Working days"), value=lambda row: row[1].working, kind="number"),
        Column(key="off", title=_("Days off"), value=lambda row: row[1].off, kind="number"),
        Column(key="short", title=_("Shortened"), value=lambda row: row[1].short, kind="number"),
        Column(key="hours", title=_("Hours"), value=lambda row: words.hours_words(row[1].minutes), width="right"),
    ]


def _named(period: Period) -> str | Badge:
    if period.kind is PeriodKind.QUARTER:
        return _("Quarter %(number)s") % {"number": (period.first.month + 2) // 3}
    return str(period.first.year) if period.kind is PeriodKind.YEAR else formats.month(period.first)


def _away_columns() -> list[Column]:
    return [
        Column(
            key="person",
            title=_("Person"),
            value=lambda row: row.person,
            kind="person",
            url=lambda row: reverse("people:person", args=[row.person_id]),
            main=True,
        ),
        Column(
            key="kind",
            title=_("Why away"),
            value=lambda row: Badge(row.kind_words, words.ABSENCE_TONES[row.kind]),
            kind="badge",
        ),
        Column(key="first", title=_("First day"), value=lambda row: row.first, kind="day"),
        Column(key="last", title=_("Last day"), value=lambda row: row.last, kind="day"),
        Column(key="days", title=_("Days"), value=lambda row: row.days, kind="number"),
        Column(key="note", title=_("Note"), value=lambda row: row.note, hide_on_phone=True),
    ]


def _home(year: int) -> str:
    return f"{reverse('people:calendar')}?year={year}"
