"""Papers of deals for programs: drafted, issued, sent, settled; their files."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from ninja import Router
from pydantic import Field

from mostik.core import files
from mostik.core.actors import Actor
from mostik.crm.commands import payments
from mostik.crm.commands.documents import drafts, issuing, outcomes
from mostik.crm.models import Document
from mostik.crm.queries.documents.cards import file_of
from mostik.crm.rules.documents.asked import LONGEST_EXTRA, DocumentFields
from mostik.people.access import clear, scoped, shown
from mostik.web import resources, schemas
from mostik.web.api import Id, Problem, Sum, allowed
from mostik.web.resources import Write
from mostik.web.routes import Policy

Resource = partial(resources.Resource, clear=clear, shown=shown)
SEE, MAKE, SETTLE = "crm.see_deals", "crm.make_document", "crm.record_payment"
FIELDS = "template seller dated_on due_on payment_url"
DATES = "issued_at sent_at viewed_at accepted_at accepted_by paid_at cancelled_at cancelled_why"
Words = dict[Annotated[str, Field(pattern=r"^[a-z_]{1,30}$")], schemas.text(LONGEST_EXTRA)]
ALSO: Mapping[str, schemas.Column] = {
    "amount": (Annotated[Sum | None, Field(description="A part of the deal's sum; empty: all of it.")], None),
    "extra": (Annotated[Words, Field(max_length=10, description="What its kind asks for besides.")], {}),
}


def _rows(viewer: Actor) -> QuerySet[Document]:
    rows = Document.objects.filter(deal__removed_at__isnull=True)
    return scoped(rows, viewer, owner="deal__owner_id", team="deal__team_id")


def _fields(said: Mapping[str, Any]) -> DocumentFields:
    return {name: said[name] for name in (*FIELDS.split(), *ALSO) if name in said}  # type: ignore[return-value]


def _draft(*, by: Actor, said: dict[str, Any]) -> int:
    return drafts.draft_document(by=by, deal_id=said["deal"], kind=said["kind"], fields=_fields(said))


def _edit(*, by: Actor, pk: int, said: dict[str, Any], version: int | None) -> None:
    drafts.edit_document(by=by, document_id=pk, fields=_fields(said), version=version)


DOCUMENTS = Resource(
    name="documents",
    one="document",
    model=Document,
    kind="crm.document",
    see=SEE,
    rows=_rows,
    shows=f"kind deal company {FIELDS} status number amount part tax made_at {DATES} version",
    filters="kind deal company status seller number dated_on due_on paid_at",
    create=Write(needs=MAKE, takes=f"kind* deal* {FIELDS}", also=ALSO, call=_draft, says="Draft a paper of a deal"),
    update=Write(needs=MAKE, row="crm.document_draft", takes=FIELDS, also=ALSO, call=_edit, says="Change a draft"),
    remove=Write(
        needs=MAKE,
        row="crm.document_draft",
        call=lambda by, pk, **_: drafts.remove_document(by=by, document_id=pk),
        says="Remove a draft; what was issued is cancelled instead",
    ),
    restore=Write(
        needs=MAKE,
        row="crm.document_removed",
        call=lambda by, pk, **_: drafts.restore_document(by=by, document_id=pk),
    ),
    actions={
        "issue": Write(
            needs=MAKE,
            row="crm.document_draft",
            says="Issue a draft: it takes its number, and its files are made",
            call=lambda by, pk, version, **_: issuing.issue_document(by=by, document_id=pk, version=version),
        ),
        "send": Write(
            needs=MAKE,
            says="Say that it went to the client",
            call=lambda by, pk, **_: outcomes.send_document(by=by, document_id=pk),
        ),
        "sign": Write(
            needs=MAKE,
            also={"who": (schemas.text(150, 1), ...)},
            says="Say who signed or accepted it",
            call=lambda by, pk, said, **_: outcomes.sign_document(by=by, document_id=pk, who=said["who"]),
        ),
        "pay": Write(
            needs=SETTLE,
            says="Say that an invoice is paid in full",
            call=lambda by, pk, **_: payments.settle_document(by=by, document_id=pk),
        ),
        "unpay": Write(
            needs=SETTLE,
            says="Say that an invoice taken for paid is not",
            call=lambda by, pk, **_: payments.unsettle_document(by=by, document_id=pk),
        ),
        "cancel": Write(
            needs=MAKE,
            also={"why": (schemas.text(300), "")},
            says="Cancel an issued paper: its number is never given again",
            call=lambda by, pk, said, **_: outcomes.cancel_document(by=by, document_id=pk, why=said.get("why", "")),
        ),
        "reinstate": Write(
            needs=MAKE,
            row="crm.document_cancelled",
            says="Let a cancelled paper count again",
            call=lambda by, pk, **_: outcomes.reinstate_document(by=by, document_id=pk),
        ),
    },
)


def routes(router: Router) -> None:
    """Give papers their operations, and their files."""
    resources.register(router, DOCUMENTS)

    @router.get(
        "/documents/{document_id}/files/{what}",
        response={401: Problem, 403: Problem, 404: Problem, 422: Problem, 429: Problem},
        url_name="api_document_file",
        summary="A paper as a file",
        tags=["documents"],
        openapi_extra={"responses": {200: {"description": "The file", "content": {"application/octet-stream": {}}}}},
    )
    @allowed(Policy.needs(SEE, row="crm.document"))
    def file(request: HttpRequest, document_id: Id, what: Literal["pdf", "docx"]) -> FileResponse:
        """Return the last edition of a paper; not there yet while its files are being made."""
        row = file_of(document_id, what, viewer=request.actor)  # type: ignore[attr-defined]
        kept = files.opened(row)
        return FileResponse(kept, as_attachment=True, filename=row.title, content_type="application/octet-stream")
