"""Writes of a register's rows: added, changed, handed over, removed, brought back; as far as a role may there."""

from collections.abc import Sequence
from typing import Any, TypedDict

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor, ActorKind
from mostik.core.frame import command
from mostik.core.journal import publish, publish_all
from mostik.core.many import few
from mostik.core.versions import who_changed
from mostik.crm.access import register_viewer, visible_companies, visible_contacts, visible_deals, visible_rows
from mostik.crm.commands.own import OwnValues, put_own, refuse_taken
from mostik.crm.events import RowAdded, RowEdited, RowRemoved, RowRestored
from mostik.crm.models import Register, RegisterRow
from mostik.crm.queries.activities import possible_owner
from mostik.crm.rules.registers import LINKS, Verb, grant_of
from mostik.crm.terms import Holder
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Denied, Invalid, Missing
from mostik.kernel.versions import Both, FieldsChanged, settle
from mostik.people.access import User, scoped

LONGEST = 200
Change = tuple[str, str, str]


class RowFields(TypedDict, total=False):
    """Values of a row; what is left out stays. Links are numbers; ``own`` are own values by field number."""

    title: str
    deal: int | None
    company: int | None
    contact: int | None
    own: OwnValues


@command(needs="crm.see_registers")
def add_row(*, by: Actor, register_id: int, fields: RowFields, owner_id: int | None = None) -> int:
    """Add a row to a register and return its number; by default it is one's own. Refuses a role that may not add."""
    register = _register(register_id)
    if by.kind is not ActorKind.SYSTEM and not grant_of(register.grants, by.role).add:
        raise Denied(_("Your role does not add rows to “{title}”."), params={"title": register.title})
    owner = _owner(by, owner_id)
    row = RegisterRow(register=register, owner=owner, team_id=owner.team_id, created_at=clock.now())
    _write(by, row, fields)
    row.save()
    publish(RowAdded(at=row.created_at, **_dimensions(row)))
    return row.pk


@command(needs="crm.see_registers")
def edit_row(*, by: Actor, row_id: int, fields: RowFields, version: int | None = None) -> None:
    """Change a row; what is left out stays. Refuses `FieldsChanged` where others changed the same."""
    row = _held(by, row_id, "edit")
    changes = _write(by, row, fields, seen=version)
    if changes:
        row.touch(name for name, *_words in changes)
        row.save()
        publish(RowEdited(at=clock.now(), changes=tuple(changes), **_dimensions(row)))


@command(needs="crm.see_registers")
def hand_over_rows(*, by: Actor, register_id: int, row_ids: Sequence[int], owner_id: int) -> int:
    """Give rows one may change to another person within reach and return how many."""
    to = possible_owner(owner_id, viewer=by)
    rows = [row for row in _several(by, register_id, row_ids, "edit") if row.owner_id != to.pk]
    told = []
    for row in rows:
        changes = (("owner", row.owner.short_name, to.short_name),)
        row.owner, row.team_id = to, to.team_id
        row.touch(["owner"])
        told.append(RowEdited(at=clock.now(), changes=changes, **_dimensions(row)))
    RegisterRow.objects.bulk_update(rows, ["owner", "team", "version", "touched"], batch_size=400)
    publish_all(told)
    return len(rows)


@command(needs="crm.see_registers")
def remove_rows(*, by: Actor, register_id: int, row_ids: Sequence[int]) -> list[int]:
    """Remove rows and return their numbers; ``restore_rows`` brings them back."""
    rows, now = _several(by, register_id, row_ids, "remove"), clock.now()
    for row in rows:
        row.removed_at = now
        row.touch()
    RegisterRow.objects.bulk_update(rows, ["removed_at", "version", "touched"], batch_size=400)
    publish_all([RowRemoved(at=now, **_dimensions(row)) for row in rows])
    return [row.pk for row in rows]


@command(needs="crm.see_registers")
def restore_rows(*, by: Actor, register_id: int, row_ids: Sequence[int]) -> int:
    """Bring removed rows back and return how many. Refuses one whose unique value another has got meanwhile."""
    register = _register(register_id)
    reach = register_viewer(register, by, "remove")
    if reach is None:
        raise Denied()
    gone = RegisterRow.objects.filter(register=register, removed_at__isnull=False, pk__in=few(row_ids))
    rows = list(scoped(gone, reach).select_related("register").select_for_update(of=("self",)).order_by("pk"))
    for row in rows:
        refuse_taken(by, row, Holder.ROW, register=register.pk)
        row.removed_at = None
        row.touch()
    RegisterRow.objects.bulk_update(rows, ["removed_at", "version", "touched"], batch_size=400)
    publish_all([RowRestored(at=clock.now(), **_dimensions(row)) for row in rows])
    return len(rows)


