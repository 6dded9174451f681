"""Attendance: one's own start and stop, who has not come, the list of what fell short, excuses, how it is watched."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.people.commands import attendance as commands
from mostik.people.forms.attendance import ExcuseForm, NormForm
from mostik.people.models import Lapse
from mostik.people.pages.asking import Outcome, ask
from mostik.people.pages.attendance_table import attendance_table, kind_badge, planned_words
from mostik.people.pages.tabs import tabs
from mostik.people.queries import attendance as queries
from mostik.people.queries.people import away_today
from mostik.web import formats, tables
from mostik.web.answers import back, dialog, done, is_fragment, toast, with_undo
from mostik.web.asking import sent

MOST_EXCUSED = 500


def show_attendance(request: HttpRequest) -> HttpResponseBase:
    """Show what fell short within reach, and who should be here now."""
    viewer = request.actor
    context = {
        "tabs": tabs("people:attendance"),
        "missed": [(each.name, each.person_id, each.since) for each in queries.missed_now(viewer=viewer)],
        "norm": queries.attendance_norm(viewer=viewer),
        "may_excuse": viewer.may("people.excuse_lapses"),
    }
    rows = queries.lapses(viewer=viewer)
    return tables.answer(request, "people/attendance/list.html", attendance_table(viewer), rows, context)


def show_lapse(request: HttpRequest, lapse_id: int) -> HttpResponse:
    """Show one of them, and let a head excuse it."""
    row = queries.lapse(viewer=request.actor, lapse_id=lapse_id)
    form = ExcuseForm(initial={"reason": row.reason, "version": row.version})
    return _dialog(request, row, form)


def lapse_excuse(request: HttpRequest, lapse_id: int) -> HttpResponse:
    """Excuse one with a reason."""
    row = queries.lapse(viewer=request.actor, lapse_id=lapse_id)
    form = ExcuseForm(sent(request), initial={"reason": row.reason, "version": row.version})

    def act() -> Outcome:
        said = form.cleaned_data
        commands.excuse_lapse(by=request.actor, lapse_id=lapse_id, reason=said["reason"], version=said["version"])
        return with_undo(_("Excused."), reverse("people:lapse_unexcuse", args=[lapse_id]), _home()), back(
            request, _home()
        )

    return ask(request, form, "people/attendance/lapse.html", act, _context(row))


def lapse_unexcuse(request: HttpRequest, lapse_id: int) -> HttpResponse:
    """Take the excuse back."""
    commands.unexcuse_lapse(by=request.actor, lapse_id=lapse_id)
    return done(request, back(request, _home()), _("It counts again."))


def lapses_excuse(request: HttpRequest) -> HttpResponse:
    """Excuse many at once with one reason."""
    viewer = request.actor
    rows = tables.picked(attendance_table(viewer), queries.lapses(viewer=viewer), request)
    keys = list(
        rows.filter(excused_at__isnull=True).exclude(person=viewer.id).values_list("pk", flat=True)[:MOST_EXCUSED]
    )
    form = ExcuseForm(sent(request))

    def act() -> Outcome:
        for key in keys:
            commands.excuse_lapse(by=viewer, lapse_id=key, reason=form.cleaned_data["reason"])
        return _("Excused: %(count)s.") % {"count": len(keys)}, _home()

    return ask(request, form, "people/attendance/many.html", act, {"keys": keys})


def attendance_norm(request: HttpRequest) -> HttpResponse:
    """Decide whether and how attendance is watched."""
    norm = queries.attendance_norm(viewer=request.actor)
    form = NormForm(sent(request), norm=norm)

    def act() -> Outcome:
        said = form.cleaned_data
        commands.set_attendance_norm(
            by=request.actor, department_id=norm.department_id, since=said["since"], grace=said["grace"]
        )
        return _("Saved."), _home()

    return ask(request, form, "people/attendance/norm.html", act)


def work_button(request: HttpRequest) -> HttpResponse:
    """The start and stop of one's own work, for the head of My day."""
    return _button(request)


def work_start(request: HttpRequest) -> HttpResponse:
    """Mark the start."""
    row = commands.start_work(by=request.actor)
    return _marked(request, _("At work since %(time)s.") % {"time": formats.time_of_day(row.pressed_start)})


def work_stop(request: HttpRequest) -> HttpResponse:
    """Mark the stop."""
    commands.stop_work(by=request.actor)
    return _marked(request, _("Good rest! Press again if you go on."))


def _marked(request: HttpRequest, said: str) -> HttpResponse:
    if not is_fragment(request):
        return done(request, back(request, reverse("home:my_day")), said)
    return toast(_button(request), said)


def _button(request: HttpRequest) -> HttpResponse:
    row = queries.at_work(viewer=request.actor)
    context = {
        "since": row.pressed_start if row else None,
        "until": row.pressed_stop if row else None,
        "away": request.actor.id in away_today(viewer=request.actor, people_ids=[request.actor.id or 0]),
    }
    return render(request, "people/attendance/button.html", context)


def _dialog(request: HttpRequest, row: Lapse, form: ExcuseForm) -> HttpResponse:
    may = request.actor.may("people.excuse_lapses") and row.person_id != request.actor.id
    return dialog(request, "people/attendance/lapse.html", {**_context(row), "form": form if may else None})


def _context(row: Lapse) -> dict[str, object]:
    return {"lapse": row, "badge": kind_badge(row), "planned": planned_words(row)}


def _home() -> str:
    return reverse("people:attendance")
