"""The frame's own screens: the bell, notifications, saved views, files."""

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from mostik.core import commands, files, queries
from mostik.core.forms import ViewForm
from mostik.kernel.refusals import Refusal
from mostik.web.answers import back, dialog, done, stay

SEALED = "default-src 'none'; sandbox"


def bell(request: HttpRequest) -> HttpResponse:
    """The bell with its newest lines."""
    lines = queries.bell(viewer=request.actor)
    return render(request, "core/bell.html", {"lines": lines, "unread": queries.unread(viewer=request.actor)})


def notifications(request: HttpRequest) -> HttpResponse:
    """Everything that came under the bell."""
    lines = [queries.line_of(each) for each in queries.notifications(viewer=request.actor)[:200]]
    return render(request, "core/notifications.html", {"lines": lines})


def notifications_read(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    commands.read_notifications(by=request.actor)
    return stay(refresh="notified")


def view_save(request: HttpRequest) -> HttpResponse:
    """Keep a list's filters under a name."""
    if request.method == "GET":
        asked = request.GET.copy()
        table = asked.pop("table", [""])[-1]
        return _ask_view(request, ViewForm(initial={"query": asked.urlencode(), "table": table}))
    form = ViewForm(request.POST)
    if not form.is_valid():
        return _ask_view(request, form, status=422)
    try:
        view = commands.save_view(by=request.actor, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error("title", refusal.text(_))
        return _ask_view(request, form, status=422)
    path = back(request).split("?")[0]
    return done(request, f"{path}?{view.query}", _("The view is kept."))


def _ask_view(request: HttpRequest, form: ViewForm, *, status: int = 200) -> HttpResponse:
    return dialog(request, "core/view.html", {"form": form}, status=status)


def view_delete(request: HttpRequest, view_id: int) -> HttpResponse:
    """Forget a view."""
    commands.delete_view(by=request.actor, view_id=view_id)
    return done(request, back(request).split("?")[0], _("The view is forgotten."))


def file(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """Give a stored file back: as an attachment, never to be run by the browser."""
    row = files.file_for(viewer=request.actor, file_id=file_id)
    answer = FileResponse(files.opened(row), as_attachment=True, filename=row.title, content_type=row.content_type)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = SEALED
    return answer
