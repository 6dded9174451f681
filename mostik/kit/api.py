"""The library for programs: materials read and written, sent to the client of a deal."""

from collections.abc import Mapping
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from mostik.core.actors import Actor
from mostik.kit.access import EDIT, SEE
from mostik.kit.commands import materials as commands
from mostik.kit.commands.sharing import send_material
from mostik.kit.models import Material
from mostik.kit.queries.materials import edition_of, material, material_rows
from mostik.web import schemas
from mostik.web.api import Id, allowed
from mostik.web.resources import WRITES, Resource, Write, register
from mostik.web.routes import Policy

FIELDS = "kind title about words language"
WHOM = ("segments", "stages", "products")
SENDS = Policy.needs("channels.write_letters", row="crm.deal")
Ids = Annotated[list[Id], Field(max_length=200)]


class MaterialSendIn(Schema):
    """Which material; the same ``key`` sends it once."""

    material: Id
    key: schemas.text(80, 1, "crm-1024")  # type: ignore[valid-type]


class MaterialSent(Schema):
    """The number of what went."""

    id: Id


def _numbers(name: str) -> Any:
    return lambda row, _viewer: sorted(each.pk for each in getattr(row, name).all())


def _content(name: str) -> Any:
    return lambda row, _viewer: next((getattr(each, name) for each in row.editions.all()), "")


def _figure(name: str) -> schemas.Column:
    return int, lambda row, _viewer: getattr(row, name)


def _create(*, by: Actor, said: dict[str, Any]) -> int:
    return commands.save_material(by=by, fields=commands.MaterialFields(**said))


def _edit(*, by: Actor, pk: int, said: dict[str, Any], version: int | None) -> None:
    row, now = material(pk, viewer=by), edition_of(pk, viewer=by)
    known = {name: getattr(row, name) for name in FIELDS.split()}
    whom = {name: list(getattr(row, name).values_list("pk", flat=True)) for name in WHOM}
    fields = commands.MaterialFields(**{**known, **whom, "text": now.text, "link": now.link, **said})
    commands.save_material(by=by, material_id=pk, fields=fields, version=version)


ALSO: Mapping[str, schemas.Column] = {
    "text": (schemas.text(20_000), ""),
    "link": (schemas.text(500), ""),
    **{name: (Ids, []) for name in WHOM},
}
MATERIALS = Resource(
    name="materials",
    one="material",
    model=Material,
    see=SEE,
    rows=lambda viewer: material_rows(viewer=viewer).prefetch_related("editions", *WHOM),
    shows=f"{FIELDS} owner made_at archived_at version",
    also={
        **{name: (str, _content(name)) for name in ("text", "link")},
        **{name: (list[Id], _numbers(name)) for name in WHOM},
        "sent": _figure("sent"),
        "opened": _figure("opened"),
        "won_after": _figure("won"),
    },
    filters="kind language owner",
    create=Write(
        needs=EDIT,
        takes=FIELDS.replace("title", "title*"),
        also=ALSO,
        call=_create,
        says="Add a material; it is somebody's, so a signed-in person makes it, not a token",
    ),
    update=Write(needs=EDIT, takes=FIELDS, also=ALSO, call=_edit),
    remove=Write(needs=EDIT, call=lambda by, pk, **_: commands.archive_material(by=by, material_id=pk)),
    restore=Write(needs=EDIT, call=lambda by, pk, **_: commands.restore_material(by=by, material_id=pk)),
)
router = Router(tags=["kit"])
register(router, MATERIALS)


@router.post(
    "/deals/{deal_id}/materials",
    response={201: MaterialSent, **WRITES},
    url_name="api_deal_materials",
    tags=["materials"],
    summary="Send a material to the client of a deal, over the client's own way",
)
@allowed(SENDS)
def deal_material(request: HttpRequest, deal_id: Id, said: MaterialSendIn) -> Status:
    """Send a material."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    key = f"api:{deal_id}:{said.key}"
    return Status(201, {"id": send_material(by=by, deal_id=deal_id, material_id=said.material, key=key)})
