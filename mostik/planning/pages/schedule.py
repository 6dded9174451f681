"""The department's schedule on screen: people by days, a day by hours, what clashes and what mends it in one press."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core import clock
from mostik.core.rights import EXPORT
from mostik.kernel.period import Span
from mostik.people.catalog import Taken
from mostik.planning.access import KEEP
from mostik.planning.models import EVENT_KINDS
from mostik.planning.queries import schedule as queries
from mostik.planning.queries.schedule import WEEK, DepartmentWeek, Found, PersonDay
from mostik.planning.rules.schedule_file import calendar_of
from mostik.planning.terms import ClashKind
from mostik.web import formats
from mostik.web.asked import day_in, number_in
from mostik.web.tables import Column, file_answer, file_asked, file_links
from mostik.web.tabs import Tab

DAY_BEGINS, DAY_ENDS = 8, 20
#: One's own schedule is given to other calendars from so far back to so far ahead.
BACK, AHEAD = timedelta(days=7), timedelta(days=60)
KINDS = {**dict(EVENT_KINDS), "client": gettext_lazy("with a client")}
WRONG = {
    ClashKind.TWICE: gettext_lazy("In two things at once"),
    ClashKind.AWAY: gettext_lazy("Away then"),
    ClashKind.HOURS: gettext_lazy("Outside working hours"),
    ClashKind.PLACE: gettext_lazy("The place is taken twice"),
    ClashKind.NOBODY: gettext_lazy("Nobody is left on leads"),
}


def show_schedule(request: HttpRequest) -> HttpResponseBase:
    """Show a week or a day of the department."""
    day, team = day_in(request.GET.get("on", "")) or clock.today(), number_in(request.GET.get("team", ""))
    by_hours = request.GET.get("look") == "day"
    monday = day - timedelta(days=day.weekday())
    span = Span(day, day) if by_hours else Span(monday, monday + WEEK)
    found = queries.schedule(viewer=request.actor, span=span, team_id=team)
    if kind := file_asked(request, EXPORT):
        return file_answer(kind, "schedule", _file_columns(found), found.taken)
    keeps = request.actor.may(KEEP)
    kept = queries.kept_numbers([each.number for each in found.taken], viewer=request.actor)

    def to(on: date, **more: Any) -> str:
        told = {"on": on.isoformat(), "team": team, "look": "day" if by_hours else "", **more}
        return "?" + urlencode({name: value for name, value in told.items() if value})

    step = timedelta(days=1 if by_hours else 7)
    days = [monday + timedelta(days=number) for number in range(7)]
    teams = queries.schedule_teams(viewer=request.actor)
    context = {
        "found": found,
        "by_hours": by_hours,
        "day": day,
        "rows": [_row(each.person.short_name, each.days, day, kept) for each in found.rows],
        "hours": _hours(found, kept) if by_hours else [],
        "days": [(formats.weekday(each), each, each == day, each == clock.today()) for each in days],
        "day_tabs": [Tab(f"{formats.weekday(each)} {each:%d}", to(each), each == day) for each in days],
        "looks": [
            Tab(_("Week"), to(day, look=""), not by_hours),
            Tab(_("Day by hours"), to(day, look="day"), by_hours),
        ],
        "team_tabs": [Tab(_("Everybody"), to(day, team=""), team is None)]
        + [Tab(title, to(day, team=pk), pk == team) for pk, title in teams]
        if len(teams) > 1
        else [],
        "before": to(day - step),
        "after": to(day + step),
        "today": to(clock.today()) if not span.contains(clock.today()) else "",
        "clashes": [_wrong(each, kept) for each in found.clashes] if keeps else [],
        "keeps": keeps,
        "exports": file_links(request, EXPORT),
    }
    return render(request, "planning/schedule/page.html", context)


def own_file(request: HttpRequest) -> HttpResponse:
    """Give one's own schedule to another calendar."""
    span = Span(clock.today() - BACK, clock.today() + AHEAD)
    taken = queries.taken_in(span, [request.actor.id or 0], viewer=request.actor)
    items = [
        queries.item_of(each, f"{each.source}-{each.number or ''}-{each.starts:%Y%m%dT%H%M}")
        for each in taken
        if each.title
    ]
    text = calendar_of(items, title=request.actor.name, zone=clock.zone().key, stamp=clock.now())
    headers = {"Content-Disposition": 'attachment; filename="schedule.ics"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


def between(each: Taken) -> str:
    """Return from when until when something is, by the company's clock."""
    zone = clock.zone()
    return f"{each.starts.astimezone(zone):%H:%M}–{each.ends.astimezone(zone):%H:%M}"


def _shown(each: Taken, kept: Collection[int]) -> dict[str, Any]:
    """Return one thing with from when until when it is and, for whoever keeps it, where it is moved."""
    told: dict[str, Any] = {"when": between(each), "each": each}
    if each.number not in kept or each.day is None:
        return told
    begins = each.starts.astimezone(clock.zone())
    move = f"{reverse('planning:event_move', args=[each.number])}?{urlencode({'on': each.day.isoformat()})}"
    return {**told, "move": move, "at": f"{begins:%Y-%m-%dT%H:%M}"}


def _row(name: str, days: tuple[PersonDay, ...], chosen: date, kept: Collection[int]) -> dict[str, Any]:
    zone = clock.zone()
    return {
        "name": name,
        "cells": [
            {
                "hours": f"{each.hours[0][0].astimezone(zone):%H:%M}–{each.hours[-1][1].astimezone(zone):%H:%M}"
                if each.hours
                else "",
                "away": each.away,
                "day": each.day,
                "items": [_shown(one, kept) for one in each.items],
                "shown": each.day == chosen,
            }
            for each in days
        ],
    }


def _hours(found: DepartmentWeek, kept: Collection[int]) -> list[dict[str, Any]]:
    """Return a day by hours: at each, what of everybody's begins then; from eight to twenty, further where need be."""
    zone = clock.zone()
    starts = [each.starts.astimezone(zone).hour for each in found.taken]
    first, last = min([DAY_BEGINS, *starts]), max([DAY_ENDS, *starts])

    def goes(each: Taken, hour: int) -> bool:
        return each.starts.astimezone(zone).hour == hour

    return [
        {
            "hour": f"{hour:02}:00",
            "at": f"{hour:02}",
            "cells": [[_shown(each, kept) for each in row.days[0].items if goes(each, hour)] for row in found.rows],
        }
        for hour in range(first, last + 1)
    ]


def _wrong(each: Found, kept: Collection[int]) -> dict[str, Any]:
    clash = each.clash
    item = clash.item
    told = {"clash": clash, "words": WRONG[clash.kind], "names": ", ".join(each.names), "team": each.team, "free": []}
    if item is None:
        return {**told, "when": formats.day(clash.day), "title": each.team}
    zone = clock.zone()
    told |= {
        "when": f"{formats.weekday(clash.day)} {formats.day(clash.day)}, {item.starts.astimezone(zone):%H:%M}",
        "title": item.title or _("busy elsewhere"),
        "other": (clash.other.title or _("busy elsewhere")) if clash.other else "",
        "other_href": clash.other.url if clash.other else "",
        "href": item.url,
    }
    if not item.number:
        return told
    told["href"] = reverse("planning:event", args=[item.number]) + f"?on={item.day.isoformat()}"
    if item.number not in kept:
        return told
    if clash.kind is ClashKind.NOBODY:
        return {**told, "cover": reverse("planning:event_cover", args=[item.number])}
    told["moves"] = True
    move = reverse("planning:event_move", args=[item.number])
    told["free"] = [
        {
            "words": f"{formats.weekday(at.astimezone(zone).date())} {at.astimezone(zone):%d.%m %H:%M}",
            "move": f"{move}?{urlencode({'on': item.day.isoformat(), 'to': at.isoformat()})}",
        }
        for at in each.free
    ]
    return told


def _file_columns(found: DepartmentWeek) -> list[Column]:
    names = {row.person.pk: row.person.short_name for row in found.rows}
    return [
        Column(key="day", title=_("Day"), value=lambda each: clock.business_day(each.starts), kind="day"),
        Column(key="time", title=_("Time"), value=between),
        Column(key="title", title=_("What"), value=lambda each: each.title or _("busy elsewhere"), main=True),
        Column(key="kind", title=_("Kind"), value=lambda each: str(KINDS.get(each.kind, ""))),
        Column(
            key="people",
            title=_("Who"),
            value=lambda each: ", ".join(names[pk] for pk in sorted(each.people) if pk in names),
        ),
        Column(key="place", title=_("Place"), value=lambda each: each.place),
    ]
