"""Leads for programs: told of as they come, taken in like any other: recognised, scored, given to somebody."""

from dataclasses import asdict
from typing import Annotated, Any
from uuid import uuid4

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from mostik.core.actors import Actor
from mostik.crm.commands.intake import take_lead
from mostik.crm.queries.fields import programs
from mostik.crm.queries.pipelines import channels, products
from mostik.crm.terms import Holder
from mostik.kernel.refusals import Invalid, gettext_noop
from mostik.web import schemas
from mostik.web.api import Id, allowed
from mostik.web.resources import WRITES
from mostik.web.routes import Policy

TAKE = Policy.needs("crm.add_deal")
NOBODY = gettext_noop("Give a name, a phone, an e-mail, a messenger or what was said.")
NOT_IN_USE = gettext_noop("There is no such one in use.")
Ways = Annotated[list[schemas.text(254, 1)], Field(max_length=10)]  # type: ignore[valid-type]
Mark = schemas.text(500)


class LeadIn(Schema):
    """A lead as it came. ``number`` is the program's own: the same one is taken once.

    Without a number the Idempotency-Key is it.
    """

    number: schemas.text(120, 0, "order-1024") = ""  # type: ignore[valid-type]
    name: schemas.text(200, 0, "Иван Петров") = ""  # type: ignore[valid-type]
    phones: Ways = Field([], examples=[["+79123456789"]])
    emails: Ways = Field([], examples=[["ivan@example.ru"]])
    messengers: Ways = Field([], examples=[["telegram @ivan"]])
    company: schemas.text(200, 0, "ООО «Ромашка»") = ""  # type: ignore[valid-type]
    title: schemas.text(200, 0, "Насосная станция") = ""  # type: ignore[valid-type]
    text: schemas.text(5000, 0, "Сколько стоит?") = ""  # type: ignore[valid-type]
    channel: Id | None = None
    product: Id | None = None
    language: Annotated[str, Field(pattern="^([a-z]{2})?$", examples=["ru"])] = ""
    marks: Annotated[
        dict[schemas.text(60, 1), Mark],  # type: ignore[valid-type]
        Field(max_length=40, description="utm_source and its like.", examples=[{"utm_source": "yandex"}]),
    ] = {}
    own: Annotated[dict[str, Any], Field(max_length=60, description="The deal's own fields by name.")] = {}


class LeadOut(Schema):
    """What became of it: the deal it made or joined, and whether the client was known, it joined, it came anew."""

    deal: Id
    contact: Id | None
    known: bool
    joined: bool
    fresh: bool


def routes(router: Router) -> None:
    """Put the door of leads on the room's router."""

    @router.post("/leads", response={201: LeadOut, **WRITES}, url_name="api_leads", tags=["leads"])
    @allowed(TAKE)
    def take(request: HttpRequest, said: LeadIn) -> Status:
        """Take a lead in: stored when this answers; the same person's open deal is joined."""
        by: Actor = request.actor  # type: ignore[attr-defined]
        if not any((said.name.strip(), said.text.strip(), *said.phones, *said.emails, *said.messengers)):
            raise Invalid(NOBODY, field="name")
        for field, number, known in (("channel", said.channel, channels), ("product", said.product, products)):
            if number is not None and number not in known(viewer=by):
                raise Invalid(NOT_IN_USE, field=field)
        token = getattr(request, "token", None)
        taken = take_lead(
            by=by,
            source=f"api:{token.pk}" if token else "api",
            external_id=said.number or request.headers.get("Idempotency-Key", "")[:120] or uuid4().hex,
            name=said.name,
            phones=said.phones,
            emails=said.emails,
            messengers=said.messengers,
            company_name=said.company,
            title=said.title,
            text=said.text,
            channel_id=said.channel,
            product_id=said.product,
            language=said.language,
            marks=said.marks,
            own=programs.listen(said.own, Holder.DEAL, viewer=by) or None,
        )
        return Status(201, asdict(taken))
