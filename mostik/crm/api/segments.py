"""Segments for programs: who belongs to an audience, read and written."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from mostik.core.actors import Actor
from mostik.crm.commands import segments as commands
from mostik.crm.models import Segment
from mostik.crm.queries.segments import segment_of, segment_rows
from mostik.crm.rules.segments import MOST_RULES
from mostik.kernel.refusals import Conflict, gettext_noop
from mostik.people.access import clear, scoped, shown
from mostik.web import resources, schemas
from mostik.web.api import Id, allowed
from mostik.web.resources import READS, Write
from mostik.web.routes import Policy

Resource = partial(resources.Resource, clear=clear, shown=shown)
SEE, EDIT = "crm.see_deals", "crm.edit_segments"
FIELDS = "title subject live shared"
Word = schemas.text(200)


class RuleIn(Schema):
    """One condition: a field, how it is compared, with what; as the screen of segments writes it."""

    field: Annotated[Word, Field(examples=["region"])]  # type: ignore[valid-type]
    op: Annotated[Word, Field(examples=["is"])]  # type: ignore[valid-type]
    value: Word | Annotated[list[Word], Field(max_length=100)] | None = None  # type: ignore[valid-type]


class GroupIn(Schema):
    """Conditions of which every one holds, or any."""

    every: bool = True
    rules: Annotated[list[RuleIn], Field(max_length=MOST_RULES)] = []


class RulesIn(Schema):
    """Groups of conditions of which every one holds, or any; without any: everybody."""

    every: bool = True
    groups: Annotated[list[GroupIn], Field(max_length=MOST_RULES)] = []


class Members(Schema):
    """One page of an audience: numbers of companies, contacts or deals; ``next`` is empty on the last."""

    subject: str
    items: list[Id]
    next: str


def _rows(viewer: Actor) -> QuerySet[Segment]:
    rows = Segment.objects.all()
    return rows.filter(Q(shared=True) | Q(pk__in=scoped(rows, viewer).values("pk")))


def _heard(said: dict[str, Any]) -> dict[str, Any]:
    if "rules" not in said:
        return said
    groups = [each.model_dump() for each in said["rules"].get("groups", ())]
    return {**said, "rules": {**said["rules"], "groups": groups}}


def _create(*, by: Actor, said: dict[str, Any]) -> int:
    return commands.save_segment(by=by, **{"rules": {}, **_heard(said)})


def _edit(*, by: Actor, pk: int, said: dict[str, Any], version: int | None) -> None:
    row = segment_of(pk, viewer=by)
    if version is not None and version != row.version:
        raise Conflict(gettext_noop("The record has changed in the meantime. Read it again."))
    known = {name: getattr(row, name) for name in (*FIELDS.split(), "rules")}
    commands.save_segment(by=by, segment_id=pk, **{**known, **_heard(said)})


RULES: Mapping[str, schemas.Column] = {"rules": (RulesIn, RulesIn())}
SEGMENTS = Resource(
    name="segments",
    one="segment",
    model=Segment,
    kind="crm.segment",
    see=SEE,
    rows=_rows,
    shows=f"{FIELDS} rules taken_at owner created_at version",
    filters="subject live shared owner created_at",
    create=Write(
        needs=EDIT,
        takes=FIELDS.replace("title", "title*").replace("subject", "subject*"),
        also=RULES,
        call=_create,
        says="Make a segment; it is somebody's, so a signed-in person makes it, not a token",
    ),
    update=Write(needs=EDIT, takes=FIELDS, also=RULES, call=_edit),
    remove=Write(needs=EDIT, call=lambda by, pk, **_: commands.remove_segment(by=by, segment_id=pk)),
    restore=Write(
        needs=EDIT,
        row="crm.segment_removed",
        call=lambda by, pk, **_: commands.restore_segment(by=by, segment_id=pk),
    ),
)


def routes(router: Router) -> None:
    """Give segments their operations, and their members."""
    resources.register(router, SEGMENTS)

    @router.get(
        "/segments/{segment_id}/members",
        response={200: Members, **READS},
        url_name="api_segment_members",
        summary="Who belongs to a segment now, within reach, newest first",
        tags=["segments"],
    )
    @allowed(Policy.needs(SEE, row="crm.segment"))
    def members(
        request: HttpRequest,
        segment_id: Id,
        cursor: Annotated[str, Query(max_length=18, pattern=r"^\d*$")] = "",
        limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    ) -> dict[str, Any]:
        """Return one page of numbers."""
        by: Actor = request.actor  # type: ignore[attr-defined]
        row = segment_of(segment_id, viewer=by)
        found = segment_rows(row, viewer=by).order_by("-pk").values_list("pk", flat=True)
        numbers = list((found.filter(pk__lt=int(cursor)) if cursor else found)[: limit + 1])
        page = numbers[:limit]
        return {"subject": row.subject, "items": page, "next": str(page[-1]) if len(numbers) > limit else ""}
