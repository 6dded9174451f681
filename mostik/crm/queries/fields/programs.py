"""Own fields for programs: values as they read and write them, by the field's name."""

from collections.abc import Mapping, Sequence
from typing import Any

from mostik.core.actors import Actor
from mostik.crm.queries.fields.known import own_fields
from mostik.crm.queries.fields.shown import own_cells
from mostik.crm.rules.fields.kinds import FieldView, Kept
from mostik.crm.rules.fields.values import heard, told
from mostik.crm.terms import Holder
from mostik.kernel.refusals import Invalid, gettext_noop
from mostik.people.access import clear

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
