"""Kinds of meeting on screen: the list with their links, the editor; the address of one's own feed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.channels.commands import diaries
from mostik.channels.commands import meeting_kinds as commands
from mostik.channels.forms.meeting_kinds import MeetingKindForm
from mostik.channels.queries import booking as queries
from mostik.web.answers import done, with_undo
from mostik.web.asking import sent, tried


def meeting_kinds(request: HttpRequest) -> HttpResponse:
    """Show what may be booked, each with the link to give to clients."""
    rows = queries.meeting_kinds(viewer=request.actor)
    cards = [(row, _link(request, reverse("channels:meet", args=[row.slug]))) for row in rows]
    return render(request, "channels/booking/kinds.html", {"cards": cards})


def meeting_kind_add(request: HttpRequest) -> HttpResponse:
    """Make a kind of meeting."""
    return _edit(request, None)


def meeting_kind_edit(request: HttpRequest, kind_id: int) -> HttpResponse:
    """Change a kind of meeting."""
    return _edit(request, kind_id)


def _edit(request: HttpRequest, kind_id: int | None) -> HttpResponse:
    row = queries.meeting_kind(kind_id, viewer=request.actor) if kind_id else None
    form = MeetingKindForm(sent(request), viewer=request.actor, row=row)

    def save() -> HttpResponse:
        commands.save_meeting_kind(
            by=request.actor, kind_id=kind_id, fields=form.said(), version=form.cleaned_data["version"]
        )
        return done(request, reverse("channels:meeting_kinds"), _("Saved"))

    if answer := tried(form, save):
        return answer
    link = _link(request, reverse("channels:meet", args=[row.slug])) if row else ""
    context = {
        "form": form,
        "row": row,
        "link": link,
        "embed": f'<iframe src="{link}?embed=1" width="100%" height="720" title="{row.title}"></iframe>' if row else "",
        "title": row.title if row else _("New meeting"),
        "crumbs": [(_("What may be booked"), reverse("channels:meeting_kinds")), (row.title if row else _("New"), "")],
    }
    return render(request, "channels/booking/kind.html", context, status=422 if form.is_bound else 200)


def meeting_kind_remove(request: HttpRequest, kind_id: int) -> HttpResponse:
    """Offer a meeting no more."""
    commands.remove_meeting_kind(by=request.actor, kind_id=kind_id)
    page, undo = reverse("channels:meeting_kinds"), reverse("channels:meeting_kind_restore", args=[kind_id])
    return done(request, page, with_undo(_("Removed."), undo, page))


def meeting_kind_restore(request: HttpRequest, kind_id: int) -> HttpResponse:
    """Offer it again."""
    commands.restore_meeting_kind(by=request.actor, kind_id=kind_id)
    return done(request, reverse("channels:meeting_kinds"), _("It is back."))


def feed_open(request: HttpRequest) -> HttpResponse:
    """Make the address, or another one."""
    diaries.open_feed(by=request.actor)
    return done(request, reverse("channels:my_calendar"), _("The address is new; an earlier one no longer works."))


def feed_close(request: HttpRequest) -> HttpResponse:
    """Revoke the address."""
    diaries.close_feed(by=request.actor)
    return done(request, reverse("channels:my_calendar"), _("The address no longer works."))


def _link(request: HttpRequest, path: str) -> str:
    """Return an address as others open it: of the company's own name, else of this request."""
    return request.build_absolute_uri(path)
