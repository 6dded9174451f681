"""The frame's own screens: the bell, notifications, saved views, files."""

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
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
        return _ask_view(request, ViewForm(initial={"query": asked.urlencode(), "table": table}), table)
    form = ViewForm(request.POST or request.GET)  # the undo of forgetting posts what was forgotten in its address
    if not form.is_valid():
        return _ask_view(request, form, form.data.get("table", ""), status=422)
    try:
        view = commands.save_view(by=request.actor, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error("title", refusal.text(_))
        return _ask_view(request, form, form.cleaned_data["table"], status=422)
    path = back(request).split("?")[0]
    return done(request, f"{path}?{view.query}", _("The view is kept."))


def _ask_view(request: HttpRequest, form: ViewForm, table: str, *, status: int = 200) -> HttpResponse:
    views = queries.saved_views(viewer=request.actor, table=table, path="")
    return dialog(
        request, "core/view.html", {"form": form, "own": [each for each in views if each.mine]}, status=status
    )


def view_delete(request: HttpRequest, view_id: int) -> HttpResponse:
    """Forget a view, and say how to bring it back."""
    view = commands.delete_view(by=request.actor, view_id=view_id)
    kept = {"table": view.table, "title": view.title, "query": view.query, **({"shared": "on"} if view.shared else {})}
    page = back(request).split("?")[0]
    undo = f"{reverse('core:view_save')}?{urlencode(kept)}"
    link = '{} <a href="{}" hx-post="{}" hx-swap="none">{}</a>'
    return done(request, page, format_html(link, _("The view is forgotten."), page, undo, _("Undo")))


def file(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """Give a stored file back: as an attachment, never to be run by the browser."""
    row = files.file_for(viewer=request.actor, file_id=file_id)
    answer = FileResponse(files.opened(row), as_attachment=True, filename=row.title, content_type=row.content_type)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = SEALED
    return answer
