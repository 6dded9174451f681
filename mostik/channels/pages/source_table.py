"""The list of sources: its columns, filters and what can be done to those picked."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mostik.channels.commands.sources import RIGHT
from mostik.channels.queries.sources import COUNTED, lately_since
from mostik.channels.terms import SOURCE_KINDS, SourceKind
from mostik.core.rights import EXPORT
from mostik.crm.queries.pipelines import channels
from mostik.web import tables

KINDS = [(kind.value, _(words)) for kind, words in SOURCE_KINDS.items()]
FIGURES = (("came", _("Came")), ("taken", _("Taken in")), ("odd", _("To sort out")), ("spam", _("Spam")))


def source_table(request: HttpRequest) -> tables.Table:
    """Return the list of sources; each figure leads to the enquiries it counts."""
    channel_choices = [(str(pk), title) for pk, title in channels(viewer=request.actor).items()]
    return tables.Table(
        code="sources",
        columns=(
            tables.Column(
                key="title",
                title=pgettext_lazy("of leads", "Source"),
                value=lambda row: row.title,
                main=True,
                sort=("title",),
                url=lambda row: reverse("channels:source", args=[row.pk]),
            ),
            tables.Column(key="state", title=_("State"), value=_state, kind="badge"),
            tables.Column(key="kind", title=_("What it is"), value=lambda row: _(SOURCE_KINDS[SourceKind(row.kind)])),
            tables.Column(
                key="channel", title=_("Channel"), value=lambda row: row.channel.title if row.channel else ""
            ),
            *(_figure(name, words) for name, words in FIGURES),
            tables.Column(key="last", title=_("Last"), value=lambda row: row.last_at, kind="moment", sort=("last_at",)),
        ),
        filters=(
            tables.multichoice_filter("kind", _("What it is"), KINDS),
            tables.choice_filter("channel", _("Channel"), channel_choices),
            tables.choice_filter(
                "state",
                _("State"),
                [("on", _("takes leads")), ("off", _("stopped"))],
                apply=lambda rows, value: rows.filter(paused_at__isnull=value == "on"),
            ),
        ),
        search=tables.text_search("title"),
        search_words=_("Name"),
        default_sort="-came",
        bulk=(
            tables.BulkAction(code="pause", title=_("Stop"), url_name="channels:sources_pause", needs=RIGHT),
            tables.BulkAction(code="resume", title=_("Take again"), url_name="channels:sources_resume", needs=RIGHT),
        ),
        export_needs=EXPORT,
        empty_title=_("Leads have nowhere to come in"),
        empty_text=_("Make a form for your site, or an address for a landing page or a program."),
    )


def counted(source_id: int, name: str) -> str:
    """Return the address of the enquiries a figure of a source counts."""
    asked = {"source": source_id, "came_from": lately_since()}
    states = () if name == "came" else COUNTED[name]
    return f"{reverse('channels:enquiries')}?{urlencode({**asked, 'state': states}, doseq=True)}"


def _figure(name: str, words: Any) -> tables.Column:
    return tables.Column(
        key=name,
        title=words,
        value=lambda row: getattr(row, name),
        kind="number",
        sort=(name,),
        url=lambda row: counted(row.pk, name),
        tone=lambda row: "warn" if name == "odd" and row.odd else "neutral",
    )


def _state(row: Any) -> tables.Badge | None:
    return tables.Badge(_("stopped"), "warn") if row.paused_at else None
