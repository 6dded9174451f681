"""Registers for programs: which there are, their fields, their rows read and written."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from mostik.core.actors import Actor
from mostik.crm.api.own import OwnIn
from mostik.crm.commands import register_rows as commands
from mostik.crm.models import RegisterRow
from mostik.crm.queries.fields import own_fields, programs
from mostik.crm.queries.registers import register_named, registers, row_lines, row_values
from mostik.crm.terms import Holder
from mostik.kernel.refusals import Missing
from mostik.web import schemas
from mostik.web.api import Id, allowed
from mostik.web.resources import READS, WRITES, Version
from mostik.web.routes import Policy

SEE = Policy.needs("crm.see_registers")
ROW = Policy.needs("crm.see_registers", row="crm.row")
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,39}$", examples=["samples"])]
Title = schemas.text(200, 1, "title")


class FieldOut(Schema):
    """A field of a register: the name its values go by, its words, its type, its choices by number."""

    name: str
    title: str
    type: str
    required: bool
    options: dict[str, str]


class RegisterOut(Schema):
    """A register open to the token's role."""

    code: str
    title: str
    links: list[str]
    fields: list[FieldOut]


class RowOut(Schema):
    """A row of a register."""

    id: Id
    title: str
    owner: Id
    deal: Id | None
    company: Id | None
    contact: Id | None
    own: dict[str, Any]
    created_at: datetime
    updated_at: datetime
    version: int


class RowPage(Schema):
    """One page; ``next`` is the cursor of the one after it, empty on the last."""

    items: list[RowOut]
    next: str


class RowChange(Schema):
    """What is written about a row; what is left out stays."""

    title: Title | None = None
    deal: Id | None = None
    company: Id | None = None
    contact: Id | None = None
    own: OwnIn | None = None
    version: Version = None


class NewRow(Schema):
    """A row to be made; by default one's own."""

    title: Title
    owner: Id | None = None
    deal: Id | None = None
    company: Id | None = None
    contact: Id | None = None
    own: OwnIn | None = None


def routes(router: Router) -> None:
    """Give registers their operations."""
    base: dict[str, Any] = {"tags": ["registers"]}

    @router.get("/registers", response={200: list[RegisterOut], **READS}, url_name="api_registers", **base)
    @allowed(SEE)
    def register_list(request: HttpRequest) -> list[dict[str, Any]]:
        """Registers open to the token's role, with their fields."""
        by = _actor(request)
        return [
            {"code": each.code, "title": each.title, "links": list(each.links), "fields": _fields(each.id, by)}
            for each in registers(viewer=by)
        ]

    @router.get("/registers/{code}/rows", response={200: RowPage, **READS}, url_name="api_rows", **base)
    @allowed(SEE)
    def rows(
        request: HttpRequest,
        code: Code,
        cursor: Annotated[str, Query(max_length=18, pattern=r"^\d*$")] = "",
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> dict[str, Any]:
        """Rows of a register within reach, newest first."""
        by = _actor(request)
        register = register_named(code, viewer=by)
        found = row_lines(register, viewer=by).order_by("-pk")
        listed = list((found.filter(pk__lt=int(cursor)) if cursor else found)[: limit + 1])
        page = listed[:limit]
        programs.tell(page, Holder.ROW, viewer=by, register=register.id)
        return {"items": [_out(row) for row in page], "next": str(page[-1].pk) if len(listed) > limit else ""}

    @router.post("/registers/{code}/rows", response={201: RowOut, **WRITES}, url_name="api_rows", **base)
    @allowed(SEE)
    def create(request: HttpRequest, code: Code, said: NewRow) -> Status:
        """Add a row to a register."""
        by = _actor(request)
        register = register_named(code, viewer=by)
        fields = {"own": {}, **_said(said, register.id, by)}
        owner = fields.pop("owner", None)
        made = commands.add_row(by=by, register_id=register.id, fields=fields, owner_id=owner)  # type: ignore[arg-type]
        return Status(201, _told(by, code, made))

    @router.get("/registers/{code}/rows/{row_id}", response={200: RowOut, **READS}, url_name="api_row", **base)
    @allowed(ROW)
    def single(request: HttpRequest, code: Code, row_id: Annotated[Id, Path()]) -> dict[str, Any]:
        """One row."""
        return _told(_actor(request), code, row_id)

    @router.patch("/registers/{code}/rows/{row_id}", response={200: RowOut, **WRITES}, url_name="api_row", **base)
    @allowed(ROW)
    def update(request: HttpRequest, code: Code, row_id: Annotated[Id, Path()], said: RowChange) -> dict[str, Any]:
        """Change a row."""
        by = _actor(request)
        row = _found(by, code, row_id)
        fields = _said(said, row.register_id, by)
        version = fields.pop("version", None)
        commands.edit_row(by=by, row_id=row_id, fields=fields, version=version)  # type: ignore[arg-type]
        return _told(by, code, row_id)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _fields(register: int, by: Actor) -> list[dict[str, Any]]:
    return [
        {
            "name": each.name,
            "title": each.title,
            "type": each.type.value,
            "required": each.required,
            "options": {str(one.id): each.option_title(one.id) for one in each.options if one.active},
        }
        for each in own_fields(Holder.ROW, viewer=by, register=register)
    ]


def _said(said: Schema, register: int, by: Actor) -> dict[str, Any]:
    fields = {name: getattr(said, name) for name in said.model_fields_set}
    if "own" in fields:
        fields["own"] = programs.listen(fields["own"] or {}, Holder.ROW, viewer=by, register=register)
    if fields.get("title", "") is None:
        del fields["title"]
    return fields


def _found(by: Actor, code: str, row_id: int) -> RegisterRow:
    row = row_values(row_id, viewer=by)
    if row.register.code != code:
        raise Missing
    return row


def _told(by: Actor, code: str, row_id: int) -> dict[str, Any]:
    row = _found(by, code, row_id)
    programs.tell([row], Holder.ROW, viewer=by, register=row.register_id)
    return _out(row)


def _out(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "title": row.title,
        "owner": row.owner_id,
        "deal": row.deal_id,
        "company": row.company_id,
        "contact": row.contact_id,
        "own": row.own_told,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "version": row.version,
    }
