"""Tables dropped into a source: put in, watched while they are read, stopped and gone on with."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.channels.commands import drops
from mostik.channels.forms.sources import DropForm
from mostik.channels.queries import drops as queries
from mostik.channels.queries.sources import source_of, state_words
from mostik.channels.terms import TONES
from mostik.crm.queries.tables import table_of
from mostik.web.answers import done
from mostik.web.asking import tried

SHOWN = 50


def drop_add(request: HttpRequest, source_id: int) -> HttpResponse:
    """Drop a table into a source."""
    row = source_of(source_id, viewer=request.actor)
    form = DropForm(request.POST, request.FILES)

    def act() -> HttpResponse:
        title, rows = table_of(form.cleaned_data["file"], viewer=request.actor, most=drops.MOST_ROWS)
        number = drops.drop_table(by=request.actor, source_id=row.pk, title=title, rows=rows)
        return done(request, _page(number), _("The table is stored and is being read."))

    crumbs = [(_("Sources of leads"), reverse("channels:sources")), (row.title, _source(row.pk)), (_("Table"), "")]
    told = {"form": form, "title": _("Table"), "crumbs": crumbs, "files": True}
    return tried(form, act) or render(request, "channels/sources/edit.html", told, status=422)


def drop(request: HttpRequest, drop_id: int) -> HttpResponse:
    """Show how far a table is read and what became of its rows."""
    row = queries.drop_of(drop_id, viewer=request.actor)
    rows = queries.rows_of_drop(drop_id, viewer=request.actor)[:SHOWN]
    context = {
        "line": queries.drop_line(drop_id, viewer=request.actor),
        "all_came": f"{reverse('channels:enquiries')}?table={drop_id}",
        "rows": [(each, state_words(each), TONES[each.state]) for each in rows],
        "crumbs": [
            (_("Sources of leads"), reverse("channels:sources")),
            (row.source.title, _source(row.source_id)),
            (row.title, ""),
        ],
    }
    return render(request, "channels/sources/drop.html", context)


def drop_progress(request: HttpRequest, drop_id: int) -> HttpResponse:
    """Say how far a table is; when it is read, the page is asked for anew."""
    line = queries.drop_line(drop_id, viewer=request.actor)
    if not line.waits:
        return HttpResponse(status=204, headers={"HX-Redirect": _page(drop_id)})
    return render(request, "channels/sources/_reading.html", {"line": line})


def drop_stop(request: HttpRequest, drop_id: int) -> HttpResponse:
    """Leave the rest of a table unread."""
    drops.stop_drop(by=request.actor, drop_id=drop_id)
    return done(request, _page(drop_id), _("The rest is left unread."))


def drop_go_on(request: HttpRequest, drop_id: int) -> HttpResponse:
    """Read the rest of a table after all."""
    drops.read_rest(by=request.actor, drop_id=drop_id)
    return done(request, _page(drop_id), _("The rest is being read."))


def _page(number: int) -> str:
    return reverse("channels:drop", args=[number])


def _source(number: int) -> str:
    return reverse("channels:source", args=[number])
