"""How leads are given out, for programs: rules made, changed and moved; leads that wait, given to somebody or taken."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any

from django.db.models import Q, QuerySet
from ninja import Router, Schema
from pydantic import Field

from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.commands import answering, distribution, waiting
from mostik.crm.models import LeadRule, LeadTurn
from mostik.crm.queries.activities import possible_owners
from mostik.crm.queries.answering import pool_turns
from mostik.crm.queries.distribution import rule_of
from mostik.crm.queries.pipelines import channels, products
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop
from mostik.people.access import clear, shown
from mostik.web import resources, schemas
from mostik.web.api import Id
from mostik.web.resources import Write

Resource = partial(resources.Resource, clear=clear, shown=shown)
RIGHT, GIVES, PICKS = distribution.RIGHT, waiting.GIVES, "crm.take_from_pool"
NOT_IN_USE = gettext_noop("There is no such one in use.")
LINKS = {"channel": channels, "product": products}
PLAIN = [name.removesuffix("_id") for name in distribution.PLAIN if name != "sources"]
Limit = Annotated[int, Field(ge=0, le=500)]
Codes = Annotated[
    list[schemas.text(40, 1)],  # type: ignore[valid-type]
    Field(max_length=200, description="Whole kinds or single sources; none: all.", examples=[["form", "telegram:7"]]),
]


class TakerIn(Schema):
    """Somebody who takes leads by a rule: leads a full day, unqualified at once; 0 sets no limit, none named: any."""

    person: Id
    quota: Limit = 0
    capacity: Limit = 0
    products: Annotated[list[Id], Field(max_length=500)] = []
    languages: Annotated[list[Annotated[str, Field(pattern="^[a-z]{2}$")]], Field(max_length=40)] = []


Takers = Annotated[list[TakerIn], Field(min_length=1, max_length=500)]


def _heard(by: Actor, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a rule is to say as the command takes it; refuses whoever and whatever is not in use."""
    told = {f"{name}_id" if name in (*LINKS, "keeper") else name: value for name, value in said.items()}
    for name, titles in LINKS.items():
        if said.get(name) is not None and said[name] not in titles(viewer=by):
            raise Invalid(NOT_IN_USE, field=name)
    people = set(possible_owners(viewer=by).values_list("pk", flat=True))
    if "keeper" in said and said["keeper"] not in people:
        raise Invalid(NOT_IN_USE, field="keeper")
    if "takers" in said:
        told["takers"] = [_taker(each, people) for each in said["takers"]]
    return told


def _taker(said: Any, people: set[int]) -> distribution.Taker:
    each = said if isinstance(said, dict) else said.dict()
    if each["person"] not in people:
        raise Invalid(NOT_IN_USE, field="takers")
    named = {"products": (), "languages": (), **each}
    return distribution.Taker(**{**named, "products": tuple(named["products"]), "languages": tuple(named["languages"])})


def _edit(*, by: Actor, pk: int, said: dict[str, Any], version: int | None) -> None:
    row = rule_of(pk, viewer=by)
    kept = [
        distribution.Taker(each.person_id, each.quota, each.capacity, tuple(each.products), tuple(each.languages))
        for each in row.takers.all()
    ]
    told: Any = {"takers": kept, **_heard(by, said)}
    distribution.save_rule(by=by, values=told, rule_id=pk, version=version)


def _create(*, by: Actor, said: dict[str, Any]) -> int:
    told: Any = _heard(by, said)
    return distribution.save_rule(by=by, values=told)


def _takers(row: LeadRule, _viewer: Actor) -> list[dict[str, Any]]:
    names = ("quota", "capacity", "products", "languages")
    return [{"person": each.person_id, **{name: getattr(each, name) for name in names}} for each in row.takers.all()]


def _rules(viewer: Actor) -> QuerySet[LeadRule]:
    rows = LeadRule.objects.prefetch_related("takers")
    return rows if viewer.may(RIGHT) else rows.none()


def _moves(up: bool) -> Callable[..., None]:  # noqa: FBT001 - one of two steps
    return lambda by, pk, **_: distribution.move_rule(by=by, rule_id=pk, up=up)


RULES = Resource(
    name="lead_rules",
    one="lead_rule",
    model=LeadRule,
    see=RIGHT,
    rows=_rules,
    shows=f"{' '.join(PLAIN)} version",
    also={"sources": (list[str], lambda row, _viewer: row.sources), "takers": (list[TakerIn], _takers)},
    filters="title channel product way keeper",
    create=Write(
        needs=RIGHT,
        takes=" ".join(PLAIN).replace("title", "title*").replace("keeper", "keeper*"),
        also={"sources": (Codes, []), "takers": (Takers, ...)},
        call=_create,
    ),
    update=Write(
        needs=RIGHT, takes=" ".join(PLAIN), also={"sources": (Codes, []), "takers": (Takers, None)}, call=_edit
    ),
    remove=Write(needs=RIGHT, call=lambda by, pk, **_: distribution.archive_rule(by=by, rule_id=pk)),
    restore=Write(needs=RIGHT, call=lambda by, pk, **_: distribution.restore_rule(by=by, rule_id=pk)),
    actions={
        "move_up": Write(needs=RIGHT, call=_moves(True), says="Let it be tried before the one above it"),  # noqa: FBT003
        "move_down": Write(needs=RIGHT, call=_moves(False), says="Let it be tried after the one below"),  # noqa: FBT003
    },
)


def _turns(viewer: Actor) -> QuerySet[LeadTurn]:
    """Return the turns with deals within reach, and those of the pool a viewer may take."""
    return LeadTurn.objects.filter(Q(deal__in=visible_deals(viewer)) | Q(pk__in=pool_turns(viewer=viewer).values("pk")))


def _done(outcome: Any) -> None:
    if outcome.refused:
        raise Conflict(outcome.refused[0].why)
    if not outcome.done:
        raise Conflict(gettext_noop("Nobody waits for an answer here any more."))


def _give(*, by: Actor, pk: int, said: dict[str, Any], version: int | None) -> None:
    del version
    _done(waiting.give_leads(by=by, turn_ids=[pk], person_id=said["person"]))


TURNS = Resource(
    name="lead_turns",
    one="lead_turn",
    model=LeadTurn,
    kind="crm.lead_turn",
    see="crm.see_deals",
    rows=_turns,
    shows="deal rule number person how source came_at at due_at late_at ended_at end",
    filters="deal rule person how source end came_at at due_at",
    actions={
        "give": Write(
            needs=GIVES,
            also={"person": (Id, ...)},
            call=_give,
            says="Give a lead that waits to somebody: a timer begins",
        ),
        "by_rules": Write(
            needs=GIVES,
            call=lambda by, pk, **_: _done(waiting.deal_leads_out(by=by, turn_ids=[pk])),
            says="Give a lead that waits out by the rules as they are now",
        ),
        "take": Write(
            needs=PICKS,
            call=lambda by, pk, **_: answering.pick_lead(by=by, turn_id=pk),
            says="Take a lead from the pool; a signed-in person, not a token",
        ),
    },
)


def routes(router: Router) -> None:
    """Give rules and turns their operations."""
    resources.register(router, RULES, TURNS)
