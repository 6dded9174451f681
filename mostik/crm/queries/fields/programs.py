"""Own fields for programs: values as they read and write them, by the field's name."""

from collections.abc import Mapping, Sequence
from typing import Any

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.queries.fields.known import own_fields
from mostik.crm.queries.fields.shown import own_cells
from mostik.crm.rules.fields.kinds import FieldView, Kept
from mostik.crm.rules.fields.values import heard, read, told
from mostik.crm.terms import FieldType, Holder
from mostik.kernel.refusals import Invalid, gettext_noop
from mostik.people.access import clear

#: What anybody may be asked for on a form: nothing that points at the company's own records.
ASKABLE = frozenset(FieldType) - {FieldType.PERSON, FieldType.CLIENT, FieldType.FILE, FieldType.MOMENT}
UNKNOWN = gettext_noop("There is no such field.")


def tell(rows: Sequence[Any], holder: Holder, *, viewer: Actor, register: int | None = None) -> None:
    """Lay each row's own values beside it as ``own_told``, masked where the role sees them in part: one query."""
    fields = own_fields(holder, viewer=viewer, register=register)
    hidden = [each for each in fields if each.masked and not clear(each.masked, viewer)]
    cells = own_cells([row.own for row in rows], hidden, viewer=viewer)
    for row, masked in zip(rows, cells, strict=True):
        open_ones = {each.name: told(each, row.own.get(each.slot)) for each in fields if each not in hidden}
        row.own_told = open_ones | {each.name: masked[each.id] for each in hidden}


def listen(
    said: Mapping[str, object], holder: Holder, *, viewer: Actor, register: int | None = None
) -> dict[int, Kept]:
    """Return what a program says by field names as values to keep; refuses unknown fields and what does not fit."""
    known = {each.name: each for each in own_fields(holder, viewer=viewer, register=register)}
    found: dict[int, Kept] = {}
    for name, value in said.items():
        one: FieldView | None = known.get(name)
        if one is None:
            raise Invalid(UNKNOWN, field=name[:40])
        found[one.id] = heard(one, value)
    return found


def askable(*, viewer: Actor) -> dict[str, FieldView]:
    """Return a deal's own fields a form on a site may ask for, by name."""
    return {each.name: each for each in own_fields(Holder.DEAL, viewer=viewer) if each.type in ASKABLE}


def own_read(one: FieldView, text: str) -> Kept:
    """Return the value a text from outside means; refuses at the field what does not fit its type."""
    return read(one, text.strip(), zone=clock.zone())


def own_texts(said: Mapping[str, str], *, viewer: Actor) -> dict[int, Kept]:
    """Return what texts from outside say of a deal's own fields; refuses unknown fields and what does not fit."""
    known = askable(viewer=viewer) if said else {}
    found: dict[int, Kept] = {}
    for name, text in said.items():
        if name not in known:
            raise Invalid(UNKNOWN, field=name[:40])
        found[known[name].id] = own_read(known[name], text)
    return found
