"""An object of the API by one short declaration: what it shows and takes, who may, which commands do it.

From it come the list with its cursor, filters and changes since a moment, reading one, making, changing, removing,
restoring, and steps of its own; each with its policy, its schema and its place in the document.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Annotated, Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Body, Path, Query, Router, Schema, Status
from pydantic import BaseModel, Field, create_model

from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing
from mostik.web import clock, schemas, watching
from mostik.web.api import Id, Problem, Sum, allowed
from mostik.web.routes import Policy

Viewer = Any
LIMIT = 50
#: A change may be committed a little after its moment: the next asking begins so much earlier.
MARGIN = timedelta(seconds=60)
KEEPS = ("removed_at", "withdrawn_at", "archived_at")
READS: dict[int, Any] = {401: Problem, 403: Problem, 404: Problem, 422: Problem, 429: Problem}
WRITES: dict[int, Any] = {**READS, 409: Problem}
Version = Annotated[int | None, Field(ge=0, le=2**31 - 1, examples=[3])]


class Gone(BaseModel):
    """A removed record in a list of changes: its number and when it went."""

    id: Id
    updated_at: datetime
    removed: bool = True


@dataclass(frozen=True, kw_only=True)
class Write:
    """A write: the right it needs, the columns it takes (``*`` must be given), what does it.

    ``call`` gets ``by``, the record's ``pk`` (not when making one), ``said`` and the ``version``; making returns the
    new number. ``also`` adds values that are no columns. ``row`` names the kind of row it is done to, where not every
    record will do: a draft, one's own request.
    """

    needs: str
    call: Callable[..., Any]
    takes: str = ""
    also: Mapping[str, schemas.Column] = field(default_factory=dict)
    says: str = ""
    row: str = ""


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One kind of record for programs. ``rows`` are those within a viewer's reach, removed ones among them.

    ``ready`` gets a page of rows before they are read, to fetch for all of them what ``also`` reads from each.
    Where a row ``stays``, one that was withdrawn is read as before: it is evidence.
    Where its addresses call the number otherwise, that is ``numbered``.
    Reads of ``watched`` records, those with how people are reached, are told to whoever watches over them.
    """

    name: str
    one: str
    model: type[models.Model]
    see: str
    rows: Callable[[Viewer], models.QuerySet[Any]]
    shows: str
    kind: str = ""
    filters: str = ""
    also: Mapping[str, schemas.Column] = field(default_factory=dict)
    create: Write | None = None
    update: Write | None = None
    remove: Write | None = None
    restore: Write | None = None
    actions: Mapping[str, Write] = field(default_factory=dict)
    ready: Callable[[list[Any], Viewer], None] | None = None
    watched: bool = False
    stays: bool = False
    numbered: str = ""
    clear: Callable[[str, Viewer], bool] = lambda _kind, _viewer: True
    shown: Callable[[str, str, Viewer], str] = lambda value, _kind, _viewer: value

    @property
    def key(self) -> str:
        """The record's number in an address."""
        return self.numbered or f"{self.one}_id"

    @property
    def title(self) -> str:
        """The record's name in the document."""
        return "".join(part.title() for part in self.one.split("_"))

    @cached_property
    def out(self) -> type[BaseModel]:
        """The record as it is read."""
        columns = [*self.shows.split(), *(["updated_at"] if self.tracked else [])]
        return schemas.shown(self.title, self.model, columns, self.also)

    @property
    def tracked(self) -> bool:
        """Whether the table keeps when a row last changed."""
        return schemas.field_of(self.model, "updated_at") is not None

    @property
    def removed(self) -> str:
        """The column that says a row is removed, if the table has one."""
        return "" if self.stays else next((name for name in KEEPS if schemas.field_of(self.model, name)), "")

    def living(self, viewer: Viewer) -> models.QuerySet[Any]:
        """Return the rows within reach that are not removed."""
        rows = self.rows(viewer)
        return rows.filter(**{f"{self.removed}__isnull": True}) if self.removed else rows

    def present(self, row: Any, viewer: Viewer) -> dict[str, Any]:
        """Return a row as this viewer may read it."""
        told: dict[str, Any] = {"id": row.pk}
        for name, read in self._readers.items():
            mask, value = schemas.MASKS.get(name), read(row)
            told[name] = self._masked(value, mask, viewer) if mask else value
        return told | {name: read(row, viewer) for name, (_kind, read) in self.also.items()}

    def found(self, viewer: Viewer, pk: int, *, removed: bool = False) -> Any:
        """Return one row within reach, or refuse."""
        row = (self.rows(viewer) if removed else self.living(viewer)).filter(pk=pk).first()
        if row is None:
            raise Missing(_("There is no such record within your reach."))
        return row

    @cached_property
    def _readers(self) -> dict[str, Callable[[Any], Any]]:
        columns = [*self.shows.split(), *(["updated_at"] if self.tracked else [])]
        return {name: schemas.reader(self.model, name) for name in columns}

    def _masked(self, value: Any, mask: str, viewer: Viewer) -> Any:
        if isinstance(value, str):
            return self.shown(value, mask, viewer)
        return value if self.clear(mask, viewer) else None


