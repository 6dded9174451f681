"""Deals for programs: the same commands and queries as people's screens, the same refusals."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema
from pydantic import Field

from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.commands import deals as commands
from mostik.crm.models import Deal
from mostik.crm.rules.deals import DealFields
from mostik.kernel.money import Money
from mostik.kernel.refusals import Invalid, Missing
from mostik.web.api import Id, PageSize, Problem, Sum, allowed, written
from mostik.web.routes import Policy

router = Router(tags=["deals"])
SEE = Policy.needs("crm.see_deals")
ONE = Policy.needs("crm.see_deals", row="crm.deal")
EDIT = Policy.needs("crm.edit_deal", row="crm.deal")
REFUSALS: dict[int, Any] = {404: Problem, 409: Problem, 422: Problem}

Title = Annotated[str, Field(min_length=1, max_length=200)]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]


class DealOut(Schema):
    """A deal as programs see it."""

    id: int
    title: str
    pipeline: int
    stage: int
    outcome: str
    owner: int
    company: int | None
    contact: int | None
    channel: int | None
    product: int | None
    amount: Sum
    created_at: datetime
    closed_at: datetime | None
    expected_on: date | None
    next_at: datetime | None
    version: int


class DealPage(Schema):
    """One page; ``next`` is the cursor of the one after it, empty on the last."""

    items: list[DealOut]
    next: str


class DealIn(Schema):
    """What can be written about a deal; what is left out stays as it is."""

    title: Title | None = None
    amount: Sum | None = None
    company: Id | None = None
    contact: Id | None = None
    channel: Id | None = None
    product: Id | None = None
    expected_on: date | None = None
    note: Annotated[str, Field(max_length=5000)] | None = None


class NewDeal(DealIn):
    """A deal to be made; by default one's own, in the default pipeline's first stage."""

    title: Title
    pipeline: Id | None = None
    stage: Id | None = None
    owner: Id | None = None


class Change(DealIn):
    """A change made from a known version, refused when somebody else was first."""

    version: int | None = None


class Move(Schema):
    """A stage to go to; fields it requires may come along."""

    stage: Id
    version: int | None = None
    fields: DealIn | None = None
    confirmed: Annotated[list[str], Field(max_length=50)] = []


class Loss(Schema):
    """Why a deal is lost."""

    reason: Id
    note: Annotated[str, Field(max_length=500)] = ""
    version: int | None = None


class Version(Schema):
    """The version a change is made from."""

    version: int | None = None


@router.get("/deals", response={200: DealPage, 422: Problem})
@allowed(SEE)
def deals(
    request: HttpRequest,
    cursor: Annotated[str, Query(max_length=20)] = "",
    limit: Annotated[PageSize, Query()] = 50,
    stage: Annotated[Id | None, Query()] = None,
    owner: Annotated[Id | None, Query()] = None,
) -> DealPage:
    """Deals within reach, newest first; give ``next`` back as ``cursor`` for the following page."""
    rows = visible_deals(_actor(request)).order_by("-id")
    rows = rows.filter(stage=stage) if stage else rows
    rows = rows.filter(owner=owner) if owner else rows
    rows = rows.filter(pk__lt=_place(cursor)) if cursor else rows
    found = list(rows[: limit + 1])
    after = str(found[limit - 1].pk) if len(found) > limit else ""
    return DealPage(items=[_out(each) for each in found[:limit]], next=after)


@router.post("/deals", response={201: DealOut, **REFUSALS})
@allowed(Policy.needs("crm.add_deal"))
def create_deal(request: HttpRequest, said: NewDeal) -> tuple[int, DealOut]:
    """Make a deal."""
    by = _actor(request)
    made = commands.create_deal(
        by=by,
        title=said.title,
        pipeline_id=said.pipeline,
        stage_id=said.stage,
        owner_id=said.owner,
        fields=_fields(said),
    )
    return 201, _deal(by, made)


@router.get("/deals/{deal_id}", response={200: DealOut, **REFUSALS})
@allowed(ONE)
def deal(request: HttpRequest, deal_id: Id) -> DealOut:
    """One deal."""
    return _deal(_actor(request), deal_id)


@router.patch("/deals/{deal_id}", response={200: DealOut, **REFUSALS})
@allowed(EDIT)
def edit_deal(request: HttpRequest, deal_id: Id, said: Change) -> DealOut:
    """Change fields of a deal."""
    by = _actor(request)
    commands.edit_deal(by=by, deal_id=deal_id, fields=_fields(said), version=said.version)
    return _deal(by, deal_id)


@router.post("/deals/{deal_id}/move", response={200: DealOut, **REFUSALS})
@allowed(EDIT)
def move_deal(request: HttpRequest, deal_id: Id, said: Move) -> DealOut:
    """Move a deal to another stage by the stage's rules."""
    by = _actor(request)
    commands.move_deal(
        by=by,
        deal_id=deal_id,
        stage_id=said.stage,
        version=said.version,
        fields=_fields(said.fields) if said.fields else {},
        confirmed=said.confirmed,
    )
    return _deal(by, deal_id)


@router.post("/deals/{deal_id}/win", response={200: DealOut, **REFUSALS})
@allowed(EDIT)
def win_deal(request: HttpRequest, deal_id: Id, said: Version) -> DealOut:
    """Win a deal."""
    by = _actor(request)
    commands.win_deal(by=by, deal_id=deal_id, version=said.version)
    return _deal(by, deal_id)


@router.post("/deals/{deal_id}/lose", response={200: DealOut, **REFUSALS})
@allowed(EDIT)
def lose_deal(request: HttpRequest, deal_id: Id, said: Loss) -> DealOut:
    """Lose a deal, saying why."""
    by = _actor(request)
    commands.lose_deal(by=by, deal_id=deal_id, reason_id=said.reason, note=said.note, version=said.version)
    return _deal(by, deal_id)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _place(cursor: str) -> int:
    if not cursor.isdecimal() or len(cursor) > 18:
        raise Invalid(_("This is not a cursor of ours: begin again without it."), field="cursor")
    return int(cursor)


def _deal(viewer: Actor, deal_id: int) -> DealOut:
    found = visible_deals(viewer).filter(pk=deal_id).first()
    if found is None:
        raise Missing(_("There is no such deal within your reach."))
    return _out(found)


def _fields(said: DealIn) -> DealFields:
    given = said.model_dump(exclude_unset=True, include=set(DealIn.model_fields))
    if amount := given.pop("amount", None):
        given["amount"] = Money.parse(amount["amount"].replace(".", ","), amount["currency"])
    return DealFields(**given)  # type: ignore[typeddict-item]


def _out(row: Deal) -> DealOut:
    return DealOut(
        id=row.pk,
        title=row.title,
        pipeline=row.pipeline_id,
        stage=row.stage_id,
        outcome=row.outcome,
        owner=row.owner_id,
        company=row.company_id,
        contact=row.contact_id,
        channel=row.channel_id,
        product=row.product_id,
        amount=written(row.amount),
        created_at=row.created_at,
        closed_at=row.closed_at,
        expected_on=row.expected_on,
        next_at=row.next_at,
        version=row.version,
    )
