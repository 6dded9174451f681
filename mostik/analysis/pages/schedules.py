"""Reports by schedule: the list, one with its log, setting it from the report's page, pausing, removing, a sample."""

from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostik.analysis.commands import schedules as commands
from mostik.analysis.commands.sendings import STUCK
from mostik.analysis.forms import ScheduleForm
from mostik.analysis.forms.builder import DAYS
from mostik.analysis.forms.schedules import SHAPES, WAYS, fresh_of, known_of
from mostik.analysis.models import ReportSchedule
from mostik.analysis.pages import asked
from mostik.analysis.queries import schedules as queries
from mostik.analysis.queries.schedules import OUTSIDE, ScheduleLine, SendingLine
from mostik.analysis.queries.sending_words import STATES
from mostik.analysis.rules.spans import days_of
from mostik.analysis.terms import Days, LetterState, Report, Rhythm
from mostik.core import clock
from mostik.people.queries.notices import open_ways
from mostik.web import formats
from mostik.web.answers import done
from mostik.web.asking import ask, number, sent
from mostik.web.tables import Badge, Column, grid


def list_schedules(request: HttpRequest) -> HttpResponse:
    """List one's schedules, and offer to bring a removed one back."""
    lines = queries.schedule_lines(viewer=request.actor)
    context = {
        "crumbs": _crumbs(_("By schedule")),
        "lines": grid(_columns(), lines),
        "empty": not lines,
        "removed": number(request.GET, "removed"),
    }
    return render(request, "analysis/schedules.html", context)


def show_schedule(request: HttpRequest, report_schedule_id: int) -> HttpResponse:
    """Show what goes, when and to whom, and every sending with what became of it."""
    row = queries.schedule_of(report_schedule_id, viewer=request.actor)
    log = queries.sending_lines(row, viewer=request.actor)
    names = queries.people_named(row.people, viewer=request.actor)
    context = {
        "crumbs": [*_crumbs(_("By schedule"), _list()), (row.title, "")],
        "row": row,
        "line": queries.schedule_line(row, viewer=request.actor),
        "when": when(row),
        "days": formats.lowered(dict(DAYS)[Days(row.days)]),
        "shape": dict(SHAPES)[row.shape],  # type: ignore[index]
        "way": dict(WAYS)[row.way],  # type: ignore[index]
        "to": [*(names.get(each, "") for each in row.people), *row.addresses],
        "report": queries.report_href(row),
        "log": grid(_log_columns(), log),
        "empty": not log,
        "stuck": any(each.row.state in STUCK for each in log),
        "closed": row.way not in open_ways(),
    }
    return render(request, "analysis/schedule.html", context)


def add_schedule(request: HttpRequest) -> HttpResponse:
    """Have a report sent by schedule: as it stands on its page, its days counted anew each time."""
    code = request.POST.get("report") or request.GET.get("report", "")
    if not code:
        return redirect("analysis:reports")
    ready = queries.report_of(code.replace("\0", "")[:64], viewer=request.actor)
    kept = {name: value for name, value in request.GET.items() if name in (*asked.NARROWED, asked.EVERY, "compare")}
    query, days = urlencode(kept)[:2000], _days(request, ready.report)
    known = fresh_of(ready.code, str(ready.title), query, days, request.actor.id or 0)
    return _asked(request, known, None, _("Send by schedule"))


def edit_schedule(request: HttpRequest, report_schedule_id: int) -> HttpResponse:
    """Change a schedule."""
    row = queries.schedule_of(report_schedule_id, viewer=request.actor)
    return _asked(request, known_of(row), row, row.title)


def pause_schedule(request: HttpRequest, report_schedule_id: int) -> HttpResponse:
    """Stop a schedule for a while."""
    commands.pause_schedule(by=request.actor, schedule_id=report_schedule_id)
    return done(request, _card(report_schedule_id), _("Paused: nothing goes until it is resumed"))


def resume_schedule(request: HttpRequest, report_schedule_id: int) -> HttpResponse:
    """Let a schedule go on."""
    commands.resume_schedule(by=request.actor, schedule_id=report_schedule_id)
    return done(request, _card(report_schedule_id), _("It goes again"))


def remove_schedule(request: HttpRequest, report_schedule_id: int) -> HttpResponse:
    """Remove a schedule and offer to bring it back."""
    commands.remove_schedule(by=request.actor, schedule_id=report_schedule_id)
    return done(request, asked.address(_list(), {"removed": report_schedule_id}))


def restore_schedule(request: HttpRequest, report_schedule_id: int) -> HttpResponse:
    """Bring a removed schedule back."""
    commands.restore_schedule(by=request.actor, schedule_id=report_schedule_id)
    return done(request, _card(report_schedule_id), _("The schedule is back"))


