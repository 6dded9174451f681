"""The screen of the whole company: export with progress, the archives lying here, restore into an empty one."""

import tempfile
from pathlib import Path

from django import forms
from django.contrib.auth import logout
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mostik.core.archive import commands
from mostik.core.archive.queries import archive_line, archive_lines, archive_row, is_empty
from mostik.kernel.refusals import Refusal
from mostik.web.answers import done

LARGEST = 500 << 20
ZIP = "application/zip"


class ExportForm(forms.Form):
    """Why everything leaves."""

    reason = forms.CharField(
        label=pgettext_lazy("export", "Why"),
        min_length=commands.SHORTEST_REASON,
        max_length=300,
        help_text=gettext_lazy("Kept in the journal beside your name."),
    )


class RestoreForm(forms.Form):
    """An archive to restore."""

    file = forms.FileField(label=gettext_lazy("Archive"))

    def clean_file(self) -> UploadedFile:
        """Refuse what is better restored from the command line."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            words = _("The archive is larger than %(most)s MB: restore it with “mostik restore” on the machine itself.")
            raise forms.ValidationError(words % {"most": LARGEST >> 20})
        return file


def company(request: HttpRequest) -> HttpResponse:
    """The archives and what can be done."""
    return _page(request)


def export(request: HttpRequest) -> HttpResponse:
    """Ask for an archive."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        return _page(request, export_form=form, status=422)
    commands.ask_archive(by=request.actor, reason=form.cleaned_data["reason"])
    return done(request, reverse("core:company"))


def progress(request: HttpRequest, archive_id: int) -> HttpResponse:
    """How far an archive is; when it is ready, the page is asked for anew."""
    line = archive_line(viewer=request.actor, archive_id=archive_id)
    if not line.is_under_way:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("core:company")})
    return render(request, "core/archive_progress.html", {"line": line})


def download(request: HttpRequest, archive_id: int) -> HttpResponseBase:
    """Give an archive out."""
    row = archive_row(viewer=request.actor, archive_id=archive_id)
    name = f"mostik-{row.made_at:%Y-%m-%d}-{row.pk}.zip"
    answer = FileResponse(commands.place(row).open("rb"), as_attachment=True, filename=name, content_type=ZIP)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def drop(request: HttpRequest, archive_id: int) -> HttpResponse:
    """Delete an archive from this machine."""
    commands.drop_archive(by=request.actor, archive_id=archive_id)
    return done(request, reverse("core:company"), _("The archive is deleted from this machine."))


def restore(request: HttpRequest) -> HttpResponse:
    """Restore an archive; everybody then signs in as they do in the company that came back."""
    form = RestoreForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            _restore(request, form.cleaned_data["file"])
        except Refusal as refusal:
            form.add_error("file", refusal.text(_))
        else:
            logout(request)
            return done(request, "/")
    return _page(request, restore_form=form, status=422)


def _restore(request: HttpRequest, file: UploadedFile) -> None:
    with tempfile.TemporaryDirectory(prefix="mostik-restore-") as folder:
        path = Path(folder) / "archive.zip"
        with path.open("wb") as target:
            for chunk in file.chunks():
                target.write(chunk)
        commands.restore_company(by=request.actor, path=path)


def _page(
    request: HttpRequest,
    *,
    export_form: ExportForm | None = None,
    restore_form: RestoreForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": export_form or ExportForm(),
        "restore_form": restore_form or RestoreForm(),
        "lines": archive_lines(viewer=request.actor),
        "empty": is_empty(viewer=request.actor),
    }
    return render(request, "core/company.html", context, status=status)