def register(router: Router, *resources: Resource) -> None:
    """Give the objects their operations."""
    for each in resources:
        _reading(router, each)
        for verb in ("create", "update", "remove", "restore"):
            if write := getattr(each, verb):
                _VERBS[verb](router, each, write)
        for name, write in each.actions.items():
            _action(router, each, name, write)


def _reading(router: Router, it: Resource) -> None:
    policy = Policy.needs(it.see) if it.see else Policy.signed_in()
    asks = _asks(it)
    page = create_model(
        f"{it.title}Page",
        __base__=BaseModel,
        __doc__="One page; ``next`` is the cursor of the one after it, empty on the last.",
        items=(list[it.out | Gone], ...),  # type: ignore[name-defined]
        next=(str, Field(examples=["1042"])),
        checked_at=(datetime, Field(description="Ask for `updated_since` this moment the next time.")),
    )

    @router.get(f"/{it.name}", response={200: page, **READS}, url_name=f"api_{it.name}", **_named(it, "list"))
    @allowed(policy)
    def many(request: HttpRequest, asked: asks = Query(...)) -> dict[str, Any]:  # type: ignore[valid-type]
        page = _page(it, request, asked)
        if it.watched:
            watching.tell(request, it.kind, [each["id"] for each in page["items"]], one=False)
        return page

    one = Policy.needs(it.see, row=it.kind) if it.see else Policy.signed_in(row=it.kind)

    @router.get(_at(it), response={200: it.out, **READS}, url_name=f"api_{it.one}", **_named(it, "read"))
    @allowed(one)
    def single(request: HttpRequest, pk: Id = Path(..., alias=it.key)) -> dict[str, Any]:
        told = _told(it, request, pk)
        if it.watched:
            watching.tell(request, it.kind, [pk], one=True)
        return told


def _asks(it: Resource) -> type[Schema]:
    more: dict[str, Any] = {
        "cursor": (Annotated[str, Field(max_length=64, pattern=r"^(\d{1,19}(\.\d{1,19})?)?$")], ""),
        "limit": (Annotated[int, Field(ge=1, le=200)], LIMIT),
    }
    if it.tracked:
        words = "Only what changed at this moment or later, oldest change first, removed records among them."
        more["updated_since"] = (Annotated[schemas.Moment | None, Field(description=words)], None)
    return schemas.filters(f"{it.title}Filters", it.model, it.filters.split(), more)


