"""The frame's own screens: the bell, notifications, saved views."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mostik.core import commands, health, queries
from mostik.core.forms import ViewForm
from mostik.core.models import Notification
from mostik.core.notifications import KINDS
from mostik.kernel.refusals import Refusal
from mostik.web import tables
from mostik.web.alarms import alarms
from mostik.web.answers import back, dialog, done, stay


def bell(request: HttpRequest) -> HttpResponse:
    """The bell with its newest lines."""
    lines = queries.bell(viewer=request.actor)
    unread = queries.unread(viewer=request.actor)
    context = {"lines": lines, "unread": unread, "alarms": alarms(request.actor)}
    return render(request, "core/bell.html", context)


def notification_table() -> tables.Table:
    """Return the list of one's own notifications."""
    kinds = [(code, kind.title) for code, kind in KINDS.items()]
    return tables.Table(
        code="notifications",
        columns=(
            tables.Column(
                key="text", title=gettext_lazy("What"), value=lambda row: row.text, url=lambda row: row.url, main=True
            ),
            tables.Column(key="kind", title=gettext_lazy("Topic"), value=_kind, kind="badge", hide_on_phone=True),
            tables.Column(
                key="at", title=gettext_lazy("When"), value=lambda row: row.made_at, kind="moment", sort=("id",)
            ),
            tables.Column(key="state", title=gettext_lazy("State"), value=_state, kind="badge"),
        ),
        filters=(
            tables.choice_filter("state", gettext_lazy("State"), STATES, apply=_in_state),
            tables.choice_filter("kind", gettext_lazy("Topic"), kinds, "kind"),
            tables.day_range_filter("at", gettext_lazy("When"), "made_at__date"),
        ),
        search=lambda rows, words: rows.filter(names__icontains=words),
        search_words=gettext_lazy("A person, a record or an amount in it"),
        default_sort="-at",
        bulk=(
            tables.BulkAction(code="read", title=gettext_lazy("Mark as read"), url_name="core:notifications_read"),
            tables.BulkAction(code="new", title=gettext_lazy("Mark as new"), url_name="core:notifications_new"),
        ),
        present=lambda rows: [queries.line_of(each) for each in rows],
        export_needs="",
        empty_title=gettext_lazy("Nothing has come yet"),
        empty_text=gettext_lazy("Requests to you, answers and finished work will gather here."),
    )


STATES = [("new", gettext_lazy("new")), ("read", gettext_lazy("read"))]


def _in_state(rows: QuerySet[Notification], value: str) -> QuerySet[Notification]:
    return rows.filter(read_at__isnull=value == "new")


def _kind(row: queries.Line) -> tables.Badge:
    return tables.Badge(row.kind, "warn" if row.urgent else "neutral")


def _state(row: queries.Line) -> tables.Badge:
    return tables.Badge(_("new"), "accent") if row.fresh else tables.Badge(_("read"))


def notifications(request: HttpRequest) -> HttpResponseBase:
    """Everything that came under the bell, to be searched, filtered and marked."""
    rows = queries.notifications(viewer=request.actor)
    views = queries.saved_views(
        viewer=request.actor, table="notifications", path=request.path, query=request.GET.urlencode()
    )
    return tables.answer(request, "core/notifications.html", notification_table(), rows, views=views)


def notifications_read(request: HttpRequest) -> HttpResponse:
    """Mark as read what is picked; everything, where nothing can be picked: under the bell."""
    if not {"pk", "everything"} & set(request.POST):
        commands.read_notifications(by=request.actor)
        return stay(refresh="notified")
    return _marked(request, read=True)


def notifications_new(request: HttpRequest) -> HttpResponse:
    """Mark what is picked as new again."""
    return _marked(request, read=False)


def _marked(request: HttpRequest, *, read: bool) -> HttpResponse:
    rows = tables.picked(notification_table(), queries.notifications(viewer=request.actor), request)
    numbers = list(rows.values_list("pk", flat=True))
    count = commands.mark_notifications(by=request.actor, numbers=numbers, read=read)
    said = ngettext("%(n)s notification is marked.", "%(n)s notifications are marked.", count) % {"n": count}
    return done(request, back(request, reverse("core:notifications")), said)


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


def live(_request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return JsonResponse({"live": True})


def ready(_request: HttpRequest) -> HttpResponse:
    """Whether work can be relied on: 503 and the names of what stands in the way, no data."""
    found = health.troubles()
    return JsonResponse({"ready": not found, "troubles": found}, status=503 if found else 200)
