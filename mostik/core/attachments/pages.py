"""Files of a record on its card: the list with its drop place, versions, previews, downloads."""

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from mostik.core import files, stores
from mostik.core.attachments import commands, queries
from mostik.core.attachments.contents import PDF, PICTURES
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Missing, Refusal
from mostik.web.answers import back, dialog, done, stay


def panel(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Show the files of a record, with the place to drop more."""
    about = Ref(kind, number)
    rows = queries.attached(viewer=request.actor, about=about)
    context = {
        "files": [queries.line_of(row) for row in rows],
        "may_edit": queries.may_edit(viewer=request.actor, about=about),
        "kind": kind,
        "number": number,
        "most": files.LARGEST // 2**20,
    }
    if "dialog" in request.GET:
        return dialog(request, "core/files/dialog.html", context)
    return render(request, "core/files/_panel.html", context)


def add(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Take files that are dropped, pasted or chosen."""
    about = Ref(kind, number)
    try:
        for title, content in _sent_files(request):
            commands.attach_file(by=request.actor, about=about, title=title, content=content)
    except Refusal as refusal:
        return _refused(refusal)
    return stay(refresh="files-changed")


def version_add(request: HttpRequest, file_id: int) -> HttpResponse:
    """Take a newer version of a file."""
    title, content = _sent_files(request)[0]
    try:
        commands.add_version(by=request.actor, file_id=file_id, title=title, content=content)
    except Refusal as refusal:
        return _refused(refusal)
    return stay(_("The new version is kept; the older ones stay."), refresh="files-changed")


def versions(request: HttpRequest, file_id: int) -> HttpResponse:
    """Show a file larger, with all its versions."""
    row = files.file_for(viewer=request.actor, file_id=file_id)
    files.note_seen(request.actor, row)
    context = {
        "file": queries.line_of(row),
        "versions": queries.versions(viewer=request.actor, file_id=file_id) if row.series else [],
        "may_edit": queries.may_edit(viewer=request.actor, about=Ref(row.about_kind, row.about_id)) and row.series,
        "text": queries.text_head(row) if row.content_type == files.TEXT else "",
        "picture": row.content_type in PICTURES | {PDF} and row.preview,
    }
    return dialog(request, "core/files/versions.html", context)


def version_restore(request: HttpRequest, file_id: int) -> HttpResponse:
    """Make an older version the newest again."""
    row = commands.restore_version(by=request.actor, file_id=file_id)
    return stay(_("Version %(n)s is the newest now.") % {"n": row.version}, refresh="files-changed")


def remove(request: HttpRequest, file_id: int) -> HttpResponse:
    """Take a file away, and say how to bring it back."""
    row = commands.remove_file(by=request.actor, file_id=file_id)
    page, undo = back(request), reverse("core:file_restore", args=[row.pk])
    words = '{} <a href="{}" hx-post="{}" hx-swap="none">{}</a>'
    return done(request, page, format_html(words, _("The file is removed."), page, undo, _("Undo")))


def restore(request: HttpRequest, file_id: int) -> HttpResponse:
    """Bring a removed file back."""
    commands.bring_back_file(by=request.actor, file_id=file_id)
    return stay(_("The file is back."), refresh="files-changed")


def file(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """Give a stored file back: as an attachment, never to be run by the browser."""
    row = files.file_for(viewer=request.actor, file_id=file_id)
    files.note_seen(request.actor, row)
    return _sent(FileResponse(files.opened(row), as_attachment=True, filename=row.title, content_type=row.content_type))


def thumb(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """Give the small picture of a file: pixels we drew ourselves."""
    row = files.file_for(viewer=request.actor, file_id=file_id)
    if not row.preview:
        raise Missing
    answer = _sent(FileResponse(stores.opened(row.preview), content_type="image/webp"))
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


def _sent(answer: FileResponse) -> FileResponse:
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = files.SEALED
    return answer


def _sent_files(request: HttpRequest) -> list[tuple[str, bytes]]:
    """Return names and bytes of what was sent, read no further than is stored at most; one empty file for none."""
    sent = request.FILES.getlist("file")
    return [(each.name or "", each.read(files.LARGEST + 1)) for each in sent] or [("", b"")]


def _refused(refusal: Refusal) -> HttpResponse:
    if refusal.status in {403, 404}:
        raise refusal
    return HttpResponse(refusal.text(_), status=422, content_type="text/plain; charset=utf-8")
