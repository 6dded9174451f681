"""The week of meetings on screen: people by days, what is agreed and what is free; a phone shows one day."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.channels.models import MeetingKind
from mostik.channels.queries import booking as queries
from mostik.channels.queries.booking_week import WEEK, PersonWeek, week_of
from mostik.channels.queries.introductions import introduction
from mostik.core import clock
from mostik.web import formats
from mostik.web.asked import day_in, number_in
from mostik.web.tabs import Tab


def booking_week(request: HttpRequest) -> HttpResponse:
    """Show a week: whose it is, what is agreed, which times of one kind are free."""
    day = day_in(request.GET.get("on", "")) or clock.today()
    monday = day - timedelta(days=day.weekday())
    kinds = [each for each in queries.meeting_kinds(viewer=request.actor) if not each.closed_at]
    kind = next((each for each in kinds if each.pk == number_in(request.GET.get("kind", ""))), None)
    rows = week_of(monday, viewer=request.actor, kind=kind)
    days = [monday + timedelta(days=number) for number in range(7)]

    def to(on: date, of: MeetingKind | None = kind) -> str:
        return "?" + urlencode({"on": on.isoformat(), **({"kind": of.pk} if of else {})})

    by = introduction(viewer=request.actor)
    context = {
        "rows": [_row(each, kind, day, by) for each in rows],
        "first": monday,
        "last": days[-1],
        "days": [(formats.weekday(each), each, each == day, each == clock.today()) for each in days],
        "day_tabs": [Tab(f"{formats.weekday(each)} {each:%d}", to(each), each == day) for each in days],
        "kind_tabs": _kinds(kinds, kind, lambda of: to(day, of)),
        "before": to(day - WEEK),
        "after": to(day + WEEK),
        "today": to(clock.today()) if not monday <= clock.today() <= days[-1] else "",
        "kind": kind,
        "tabs": tabs("week"),
    }
    return render(request, "channels/booking/week.html", context)


def tabs(current: str) -> list[Tab]:
    """Return the two looks of meetings."""
    looks = (("list", _("List"), "channels:bookings"), ("week", _("Week"), "channels:booking_week"))
    return [Tab(words, reverse(name), code == current) for code, words, name in looks]


def _kinds(kinds: list[MeetingKind], chosen: MeetingKind | None, to: Any) -> list[Tab]:
    """Return a tab for each kind whose free times may be shown, and for none."""
    if not kinds:
        return []
    return [
        Tab(_("Without free times"), to(None), chosen is None),
        *(Tab(each.title, to(each), each == chosen) for each in kinds[:6]),
    ]


def _row(week: PersonWeek, kind: MeetingKind | None, chosen: date, by: str) -> dict[str, Any]:
    meet = reverse("channels:meet", args=[kind.slug]) if kind else ""
    zone = clock.zone()
    return {
        "name": week.person.short_name,
        "cells": [
            {
                "label": f"{formats.weekday(each.day)} {each.day:%d.%m}",
                "hours": f"{each.hours[0][0]:%H:%M}–{each.hours[-1][1]:%H:%M}" if each.hours else "",
                "agreed": each.agreed,
                "free": [
                    (
                        f"{at.astimezone(zone):%H:%M}",
                        f"{meet}?{urlencode({'at': at.isoformat(), 'zone': zone.key, 'by': by})}",
                    )
                    for at in each.free
                ],
                "shown": each.day == chosen,
            }
            for each in week.days
        ],
    }
