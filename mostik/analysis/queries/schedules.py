"""Reports that go by themselves: whose schedules there are, when they go, who gets them, what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from mostik.analysis.models import ReportSchedule, ReportSending
from mostik.analysis.queries.own_reports import as_ready, own_report
from mostik.analysis.queries.report_library import LIBRARY, Ready, ready_report
from mostik.analysis.rules.schedules import FAR, due_day, next_day
from mostik.analysis.terms import LetterState, Rhythm, Timetable
from mostik.core import clock
from mostik.core.actors import SYSTEM, Actor
from mostik.kernel.period import Span
from mostik.kernel.refusals import Missing, gettext_noop
from mostik.people.access import User
from mostik.people.queries.calendar import company_working_days
from mostik.people.queries.people import directory, working

OUTSIDE = "analysis.send_reports_outside"
OWN = "own-"
#: Days off are known so far back: a sending of theirs goes on the next working day.
BACK = timedelta(days=40)


class NoSuchSchedule(Missing):
    """The schedule is not there or is somebody else's."""

    message = gettext_noop("This schedule does not exist or is not yours.")


@dataclass(frozen=True, kw_only=True)
class ScheduleLine:
    """A schedule in a list: when it goes next, how the last sending ended."""

    row: ReportSchedule
    next_at: datetime | None
    last_day: date | None
    sent: int
    all: int

    @property
    def is_well(self) -> bool:
        """Whether everybody has got the last one."""
        return self.sent == self.all


@dataclass(frozen=True, kw_only=True)
class SendingLine:
    """One line of a schedule's log: of which day, to whom, what became of it."""

    row: ReportSending
    to: str


def schedules(*, viewer: Actor, removed: bool = False) -> "QuerySet[ReportSchedule]":
    """Return one's own schedules; the system sees everybody's."""
    rows = ReportSchedule.objects.filter(removed_at__isnull=not removed).order_by("title", "pk")
    return rows if viewer == SYSTEM else rows.filter(person=viewer.id or 0)


def schedule_of(number: int, *, viewer: Actor, removed: bool = False) -> ReportSchedule:
    """Return one of one's own schedules; refuses another's as if there were none."""
    row = schedules(viewer=viewer, removed=removed).filter(pk=number).first()
    if row is None:
        raise NoSuchSchedule
    return row


def report_of(code: str, *, viewer: Actor) -> Ready:
    """Return a report of the library, or a built one within the viewer's sight, by its code."""
    number = code.removeprefix(OWN)
    if code in LIBRARY or not (code.startswith(OWN) and number.isascii() and number.isdecimal()):
        return ready_report(code)
    return as_ready(own_report(int(number[:18]), viewer=viewer))


def words_of(query: str) -> dict[str, str]:
    """Return what a schedule's report is narrowed by, as words of an address."""
    return dict(parse_qsl(query))


def report_href(row: ReportSchedule) -> str:
    """Return the address of a schedule's report, narrowed as the schedule is."""
    own = row.report.removeprefix(OWN)
    name, key = ("analysis:report", row.report) if own == row.report else ("analysis:own_report", own)
    return reverse(name, args=[key]) + (f"?{row.query}" if row.query else "")


def timetable(row: ReportSchedule) -> Timetable:
    """Return when a report goes."""
    return Timetable(
        rhythm=Rhythm(row.rhythm),
        at=row.at,
        weekdays=tuple(row.weekdays),
        month_day=row.month_day,
        working_only=row.working_only,
    )


def zone_of(row: ReportSchedule) -> ZoneInfo:
    """Return the time zone a schedule's hour is of."""
    return ZoneInfo(row.zone) if row.zone else clock.zone()


def local_now(row: ReportSchedule) -> datetime:
    """Return what the clock on the wall says where a schedule's hour is of."""
    return clock.now().astimezone(zone_of(row)).replace(tzinfo=None)


def days_off(*, ahead: int = 1, viewer: Actor) -> set[date]:  # noqa: ARG001 - the calendar is everybody's
    """Return the company's days off, a month back and so many days ahead."""
    span = Span(clock.today() - BACK, clock.today() + timedelta(days=ahead))
    at_work = set(company_working_days(span=span))
    return {day for day in span.days() if day not in at_work}


def due(*, off: set[date], viewer: Actor) -> list[tuple[int, date]]:
    """Return the schedules whose hour has come, each with the day it is for, and which were not promised yet."""
    rows = schedules(viewer=viewer).filter(paused_at__isnull=True)
    found = [(row.pk, day) for row in rows if (day := due_day(timetable(row), local_now(row), row.since, off))]
    sent = ReportSending.objects.filter(sample=0, day__in={day for _row, day in found})
    known = set(sent.values_list("schedule", "day"))
    return [each for each in found if each not in known]


def sending_of(number: int, *, viewer: Actor) -> ReportSending | None:  # noqa: ARG001 - the worker's own
    """Return a sending that waits or is on the wire, with its schedule."""
    rows = ReportSending.objects.select_related("schedule").filter(pk=number)
    return rows.filter(state__in=[LetterState.NEW, LetterState.SENDING]).first()


def schedule_lines(*, viewer: Actor) -> list[ScheduleLine]:
    """Return one's schedules with the next and the last sending of each."""
    rows, off = list(schedules(viewer=viewer)), days_off(ahead=FAR, viewer=viewer)
    found: dict[int, list[ReportSending]] = {}
    for each in _newest(ReportSending.objects.filter(schedule__in=rows)):
        found.setdefault(each.schedule_id, []).append(each)
    return [_line(row, found.get(row.pk, []), off) for row in rows]


def schedule_line(row: ReportSchedule, *, viewer: Actor) -> ScheduleLine:
    """Return how one schedule stands."""
    return _line(row, list(_newest(row.sendings.all())), days_off(ahead=FAR, viewer=viewer))


def sending_lines(row: ReportSchedule, *, viewer: Actor, most: int = 200) -> list[SendingLine]:
    """Return a schedule's log, the newest first."""
    rows = list(row.sendings.order_by("-day", "-sample", "pk")[:most])
    names = people_named([each.person for each in rows if each.person], viewer=viewer)
    return [SendingLine(row=each, to=names.get(each.person, "") if each.person else each.address) for each in rows]


def people_named(numbers: Sequence[int], *, viewer: Actor) -> dict[int, str]:  # noqa: ARG001 - names are no secret here
    """Return who some people are."""
    return {each.pk: each.short_name for each in User.objects.filter(pk__in=numbers)}


def recipients(*, viewer: Actor) -> "QuerySet[User]":
    """Return the colleagues a report may be sent to: those who work here now, oneself among them."""
    return working(directory(viewer=viewer), viewer=viewer).order_by("last_name", "first_name", "pk")


def _newest(sendings: "QuerySet[ReportSending]") -> "QuerySet[ReportSending]":
    """Return what went by schedule on the newest day of each schedule: the days before are the log's business."""
    days = ReportSending.objects.filter(schedule=OuterRef("schedule"), sample=0).order_by("-day").values("day")
    return sendings.filter(sample=0, day=Subquery(days[:1]))


def _line(row: ReportSchedule, last: Sequence[ReportSending], off: set[date]) -> ScheduleLine:
    day = None if row.paused_at else next_day(timetable(row), local_now(row), row.since, off)
    return ScheduleLine(
        row=row,
        next_at=datetime.combine(day, row.at, tzinfo=zone_of(row)) if day else None,
        last_day=last[0].day if last else None,
        sent=sum(each.state == LetterState.SENT for each in last),
        all=len(last),
    )