def _register(register_id: int) -> Register:
    row = Register.objects.filter(pk=register_id, archived_at__isnull=True).first()
    if row is None:
        raise Missing(_("There is no such register."))
    return row


def _held(by: Actor, row_id: int, verb: Verb) -> RegisterRow:
    """Return a row, held; another's is as good as none, one that may only be seen is refused."""
    row = RegisterRow.objects.filter(pk=row_id, removed_at__isnull=True).select_related("register").first()
    if row is None or row.register.archived_at or not visible_rows(row.register, by).filter(pk=row_id).exists():
        raise Missing()
    found = visible_rows(row.register, by, verb).select_related("register", "owner", *LINKS)
    held = found.select_for_update(of=("self",)).filter(pk=row_id).first()
    if held is None:
        raise Denied(_("Your role only looks at this row of “{title}”."), params={"title": row.register.title})
    return held


def _several(by: Actor, register_id: int, row_ids: Sequence[int], verb: Verb) -> list[RegisterRow]:
    rows = visible_rows(_register(register_id), by, verb).select_related("register", "owner")
    return list(rows.filter(pk__in=few(row_ids)).select_for_update(of=("self",)).order_by("pk"))


def _owner(by: Actor, owner_id: int | None) -> User:
    wanted = owner_id or by.id
    if wanted is None:
        raise Invalid(_("Say whose row it is."), field="owner")
    if wanted != by.id and not by.may("crm.hand_over_deal"):
        raise Invalid(_("Choose somebody from your own people."), field="owner")
    return possible_owner(wanted, viewer=by)


def _write(by: Actor, row: RegisterRow, fields: RowFields, seen: int | None = None) -> list[Change]:
    plain = _clean(row, fields)
    way = settle(plain, {name: getattr(row, _column(name)) for name in plain}, row.touched, seen)
    if way.clash:
        raise _clash(row, {name: plain[name] for name in way.clash})
    changes = put_own(by, row, Holder.ROW, fields.get("own"), register=row.register_id, seen=seen)
    for name, value in way.write.items():
        before = getattr(row, name)
        after = _linked(by, name, value) if name in LINKS else value
        setattr(row, name, after)
        changes.append((name, str(before or ""), str(after or "")))
    if not row.title:
        raise Invalid(_("Say what it is about."), field="title")
    return changes


def _clean(row: RegisterRow, fields: RowFields) -> dict[str, Any]:
    said: dict[str, Any] = {name: value for name, value in fields.items() if name != "own"}
    if strange := [name for name in LINKS if said.get(name) and name not in row.register.links]:
        raise Invalid(_("Rows of this register do not belong to such records."), field=strange[0])
    if "title" in said:
        said["title"] = " ".join(str(said["title"]).replace("\0", "").split())
        if len(said["title"]) > LONGEST:
            raise Invalid(_("Too long: write up to {most} characters."), field="title", params={"most": LONGEST})
    return said


def _column(name: str) -> str:
    return f"{name}_id" if name in LINKS else name


def _linked(by: Actor, name: str, pk: object) -> Model | None:
    if pk is None:
        return None
    ways: dict[str, Any] = {"deal": visible_deals, "company": visible_companies, "contact": visible_contacts}
    rows: QuerySet[Model] = ways[name](by)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Missing(_("There is no such record among yours."), field=name)
    return found


def _clash(row: RegisterRow, mine: dict[str, Any]) -> FieldsChanged:
    about = Ref("crm.row", row.pk)
    both = {
        name: Both(str(value or ""), str(getattr(row, name) or ""), who_changed(about, name))
        for name, value in mine.items()
    }
    return FieldsChanged(both)


def _dimensions(row: RegisterRow) -> dict[str, Any]:
    return {
        "row": row.pk,
        "register": row.register_id,
        "journal": row.register.title,
        "title": row.title,
        "owner": row.owner_id,
        "team": row.team_id,
        "deal": row.deal_id,
        "company": row.company_id,
        "contact": row.contact_id,
    }