def send_sample(request: HttpRequest, report_schedule_id: int) -> HttpResponse:
    """Send the report to oneself now."""
    commands.send_sample(by=request.actor, schedule_id=report_schedule_id)
    return done(request, _card(report_schedule_id), _("The sample is on its way to you"))


def resend_report(request: HttpRequest, report_schedule_id: int) -> HttpResponse:
    """Send again to where the newest sending did not arrive or may not have."""
    count = commands.resend_report(by=request.actor, schedule_id=report_schedule_id)
    words = ngettext("Sent again to {count} recipient", "Sent again to {count} recipients", count).format(count=count)
    return done(request, _card(report_schedule_id), words)


def when(row: ReportSchedule) -> str:
    """Return when a report goes, in words."""
    at = {"at": formats.time_of_day(row.at)}
    if row.rhythm == Rhythm.WEEK:
        days = formats.weekdays_of(row.weekdays)
        said = _("%(days)s at %(at)s") % {"days": days, **at}
    elif row.rhythm == Rhythm.MONTH:
        said = _("on day %(day)s of the month at %(at)s") % {"day": row.month_day, **at}
    else:
        said = _("every day at %(at)s") % at
    place = f" ({row.zone})" if row.zone else ""
    only = _(", on working days only") if row.working_only else ""
    return f"{said}{place}{only}"


def _asked(request: HttpRequest, known: dict[str, object], row: ReportSchedule | None, title: str) -> HttpResponse:
    outside = request.actor.may(OUTSIDE)
    people = list(queries.recipients(viewer=request.actor))
    form = ScheduleForm(sent(request), initial=known, people=people, outside=outside)
    made: list[int] = []

    def act() -> None:
        number = row.pk if row else None
        made.append(commands.set_schedule(by=request.actor, said=form.said, schedule_id=number))

    address = reverse("analysis:schedule_edit", args=[row.pk]) if row else reverse("analysis:schedule_add")
    words = {"title": title, "submit": _("Save"), "address": address, "columns": "2"}
    return ask(request, form, words, act, lambda: done(request, _card(made[0]), _("The schedule is set")))


def _days(request: HttpRequest, report: Report) -> Days:
    """Return which of the days that move are those the page shows; the report's usual ones where none are."""
    shown = (request.GET.get("first", ""), request.GET.get("last", ""))
    for days in (report.days, *Days):
        span = days_of(days, clock.today())
        if shown == (span.first.isoformat(), span.last.isoformat()):
            return days
    return report.days


def _list() -> str:
    return reverse("analysis:schedules")


def _card(number: int) -> str:
    return reverse("analysis:schedule", args=[number])


def _crumbs(title: str, href: str = "") -> list[tuple[str, str]]:
    return [(_("Reports"), reverse("analysis:reports")), (title, href)]


def _columns() -> list[Column]:
    return [
        Column(
            key="title",
            title=_("Report"),
            value=lambda line: line.row.title,
            url=lambda line: _card(line.row.pk),
            main=True,
        ),
        Column(key="when", title=_("When"), value=lambda line: when(line.row)),
        Column(
            key="to",
            title=_("Recipients"),
            value=lambda line: len(line.row.people) + len(line.row.addresses),
            kind="number",
        ),
        Column(key="next", title=_("Next time"), value=_next, kind="moment"),
        Column(key="last", title=_("Last sent"), value=lambda line: line.last_day, kind="day"),
        Column(key="state", title=_("State"), value=_stands, kind="badge"),
    ]


def _next(line: ScheduleLine) -> datetime | None:
    return line.next_at


def _stands(line: ScheduleLine) -> Badge | None:
    if line.row.paused_at:
        return Badge(_("paused"), "neutral")
    if line.last_day is None:
        return Badge(_("waits for its day"), "neutral")
    words = _("%(sent)s of %(all)s sent") % {"sent": line.sent, "all": line.all}
    return Badge(words, "good" if line.is_well else "warn")


def _log_columns() -> list[Column]:
    return [
        Column(key="day", title=_("Day"), value=lambda line: line.row.day, kind="day", main=True),
        Column(key="to", title=_("Goes to"), value=lambda line: line.to),
        Column(key="state", title=_("State"), value=_became, kind="badge"),
        Column(key="why", title=_("Why"), value=lambda line: _(line.row.error) if line.row.error else ""),
        Column(key="at", title=_("When"), value=lambda line: line.row.done_at, kind="moment"),
        Column(key="sample", title=_("How"), value=lambda line: _("a sample") if line.row.sample else _("by schedule")),
    ]


def _became(line: SendingLine) -> Badge:
    words, tone = STATES[LetterState(line.row.state)]
    return Badge(str(words), tone)
