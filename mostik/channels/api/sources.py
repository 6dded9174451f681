"""Sources of leads for programs: made, changed, stopped, what came to them read and sorted out."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Path, Router, Schema
from pydantic import Field

from mostik.channels.commands import enquiries, sources
from mostik.channels.models import Enquiry, Source
from mostik.channels.queries.sources import enquiry_rows, source_of
from mostik.channels.terms import SourceKind
from mostik.core.actors import Actor
from mostik.crm.queries.pipelines import channels, products
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop
from mostik.people.access import clear, shown
from mostik.people.queries.notices import address
from mostik.web import resources, schemas
from mostik.web.api import Id, allowed
from mostik.web.resources import WRITES, Write
from mostik.web.routes import Policy

Resource = partial(resources.Resource, clear=clear, shown=shown)
MINDS = "channels.edit_sources"
FIELDS = "title channel product"
NOT_IN_USE = gettext_noop("There is no such one in use.")
Word = schemas.text(120)
Mapped = Annotated[
    dict[Word, Word],  # type: ignore[valid-type]
    Field(max_length=40, description="A lead's field and its place in a body.", examples=[{"phone": "tel"}]),
]


class FieldIn(Schema):
    """One field of a form: what it fills of a lead, what stands over it, whether it must be filled."""

    key: schemas.text(80, 1, "phone")  # type: ignore[valid-type]
    label: schemas.text(80) = ""  # type: ignore[valid-type]
    required: bool = False


class FormIn(Schema):
    """A form as it stands on a site: what it asks, to what one agrees, what is said."""

    fields: Annotated[list[FieldIn], Field(min_length=1, max_length=sources.MOST_FIELDS)]
    consent: schemas.text(3000) = ""  # type: ignore[valid-type]
    offers: schemas.text(300) = ""  # type: ignore[valid-type]
    heading: schemas.text(200) = ""  # type: ignore[valid-type]
    button: schemas.text(60) = ""  # type: ignore[valid-type]
    thanks: schemas.text(500) = ""  # type: ignore[valid-type]
    redirect: schemas.text(300) = ""  # type: ignore[valid-type]
    language: Annotated[str, Field(pattern="^(ru|en)$")] = "ru"


class SecretOut(Schema):
    """A webhook's secret, shown this once."""

    secret: str


def _rows(viewer: Actor) -> Any:
    rows = Source.objects.all()
    return rows if viewer.may(MINDS) else rows.none()


