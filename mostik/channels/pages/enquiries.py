"""What came to sources on screen: the list, those picked in it sorted out, one as it came and put right."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from mostik.channels.commands import enquiries as commands
from mostik.channels.queries import sources as queries
from mostik.channels.queries.drops import drop_titles
from mostik.channels.terms import ENQUIRY_STATES, TONES, EnquiryState
from mostik.core.rights import EXPORT
from mostik.people.access import clear
from mostik.web import tables
from mostik.web.answers import back, done

LIST = "channels:enquiries"
STATES = [(state.value, gettext_lazy(words)) for state, words in ENQUIRY_STATES.items()]


def to_sort_out() -> str:
    """Return the address of what waits to be sorted out."""
    return f"{reverse(LIST)}?state={EnquiryState.ODD}"


def table(request: HttpRequest) -> tables.Table:
    """Return the list of what came; how it begins only for whoever sees clients' phones and addresses in full."""
    whole = clear("phone", request.actor) and clear("email", request.actor)
    sees_deals = request.actor.may("crm.see_deals")
    begins = tables.Column(key="begins", title=gettext_lazy("How it begins"), value=queries.first_words)
    return tables.Table(
        code="enquiries",
        columns=(
            tables.Column(
                key="at",
                title=gettext_lazy("Came"),
                value=lambda row: row.at,
                kind="moment",
                main=True,
                sort=("at", "id"),
                url=lambda row: reverse("channels:enquiry", args=[row.pk]),
            ),
            tables.Column(key="source", title=pgettext_lazy("of leads", "Source"), value=lambda row: row.source.title),
            tables.Column(
                key="state",
                title=gettext_lazy("State"),
                value=lambda row: tables.Badge(queries.state_words(row), TONES[row.state]),
                kind="badge",
            ),
            *([begins] if whole else []),
            tables.Column(key="why", title=gettext_lazy("Why"), value=lambda row: row.error),
            tables.Column(
                key="deal",
                title=gettext_lazy("Deal"),
                value=lambda row: row.deal.title if row.deal and sees_deals else "",
                url=lambda row: reverse("crm:deal", args=[row.deal_id]) if row.deal_id else "",
            ),
        ),
        filters=(
            tables.multichoice_filter("state", gettext_lazy("State"), STATES),
            tables.choice_filter("source", pgettext_lazy("of leads", "Source"), partial(_sources, request)),
            tables.day_range_filter("came", gettext_lazy("Came"), "at__date"),
            tables.choice_filter("table", gettext_lazy("Table"), partial(_tables, request), "drop", more=True),
        ),
        search=tables.text_search("error", "deal__title"),
        search_words=gettext_lazy("Why, or the deal"),
        prepare=queries.heads if whole else None,
        default_sort="-at",
        bulk=(
            tables.BulkAction(
                code="again",
                title=gettext_lazy("Read again"),
                url_name="channels:enquiries_again",
                needs=commands.RIGHT,
            ),
            tables.BulkAction(
                code="spam", title=gettext_lazy("It is spam"), url_name="channels:enquiries_spam", needs=commands.RIGHT
            ),
        ),
        export_needs=EXPORT,
        empty_title=gettext_lazy("Nothing came yet"),
        empty_text=gettext_lazy("What comes is kept here as it came, byte for byte."),
    )


def enquiry_list(request: HttpRequest) -> HttpResponseBase:
    """List what came to the sources."""
    context = {"crumbs": [(_("Sources of leads"), reverse("channels:sources")), (_("What came"), "")]}
    rows = queries.enquiry_rows(viewer=request.actor)
    return tables.answer(request, "channels/sources/enquiries.html", table(request), rows, context)


def enquiries_again(request: HttpRequest) -> HttpResponse:
    """Let the picked enquiries be read again: what waits to be sorted out, and what was called spam."""
    count = commands.read_again(by=request.actor, enquiry_ids=_picked(request))
    words = ngettext("{count} enquiry is read again.", "{count} enquiries are read again.", count)
    return _sorted(request, words, count)


def enquiries_spam(request: HttpRequest) -> HttpResponse:
    """Say that the picked enquiries are spam, of those that wait to be sorted out."""
    count = commands.call_all_spam(by=request.actor, enquiry_ids=_picked(request))
    words = ngettext("{count} enquiry is among the spam.", "{count} enquiries are among the spam.", count)
    return _sorted(request, words, count)


def enquiry(request: HttpRequest, enquiry_id: int) -> HttpResponse:
    """Show one enquiry as it came, and put it right."""
    row = queries.enquiry_of(enquiry_id, viewer=request.actor)
    if request.method == "POST":
        commands.mend_enquiry(by=request.actor, enquiry_id=row.pk, text=request.POST.get("text", ""))
        return done(request, to_sort_out(), _("It is read again."))
    context: dict[str, Any] = {
        "row": row,
        "raw": queries.raw_text(row),
        "words": queries.state_words(row),
        "tone": TONES[row.state],
        "crumbs": [(_("What came"), reverse(LIST)), (row.source.title, "")],
    }
    return render(request, "channels/sources/enquiry.html", context)


def enquiry_spam(request: HttpRequest, enquiry_id: int) -> HttpResponse:
    """Say that an enquiry is spam, or that it is none."""
    row = queries.enquiry_of(enquiry_id, viewer=request.actor)
    if row.state == EnquiryState.SPAM:
        commands.call_no_spam(by=request.actor, enquiry_id=row.pk)
        return done(request, to_sort_out(), _("It is read like any other."))
    commands.call_spam(by=request.actor, enquiry_id=row.pk)
    return done(request, to_sort_out(), _("It is among the spam."))


def _sources(request: HttpRequest, _asked: HttpRequest) -> list[tuple[str, str]]:
    rows = queries.visible_sources(request.actor).order_by("title").values_list("pk", "title")
    return [(str(pk), title) for pk, title in rows]


def _tables(request: HttpRequest, _asked: HttpRequest) -> list[tuple[str, str]]:
    return [(str(pk), title) for pk, title in drop_titles(viewer=request.actor)]


def _picked(request: HttpRequest) -> list[int]:
    rows = tables.picked(table(request), queries.enquiry_rows(viewer=request.actor), request)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _sorted(request: HttpRequest, words: str, count: int) -> HttpResponse:
    none = _("None of them waits to be sorted out.")
    return done(request, back(request, reverse(LIST)), words.format(count=count) if count else none)
