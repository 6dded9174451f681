"""Letters set aside on screen: from colleagues, strangers and machines; one may be taken in as a client's, or many."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mostik.channels.commands.incoming import RIGHT, take_as_client
from mostik.channels.queries import mail as queries
from mostik.channels.rules.mail.letters import read
from mostik.channels.terms import FATES, Fate
from mostik.core.rights import EXPORT
from mostik.people.access import shown
from mostik.web import tables
from mostik.web.answers import done

LIST = "channels:letters_aside"


def table(request: HttpRequest) -> tables.Table:
    """Return the list; addresses as the viewer may see them."""
    return tables.Table(
        code="letters-aside",
        columns=(
            tables.Column(
                key="subject",
                title=gettext_lazy("Letter"),
                value=lambda row: row.subject or _("Without a subject"),
                main=True,
            ),
            tables.Column(
                key="sender",
                title=pgettext_lazy("letter", "From"),
                value=lambda row: shown(row.sender, "email", request.actor),
            ),
            tables.Column(
                key="fate",
                title=gettext_lazy("What it is"),
                value=lambda row: tables.Badge(_(FATES[Fate(row.fate)])),
                kind="badge",
            ),
            tables.Column(key="account", title=gettext_lazy("Mailbox"), value=lambda row: row.account.title),
            tables.Column(
                key="at", title=gettext_lazy("Came"), value=lambda row: row.at, kind="moment", sort=("at", "id")
            ),
        ),
        filters=(
            tables.multichoice_filter(
                "fate", gettext_lazy("What it is"), [(each.value, gettext_lazy(FATES[each])) for each in queries.ASIDE]
            ),
            tables.day_range_filter("on", gettext_lazy("Came"), "at__date"),
        ),
        search=tables.text_search("subject"),
        search_words=gettext_lazy("What about"),
        default_sort="-at",
        bulk=(
            tables.BulkAction(
                code="take",
                title=gettext_lazy("Take in as a client's"),
                url_name="channels:letters_take",
                needs=RIGHT,
            ),
        ),
        export_needs=EXPORT,
        empty_title=gettext_lazy("Nothing is set aside"),
        empty_text=gettext_lazy("Letters from colleagues, strangers and machines gather here and reach nobody's card."),
    )


def aside_list(request: HttpRequest) -> HttpResponseBase:
    """List the letters set aside, of mailboxes within reach."""
    rows = queries.letters_aside(viewer=request.actor)
    return tables.answer(request, "channels/mail/aside.html", table(request), rows, {})


def letters_take(request: HttpRequest) -> HttpResponse:
    """Take the picked letters in as clients': each goes into its talk, a stranger becomes a lead."""
    rows: list[Any] = list(tables.picked(table(request), queries.letters_aside(viewer=request.actor), request))
    for row in rows:
        take_as_client(by=request.actor, raw_id=row.pk, letter=read(queries.body_of(row)))
    return done(request, reverse(LIST), _("Taken in: {count}.").format(count=len(rows)))
