"""Who stands in for whom: the days of two months, those without anybody, and what goes over."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.kernel.period import Span
from mostik.people.models.calendar import NEW_WORK
from mostik.people.pages.tabs import tabs
from mostik.people.queries import absences
from mostik.people.queries.substitution import Stand, stands, work_of
from mostik.web import tables
from mostik.web.tables import Badge, Column

AHEAD = timedelta(days=60)


@dataclass(frozen=True)
class Now:
    """Whose work the viewer does today, and how much of it there is."""

    name: str
    work: str


def show_substitutes(request: HttpRequest) -> HttpResponse:
    """Show who stands in for whom from today on, and who is away with nobody named."""
    viewer, today = request.actor, clock.today()
    span = Span(today, today + AHEAD)
    named = stands(viewer=viewer, span=span)
    away = [each for each in absences.away(viewer=viewer, span=span) if not each.substitute]
    context = {
        "tabs": tabs("people:substitutes"),
        "mine": [Now(name, _work(request, person)) for person, name in viewer.stands_for],
        "named": tables.grid(_columns(), named),
        "bare": tables.grid(_away_columns(), away),
        "span": span,
    }
    return render(request, "people/substitutes/list.html", context)


def _work(request: HttpRequest, person: int) -> str:
    return " · ".join(f"{title}: {count}" for title, count in work_of([person], viewer=request.actor) if count)


def _columns() -> list[Column]:
    new_work = dict(NEW_WORK)
    return [
        Column(
            key="absent",
            title=_("Away"),
            value=lambda row: row.absent,
            kind="person",
            url=lambda row: reverse("people:person", args=[row.absent_id]),
            main=True,
        ),
        Column(key="first", title=_("From"), value=lambda row: row.first, kind="day"),
        Column(key="last", title=_("To"), value=lambda row: row.last, kind="day"),
        Column(key="who", title=_("Stands in"), value=_who, kind="badge"),
        Column(key="named", title=_("Was named"), value=lambda row: row.named, hide_on_phone=True),
        Column(key="new", title=_("New work"), value=lambda row: new_work[row.new_work], hide_on_phone=True),
        Column(key="now", title=_("Today"), value=_today, kind="badge"),
    ]


def _who(row: Stand) -> Badge:
    if row.bare:
        return Badge(_("nobody"), "bad")
    return Badge(row.substitute, "info" if row.by_chain else "neutral")


def _today(row: Stand) -> Badge | str:
    return Badge(_("now"), "good") if row.first <= _day() <= row.last else ""


def _day() -> date:
    return clock.today()


def _away_columns() -> list[Column]:
    return [
        Column(
            key="person",
            title=_("Away"),
            value=lambda row: row.person,
            kind="person",
            url=lambda row: reverse("people:person", args=[row.person_id]),
            main=True,
        ),
        Column(key="first", title=_("From"), value=lambda row: row.first, kind="day"),
        Column(key="last", title=_("To"), value=lambda row: row.last, kind="day"),
        Column(key="who", title=_("Stands in"), value=lambda _row: Badge(_("nobody named"), "warn"), kind="badge"),
    ]