def _known(by: Actor, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return a source's links as commands take them; refuses those not in use."""
    for name, titles in (("channel", channels), ("product", products)):
        if said.get(name) is not None and said[name] not in titles(viewer=by):
            raise Invalid(NOT_IN_USE, field=name)
    return {f"{name}_id": said[name] for name in ("channel", "product") if name in said}


def _create(*, by: Actor, said: dict[str, Any]) -> int:
    told = {"kind": SourceKind(said["kind"]), "title": said["title"], **_known(by, said)}
    return sources.add_source(by=by, **told)[0]


def _edit(*, by: Actor, pk: int, said: dict[str, Any], version: int | None) -> None:
    row = source_of(pk, viewer=by)
    if version is not None and version != row.version:
        raise Conflict(gettext_noop("The record has changed in the meantime. Read it again."))
    told = {"title": row.title, "channel_id": row.channel_id, "product_id": row.product_id, **_known(by, said)}
    told |= {"title": said["title"]} if "title" in said else {}
    if told != {"title": row.title, "channel_id": row.channel_id, "product_id": row.product_id}:
        sources.edit_source(by=by, source_id=pk, **told)
    if "mapping" in said:
        sources.map_fields(by=by, source_id=pk, mapping=said["mapping"])


def _shape(*, by: Actor, pk: int, said: dict[str, Any], version: int | None) -> None:
    if source_of(pk, viewer=by).kind != SourceKind.FORM:
        raise Conflict(gettext_noop("Only a form has fields to ask."))
    told = {**FormIn(fields=[FieldIn(key="phone")]).dict(), **said}
    told["fields"] = [each if isinstance(each, dict) else each.dict() for each in told["fields"]]
    sources.shape_form(by=by, source_id=pk, told=told, version=version)


def _address(row: Source, _viewer: Actor) -> str:
    """Return where enquiries are sent; nothing for tables, which are dropped on screen."""
    if row.kind == SourceKind.TABLE:
        return ""
    return address() + reverse(
        "channels:public_form" if row.kind == SourceKind.FORM else "channels:source_hook", args=[row.door]
    )


def _pauses(paused: bool) -> Any:  # noqa: FBT001 - one of two steps
    return lambda by, pk, **_: sources.pause_source(by=by, source_id=pk, paused=paused)


def _form(row: Source, _viewer: Actor) -> dict[str, Any]:
    return {name: row.told[name] for name in FormIn.model_fields if name in row.told}


SOURCES = Resource(
    name="lead_sources",
    one="lead_source",
    model=Source,
    see=MINDS,
    rows=_rows,
    shows=f"kind {FIELDS} mapping made_at paused_at version",
    also={"code": (str, lambda row, _viewer: row.code), "address": (str, _address), "form": (dict[str, Any], _form)},
    filters="kind title channel product paused_at made_at",
    create=Write(
        needs=MINDS,
        takes=f"kind* {FIELDS.replace('title', 'title*')}",
        call=_create,
        says="Make a source; the secret of a signed webhook is asked for apart",
    ),
    update=Write(needs=MINDS, takes=FIELDS, also={"mapping": (Mapped, {})}, call=_edit),
    remove=Write(needs=MINDS, call=lambda by, pk, **_: sources.remove_source(by=by, source_id=pk)),
    restore=Write(needs=MINDS, call=lambda by, pk, **_: sources.restore_source(by=by, source_id=pk)),
    actions={
        "pause": Write(needs=MINDS, call=_pauses(True), says="Let it take nothing for a while"),  # noqa: FBT003
        "resume": Write(needs=MINDS, call=_pauses(False), says="Let it take leads again"),  # noqa: FBT003
        "shape": Write(
            needs=MINDS,
            also={name: (each.annotation, each) for name, each in FormIn.model_fields.items()},
            call=_shape,
            says="Say what a form asks and says; a changed text of the consent is a new version",
        ),
    },
)
ENQUIRIES = Resource(
    name="enquiries",
    one="enquiry",
    model=Enquiry,
    see=MINDS,
    rows=lambda viewer: enquiry_rows(viewer=viewer),
    shows="source key kind at state error deal done_at",
    filters="source state deal at",
    actions={
        "read_again": Write(
            needs=MINDS,
            call=lambda by, pk, **_: enquiries.read_again(by=by, enquiry_ids=[pk]),
            says="Let it be read again, as its source says now; one called spam is none",
        ),
        "call_spam": Write(
            needs=MINDS,
            call=lambda by, pk, **_: enquiries.call_spam(by=by, enquiry_id=pk),
            says="Say that it is spam",
        ),
    },
)


def routes(router: Router) -> None:
    """Give sources and what came to them their operations."""
    resources.register(router, SOURCES, ENQUIRIES)

    @router.post(
        "/lead_sources/{lead_source_id}/secret",
        response={200: SecretOut, **WRITES},
        url_name="api_lead_source_secret",
        summary="Give a signed webhook a new secret, shown this once; the one before holds for another day",
        tags=["lead_sources"],
    )
    @allowed(Policy.needs(MINDS))
    def secret(request: HttpRequest, lead_source_id: Annotated[Id, Path()]) -> dict[str, str]:
        """Return the new secret."""
        by: Actor = request.actor  # type: ignore[attr-defined]
        return {"secret": sources.renew_secret(by=by, source_id=lead_source_id)}
