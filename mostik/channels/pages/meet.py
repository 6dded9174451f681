"""What a client sees of a meeting: free times by their own clock, the form, their meeting, another time, cancelling.

The page works without scripts and within other sites, so it trusts no cookie: nothing here acts for whoever is signed
in, what a client changes they name by their own signed link, and how often somebody may knock is counted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from mostik.channels.commands import booking as commands
from mostik.channels.forms.guests import GuestForm
from mostik.channels.models import Booking, MeetingKind
from mostik.channels.queries import booking as queries
from mostik.channels.queries.introductions import introduced
from mostik.channels.rules.invitations import Method, calendar
from mostik.channels.rules.months import by_day, other_month, sheet
from mostik.core import clock, company, limits
from mostik.core.actors import SYSTEM
from mostik.kernel.refusals import Refusal
from mostik.kernel.zones import zone_names
from mostik.web import formats
from mostik.web.asking import blame

Page = Callable[..., HttpResponseBase]
LOOKS, WRITES = {"per_minute": 60, "burst": 90}, {"per_minute": 6, "burst": 12}
ZONES = (
    "Europe/Kaliningrad",
    "Europe/Moscow",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Novosibirsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Kamchatka",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Istanbul",
    "Asia/Dubai",
    "Asia/Almaty",
    "Asia/Tashkent",
    "Asia/Shanghai",
    "America/New_York",
    "UTC",
)


def opened(page: Page) -> Page:
    """Open a page to anybody, also within other sites; count who knocks, let nobody keep or index it."""

    @xframe_options_exempt
    @csp_replace({"frame-ancestors": "*"})  # type: ignore[untyped-decorator, unused-ignore]
    @wraps(page)
    def knocked(request: HttpRequest, *args: Any, **rest: Any) -> HttpResponseBase:
        whose = request.META.get("REMOTE_ADDR", "")
        pace = WRITES if request.method == "POST" else LOOKS
        limits.knock_ahead(f"meet:{request.method}:{whose}", **pace)
        answer = page(request, *args, **rest)
        answer.headers["Cache-Control"] = "private, no-store"
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer

    return knocked


@dataclass(frozen=True)
class Choice:
    """Where a visitor stands on the page: by whose clock, which month and day, which time."""

    zone: str
    month: date
    day: date | None
    at: datetime | None
    embed: bool
    by: str = ""

    def link(self, **changes: str) -> str:
        """Return the page's address with something else chosen."""
        told = {"zone": self.zone, "embed": "1" if self.embed else "", "by": self.by, **changes}
        return "?" + urlencode({name: value for name, value in told.items() if value})