def _page(it: Resource, request: HttpRequest, asked: Any) -> dict[str, Any]:
    viewer = request.actor  # type: ignore[attr-defined]
    _refuse_unknown(request, type(asked))
    now, since = clock.now(), getattr(asked, "updated_since", None)
    rows = _narrowed(it, viewer, asked, it.rows(viewer) if since else it.living(viewer))
    rows = _changed(rows, since, asked.cursor) if since else _newest(rows, asked.cursor)
    found = list(rows[: asked.limit + 1])
    page, last = found[: asked.limit], found[asked.limit - 1] if len(found) > asked.limit else None
    if it.ready:
        it.ready(page, viewer)
    items = [
        _gone(row) if since and it.removed and getattr(row, it.removed) else it.present(row, viewer) for row in page
    ]
    after = "" if last is None else f"{_micros(last.updated_at)}.{last.pk}" if since else str(last.pk)
    return {"items": items, "next": after, "checked_at": now - MARGIN}


def _refuse_unknown(request: HttpRequest, asks: type[Schema]) -> None:
    """Refuse a filter that is not on the list: what is ignored in silence misleads."""
    for name in request.GET:
        if name not in asks.model_fields:
            raise Invalid(_("There is no such filter: {name}."), field=name[:80], params={"name": name[:80]})


