"""Files of papers given back, each asked anew whether the viewer may."""

from django.http import FileResponse, HttpRequest, HttpResponseBase

from mostik.core import files
from mostik.core.files import SEALED
from mostik.core.models import File
from mostik.crm.queries.documents.cards import file_of
from mostik.crm.queries.documents.templates import version_file

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def pdf(request: HttpRequest, document_id: int) -> HttpResponseBase:
    """Give a paper as PDF."""
    return given(file_of(document_id, "pdf", viewer=request.actor))


def docx(request: HttpRequest, document_id: int) -> HttpResponseBase:
    """Give a paper as a Word file."""
    return given(file_of(document_id, "docx", viewer=request.actor), content_type=DOCX)


def page(request: HttpRequest, document_id: int, page: int) -> HttpResponseBase:
    """Give a page of a paper as a picture."""
    return given(file_of(document_id, str(page), viewer=request.actor), attachment=False)


def template_version(request: HttpRequest, version_id: int) -> HttpResponseBase:
    """Give a template's file back."""
    return given(version_file(version_id, viewer=request.actor), content_type=DOCX)


def given(row: File, *, attachment: bool = True, content_type: str = "") -> FileResponse:
    """Answer with a stored file, never to be run by the browser nor kept by anything between."""
    answer = FileResponse(
        files.opened(row), as_attachment=attachment, filename=row.title, content_type=content_type or row.content_type
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = SEALED
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