@opened
def meet(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a meeting's free times and take one."""
    kind = queries.offered(slug, viewer=SYSTEM)
    chosen = _choice(request)
    form = GuestForm(request.POST if request.method == "POST" else None, questions=kind.questions, zone=chosen.zone)
    if request.method == "POST" and chosen.at and form.is_valid():
        if form.cleaned_data["website"]:
            return _shown(request, kind, chosen, form)
        try:
            from_whom, key = introduced(chosen.by, viewer=SYSTEM), f"page:{form.cleaned_data['key']}"
            made = commands.book(
                by=from_whom.person or SYSTEM,
                kind_id=kind.pk,
                at=chosen.at,
                guest=form.guest(),
                key=key,
                talk_id=from_whom.talk,
            )
            return HttpResponseRedirect(reverse("channels:meeting", args=[made.token]) + chosen.link())
        except Refusal as refusal:
            blame(form, refusal)
    return _shown(request, kind, chosen, form)


@opened
def meeting(request: HttpRequest, token: str) -> HttpResponse:
    """Show a client their own meeting."""
    return _own(request, queries.booking_by(token, viewer=SYSTEM), token)


@opened
def meeting_move(request: HttpRequest, token: str) -> HttpResponse:
    """Show other times, and take one of them."""
    row, chosen, wrong = queries.booking_by(token, viewer=SYSTEM), _choice(request), ""
    if request.method == "POST" and chosen.at:
        try:
            commands.move(by=SYSTEM, booking_id=row.pk, at=chosen.at)
            return HttpResponseRedirect(reverse("channels:meeting", args=[token]) + chosen.link())
        except Refusal as refusal:
            wrong = refusal.text(_)
    booked = _written(row.starts_at, row.guest_zone)
    context = {"row": row, "token": token, "wrong": wrong, "booked_at": booked, **_times(row.kind, chosen, row)}
    return _page(request, "move", context, status=409 if wrong else 200)


@opened
def meeting_cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Give the time back."""
    row = queries.booking_by(token, viewer=SYSTEM)
    try:
        commands.cancel(by=SYSTEM, booking_id=row.pk, reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        return _own(request, row, token, refusal.text(_), status=409)
    return HttpResponseRedirect(reverse("channels:meeting", args=[token]) + _choice(request).link())


@opened
def meeting_file(_request: HttpRequest, token: str) -> HttpResponse:
    """Give a client their meeting for their own calendar."""
    row = queries.booking_by(token, viewer=SYSTEM)
    return _ics(calendar([queries.invitation_of(row, viewer=SYSTEM)], Method.PUBLISH), "meeting.ics")


@opened
def feed(_request: HttpRequest, secret: str) -> HttpResponse:
    """Give a calendar program somebody's meetings, by the secret in the address."""
    return _ics(queries.fed_meetings(secret, viewer=SYSTEM), "mostik.ics")


def _ics(text: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _page(request: HttpRequest, name: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    """Show a page under the company's name: a guest is to know whose it is."""
    context = {**context, "host": company.choice("name")}
    return render(request, f"channels/meet/{name}.html", context, status=status)


def _own(request: HttpRequest, row: Booking, token: str, wrong: str = "", *, status: int = 200) -> HttpResponse:
    context = {
        "row": row,
        "token": token,
        "wrong": wrong,
        "booked_at": _written(row.starts_at, row.guest_zone),
        "open": row.is_held and row.starts_at > clock.now(),
        "choice": _choice(request),
    }
    return _page(request, "meeting", context, status=status)


def _shown(request: HttpRequest, kind: MeetingKind, chosen: Choice, form: GuestForm) -> HttpResponse:
    context = {"kind": kind, "form": form, **_times(kind, chosen)}
    return _page(request, "meet", context, status=422 if form.errors else 200)


def _times(kind: MeetingKind, chosen: Choice, row: Booking | None = None) -> dict[str, Any]:
    """Return a month of free days and the free times of the chosen one."""
    edge, last = timedelta(days=1), other_month(chosen.month, 1)
    slots = queries.free_slots(kind, chosen.month - edge, last, viewer=SYSTEM, without=row.pk if row else None)
    free = by_day((slot.starts for slot in slots), chosen.zone)
    free = {each: times for each, times in free.items() if each.replace(day=1) == chosen.month}
    day = chosen.day or (chosen.at and chosen.at.date()) or min(free, default=None)
    farthest = clock.today() + timedelta(days=kind.horizon)
    before, after = other_month(chosen.month, -1), last
    return {
        "choice": chosen,
        "guest_at": _written(chosen.at, chosen.zone) if chosen.at else "",
        "other": chosen.link(day=day.isoformat() if day else ""),
        "zones": sorted({*ZONES, chosen.zone}),
        "weeks": [
            [(each, chosen.link(day=each.day.isoformat())) for each in week] for week in sheet(chosen.month, free, day)
        ],
        "month": chosen.month,
        "day": day,
        "times": [(each, chosen.link(at=each.isoformat())) for each in free.get(day, [])] if day else [],
        "before": chosen.link(month=before.isoformat()) if before >= clock.today().replace(day=1) else "",
        "after": chosen.link(month=after.isoformat()) if after <= farthest else "",
    }


def _written(at: datetime, zone: str) -> str:
    """Write a time as people say it: "четверг, 3 декабря, 09:30 · Europe/Moscow"."""
    there = at.astimezone(ZoneInfo(zone))
    return f"{formats.day_spoken(there.date())}, {there:%H:%M} · {zone}"


def _choice(request: HttpRequest) -> Choice:
    """Read where the visitor stands; what cannot be read is as nothing chosen."""
    asked = request.GET
    zone = asked.get("zone", "")
    zone = zone if zone in zone_names() else clock.zone().key
    day, at = _read(date.fromisoformat, asked.get("day", "")), _read(datetime.fromisoformat, asked.get("at", ""))
    at = at if at and at.tzinfo else None
    month = _read(date.fromisoformat, asked.get("month", "")) or day or (at and at.date()) or clock.today()
    near = clock.today().replace(day=1)
    month = min(max(month.replace(day=1), near), near + timedelta(days=400))
    return Choice(zone, month.replace(day=1), day, at, asked.get("embed") == "1", by=asked.get("by", "")[:80])


def _read(read: Callable[[str], Any], text: str) -> Any:
    try:
        return read(text)
    except ValueError:
        return None
