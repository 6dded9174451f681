"""Exports of clients' data: what for, within the day's limit, with a mark; above the limit a decision is asked."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.files import FILES
from mostik.kernel.refusals import Refusal
from mostik.people.catalog import EXPORT
from mostik.people.commands.approvals import Asking, ask_approval
from mostik.people.commands.reads import note_export, note_read
from mostik.people.forms.reads import AskForm, ReasonForm
from mostik.people.queries.reads import allowance
from mostik.people.terms import Need, ReadKind
from mostik.web import formats
from mostik.web.answers import done
from mostik.web.tables import Table


def gate(request: HttpRequest, table: Table, subjects: Sequence[int]) -> HttpResponseBase | str:
    """Return the line that marks the file; without a reason or above the limit, the page that asks in its place."""
    form = ReasonForm(request.GET if "why" in request.GET else None)
    if form.is_valid():
        try:
            line = note_export(
                by=request.actor,
                kind=table.subjects,
                subjects=subjects,
                reason=form.cleaned_data["why"],
                owner_of_right=table.export_needs or "",
            )
        except Refusal as refusal:
            form.add_error("why", refusal.text(_))
        else:
            at = formats.moment(clock.now())
            return _("Exported by %(who)s on %(at)s, No. %(mark)s") % {"who": line.person, "at": at, "mark": line.mark}
    return _asked(request, form, len(subjects))


def told(request: HttpRequest, table: Table, subjects: Sequence[int]) -> None:
    """Write down that a page of clients' contacts was looked through."""
    note_read(by=request.actor, what=ReadKind.LIST, kind=table.subjects, subjects=subjects)


def told_program(request: HttpRequest, kind: str, subjects: Sequence[int], one: bool) -> None:  # noqa: FBT001 - a hook
    """Write down that a program read clients' contacts: one card, or a list."""
    what = ReadKind.CARD if one else ReadKind.LIST
    note_read(by=request.actor, what=what, kind=kind, subjects=subjects)


def ask_export(request: HttpRequest) -> HttpResponse:
    """Ask for a decision about an export above one's limit."""
    form, back = AskForm(request.POST), reverse("people:approvals_asked")
    if not form.is_valid():
        return done(request, back, _("Say what the file is for: a few words."))
    rows, page = form.cleaned_data["rows"], form.cleaned_data["page"]
    here = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    asking = Asking(
        kind=EXPORT.code,
        title=_("Export of %(count)s rows") % {"count": formats.number(rows)},
        needs=[Need(size=allowance(viewer=request.actor, rows=rows).today + rows)],
        note=form.cleaned_data["why"],
        url=page.partition("?")[0] if here else "",
    )
    ask_approval(by=request.actor, asking=asking)
    return done(request, back, _("Asked. When it is approved, export the same list again within a day."))


def _asked(request: HttpRequest, form: ReasonForm, rows: int) -> HttpResponse:
    """Show what is exported, what is left for today, and ask what for."""
    room = allowance(viewer=request.actor, rows=rows)
    kept = [(name, value) for name in request.GET for value in request.GET.getlist(name) if name != "why"]
    context = {"form": form, "rows": rows, "room": room, "kept": kept, "page": request.path}
    return render(request, "people/reads/export.html", context, status=422 if form.errors else 200)


def file_seen(viewer: Actor, file_id: int) -> None:
    """Write down that somebody looked at a file or took it."""
    note_read(by=viewer, what=ReadKind.FILE, kind=FILES, subjects=[file_id])
