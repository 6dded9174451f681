"""Whom not to write to, on screen: the list, an address added, a file of them, taken off and put back."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.channels.catalog.ways import WAYS
from mostik.channels.commands import gate as commands
from mostik.channels.forms.gate import StopFileForm, StopForm
from mostik.channels.queries import gate as queries
from mostik.channels.terms import STOP_SOURCES, StopSource
from mostik.core.rights import EXPORT
from mostik.web import tables
from mostik.web.answers import done, with_undo
from mostik.web.asking import ask, sent


def _way(row: Any) -> str:
    return str(WAYS[row.way].words) if row.way in WAYS else _("every way")


def table() -> tables.Table:
    """Return the list: its ways are those there are."""
    ways = [(way.code, way.words) for way in WAYS.values()]
    return tables.Table(
        code="stops",
        columns=(
            tables.Column(
                key="address",
                title=gettext_lazy("Address"),
                value=lambda row: row.address,
                main=True,
                sort=("address",),
            ),
            tables.Column(key="way", title=gettext_lazy("Way"), value=_way),
            tables.Column(
                key="source",
                title=gettext_lazy("Who said so"),
                value=lambda row: tables.Badge(gettext_lazy(STOP_SOURCES[StopSource(row.source)])),
                kind="badge",
            ),
            tables.Column(key="why", title=gettext_lazy("Why"), value=lambda row: row.why),
            tables.Column(
                key="by", title=gettext_lazy("Written by"), value=lambda row: row.by_name, hide_on_phone=True
            ),
            tables.Column(
                key="made_at", title=gettext_lazy("Since"), value=lambda row: row.made_at, kind="moment", sort=("id",)
            ),
            tables.Column(
                key="remove",
                title=gettext_lazy("What to do"),
                value=lambda _row: gettext_lazy("Take off"),
                url=lambda row: reverse("channels:stop_remove", args=[row.pk]),
            ),
        ),
        filters=(
            tables.choice_filter(
                "source",
                gettext_lazy("Who said so"),
                [(source.value, gettext_lazy(words)) for source, words in STOP_SOURCES.items()],
            ),
            tables.choice_filter("way", gettext_lazy("Way"), ways),
        ),
        search=lambda rows, text: rows.filter(address__icontains=queries.plain(text)),
        search_words=gettext_lazy("Address"),
        default_sort="-made_at",
        export_needs=EXPORT,
        empty_title=gettext_lazy("Nobody has asked not to be written to"),
        empty_text=gettext_lazy("Those who unsubscribe come here by themselves; add others by hand or from a file."),
    )


def stop_list(request: HttpRequest) -> HttpResponseBase:
    """List whom not to write to."""
    return tables.answer(request, "channels/gate/stops.html", table(), queries.stops(viewer=request.actor), {})


def stop_add(request: HttpRequest) -> HttpResponse:
    """Add an address."""
    form = StopForm(sent(request))
    words = {"title": _("Whom not to write to"), "address": request.path, "submit": _("Add")}
    return ask(
        request,
        form,
        words,
        lambda: commands.add_stop(by=request.actor, **form.cleaned_data),
        lambda: done(request, reverse("channels:stops"), _("Robots write there no more.")),
    )


def stop_import(request: HttpRequest) -> HttpResponse:
    """Add a file of addresses."""
    form, made = StopFileForm(sent(request), request.FILES or None), [0]

    def take() -> None:
        said = form.cleaned_data
        made[0] = commands.import_stops(by=request.actor, addresses=said["file"], way=said["way"])

    words = {"title": _("A file of addresses"), "address": request.path, "submit": _("Add")}
    text = _("New addresses: {count}.")
    return ask(
        request,
        form,
        words,
        take,
        lambda: done(request, reverse("channels:stops"), text.format(count=made[0])),
    )


def stop_remove(request: HttpRequest, stop_id: int) -> HttpResponse:
    """Take an address off, after a word, and say how to put it back."""
    form = Form(sent(request))
    row = queries.stop_row(stop_id, viewer=request.actor)
    words = {"title": _("Write to {address} again?").format(address=row.address), "address": request.path}
    page, undo = reverse("channels:stops"), reverse("channels:stop_restore", args=[stop_id])
    return ask(
        request,
        form,
        {**words, "submit": _("Take off")},
        lambda: commands.remove_stop(by=request.actor, stop_id=stop_id),
        lambda: done(request, page, with_undo(_("The address is off the list."), undo, page)),
    )


def stop_restore(request: HttpRequest, stop_id: int) -> HttpResponse:
    """Put an address back."""
    commands.restore_stop(by=request.actor, stop_id=stop_id)
    return done(request, reverse("channels:stops"), _("The address is on the list again."))