def _narrowed(it: Resource, viewer: Viewer, asked: Any, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    for name, lookup in schemas.lookups(it.model, it.filters.split()).items():
        value = getattr(asked, name)
        if value is None:
            continue
        if (mask := schemas.MASKS.get(name)) and not it.clear(mask, viewer):
            raise Denied(_("Your role sees this field only in part, so it cannot be asked by it."), field=name)
        rows = rows.filter(**{lookup: value})
    return rows


def _newest(rows: models.QuerySet[Any], cursor: str) -> models.QuerySet[Any]:
    last = _whole(cursor.partition(".")[0]) if cursor else None
    return (rows.filter(pk__lt=last) if last else rows).order_by("-pk")


def _changed(rows: models.QuerySet[Any], since: datetime, cursor: str) -> models.QuerySet[Any]:
    rows = rows.filter(updated_at__gte=since).order_by("updated_at", "pk")
    if not cursor:
        return rows
    micros, _dot, number = cursor.partition(".")
    at, last = _instant(_whole(micros)), _whole(number or "0")
    return rows.filter(models.Q(updated_at__gt=at) | models.Q(updated_at=at, pk__gt=last))


EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def _micros(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)


def _instant(micros: int) -> datetime:
    try:
        return EPOCH + timedelta(microseconds=micros)
    except OverflowError:
        raise _foreign() from None


def _whole(digits: str) -> int:
    if len(digits) > 19 or int(digits or "0") >= 2**63:
        raise _foreign()
    return int(digits or "0")


def _foreign() -> Invalid:
    return Invalid(_("This is not a cursor of ours: begin again without it."), field="cursor")


def _gone(row: Any) -> dict[str, Any]:
    return {"id": row.pk, "updated_at": row.updated_at, "removed": True}


def _told(it: Resource, request: HttpRequest, pk: int, *, removed: bool = False) -> dict[str, Any]:
    viewer = request.actor  # type: ignore[attr-defined]
    row = it.found(viewer, pk, removed=removed)
    if it.ready:
        it.ready([row], viewer)
    request.version = getattr(row, "version", None)  # type: ignore[attr-defined] - the door makes the ETag of it
    return it.present(row, viewer)


def _create(router: Router, it: Resource, write: Write) -> None:
    body = schemas.taken(f"New{it.title}", it.model, write.takes.split(), write.also)

    @router.post(
        f"/{it.name}", response={201: it.out, **WRITES}, url_name=f"api_{it.name}", **_named(it, "create", write)
    )
    @allowed(Policy.needs(write.needs))
    def create(request: HttpRequest, said: body) -> Status:  # type: ignore[valid-type]
        by = request.actor  # type: ignore[attr-defined]
        return Status(201, _told(it, request, write.call(by=by, said=values(said))))


def _update(router: Router, it: Resource, write: Write) -> None:
    body = schemas.taken(f"{it.title}Change", it.model, write.takes.split(), {**write.also, "version": (Version, None)})

    @router.patch(_at(it), response={200: it.out, **WRITES}, url_name=f"api_{it.one}", **_named(it, "update", write))
    @allowed(Policy.needs(write.needs, row=write.row or it.kind))
    def update(request: HttpRequest, said: body, pk: Id = Path(..., alias=it.key)) -> dict[str, Any]:  # type: ignore[valid-type]
        it.found(request.actor, pk)  # type: ignore[attr-defined]
        known = values(said)
        known.pop("version", None)
        if known:
            write.call(by=request.actor, pk=pk, said=known, version=_version(it, request, said.version, pk))  # type: ignore[attr-defined]
        return _told(it, request, pk)


def _remove(router: Router, it: Resource, write: Write) -> None:
    @router.delete(_at(it), response={204: None, **WRITES}, url_name=f"api_{it.one}", **_named(it, "remove", write))
    @allowed(Policy.needs(write.needs, row=write.row or it.kind))
    def remove(request: HttpRequest, pk: Id = Path(..., alias=it.key)) -> Status:
        it.found(request.actor, pk)  # type: ignore[attr-defined]
        write.call(by=request.actor, pk=pk, said={}, version=_version(it, request, None, pk))  # type: ignore[attr-defined]
        return Status(204, None)


def _restore(router: Router, it: Resource, write: Write) -> None:
    _action(router, it, "restore", write, removed=True)


def _action(router: Router, it: Resource, name: str, write: Write, *, removed: bool = False) -> None:
    versioned = schemas.field_of(it.model, "version") is not None and not removed
    also = {**write.also, **({"version": (Version, None)} if versioned else {})}
    title = f"{it.title}{''.join(part.title() for part in name.split('_'))}"
    body = schemas.taken(title, it.model, write.takes.split(), also)
    body.__doc__ = write.says or f"What is said to {name} it."
    needed = any(each.is_required() for each in body.model_fields.values())

    @router.post(
        f"{_at(it)}/{name}",
        response={200: it.out, **WRITES},
        url_name=f"api_{it.one}_{name}",
        **_named(it, name, write),
    )
    @allowed(Policy.needs(write.needs, row=write.row or it.kind))
    def act(
        request: HttpRequest,
        said: body = Body(... if needed else None),  # type: ignore[valid-type]
        pk: Id = Path(..., alias=it.key),
    ) -> dict[str, Any]:
        it.found(request.actor, pk, removed=removed)  # type: ignore[attr-defined]
        known = values(said) if said else {}
        seen = known.pop("version", None)
        write.call(by=request.actor, pk=pk, said=known, version=_version(it, request, seen, pk))  # type: ignore[attr-defined]
        return _told(it, request, pk)


_VERBS: dict[str, Callable[[Router, Resource, Write], None]] = {
    "create": _create,
    "update": _update,
    "remove": _remove,
    "restore": _restore,
}


def values(said: Schema) -> dict[str, Any]:
    """Return what was said, and nothing that was left out; sums become money, text is trimmed of its ends."""
    return {name: _value(getattr(said, name)) for name in said.model_fields_set}


def _value(value: Any) -> Any:
    if isinstance(value, Sum):
        return Money.parse(value.amount, value.currency)
    return values(value) if isinstance(value, Schema) else value


def _version(it: Resource, request: HttpRequest, said: int | None, pk: int) -> int | None:
    """Return the version a change is made from: as said, else by ``If-Match``; refuse a stale tag."""
    tag = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if said is not None or not tag or tag == "*":
        return said
    row = it.found(request.actor, pk)  # type: ignore[attr-defined]
    if tag != str(getattr(row, "version", "")):
        raise Conflict(_("The record has changed in the meantime. Read it again."))
    return int(tag)


def _at(it: Resource) -> str:
    return f"/{it.name}/{{{it.key}}}"


def _named(it: Resource, verb: str, write: Write | None = None) -> dict[str, Any]:
    """Return an operation's name and words in the document."""
    says = (write.says if write else "") or f"{verb.replace('_', ' ').capitalize()}: {it.name.replace('_', ' ')}"
    return {"operation_id": f"{it.name}_{verb}", "summary": says, "tags": [it.name]}
