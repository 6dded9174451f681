"""Files of records for programs: which there are, what is in them, one more attached."""

from datetime import datetime
from typing import Annotated, Any

from django.http import FileResponse, HttpRequest
from ninja import File as Sent
from ninja import Query, Router, Schema, Status, UploadedFile
from pydantic import Field

from mostik.core import files
from mostik.core.attachments.commands import attach_file
from mostik.core.models import File
from mostik.kernel.events import Ref
from mostik.web.api import Id, Problem, allowed
from mostik.web.resources import READS, WRITES
from mostik.web.routes import Policy

router = Router(tags=["files"])
ONE = Policy.signed_in(row="core.file")
MOST = 200
Kind = Annotated[str, Query(max_length=32, pattern=r"^[a-z]+\.[a-z_]+$", examples=["crm.deal"])]


class FileOut(Schema):
    """A stored file."""

    id: Id
    title: Annotated[str, Field(examples=["Договор 17.pdf"])]
    size: int
    content_type: Annotated[str, Field(examples=["application/pdf"])]
    digest: Annotated[str, Field(description="SHA-256 of the content.")]
    record: Annotated[str, Field(examples=["crm.deal"])]
    record_id: int
    made_at: datetime


@router.get("/files", response={200: list[FileOut], **READS}, url_name="api_files", summary="Files of a record")
@allowed(Policy.signed_in())
def files_of(
    request: HttpRequest,
    record: Kind,
    record_id: Annotated[Id, Query()],
) -> list[dict[str, Any]]:
    """Return the files of one record, newest versions and newest first; a record out of reach has none."""
    check = files.GUARDS.get(record)
    if check is None or not check(request.actor, record_id):  # type: ignore[attr-defined]
        raise files.NoSuchFile
    rows = File.objects.filter(about_kind=record, about_id=record_id, removed_at__isnull=True, newest=True)
    return [_out(row) for row in rows.order_by("-id")[:MOST]]


@router.post("/files", response={201: FileOut, **WRITES}, url_name="api_files", summary="Attach a file to a record")
@allowed(Policy.signed_in())
def attach(
    request: HttpRequest, record: Kind, record_id: Annotated[Id, Query()], file: Annotated[UploadedFile, Sent()]
) -> Status:
    """Attach a file to a deal, client, person or another record, as on its card: up to 50 MB, of known kinds."""
    content = file.read(files.LARGEST + 1)
    about = Ref(record, record_id)
    made = attach_file(by=request.actor, about=about, title=file.name or "", content=content)  # type: ignore[attr-defined]
    return Status(201, _out(made))


@router.get("/files/{file_id}", response={200: FileOut, **READS}, url_name="api_file", summary="One file")
@allowed(ONE)
def file(request: HttpRequest, file_id: Id) -> dict[str, Any]:
    """Return what is known of a file."""
    return _out(files.file_for(viewer=request.actor, file_id=file_id))  # type: ignore[attr-defined]


@router.get(
    "/files/{file_id}/content",
    response={401: Problem, 403: Problem, 404: Problem, 429: Problem},
    url_name="api_file_content",
    summary="What is in a file",
    openapi_extra={"responses": {200: {"description": "The file", "content": {"application/octet-stream": {}}}}},
)
@allowed(ONE)
def content(request: HttpRequest, file_id: Id) -> FileResponse:
    """Return the bytes of a file, to be saved and not shown."""
    row = files.file_for(viewer=request.actor, file_id=file_id)  # type: ignore[attr-defined]
    files.note_seen(request.actor, row)  # type: ignore[attr-defined]
    return FileResponse(
        files.opened(row), as_attachment=True, filename=row.title, content_type="application/octet-stream"
    )


def _out(row: File) -> dict[str, Any]:
    return {
        "id": row.pk,
        "title": row.title,
        "size": row.size,
        "content_type": row.content_type,
        "digest": row.digest,
        "record": row.about_kind,
        "record_id": row.about_id,
        "made_at": row.made_at,
    }
