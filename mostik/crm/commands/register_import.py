"""Rows of a register out of a table: each is added, changed by its number, or refused with its reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.crm.commands.register_rows import RowFields, add_row, edit_row
from mostik.crm.models import RegisterRow
from mostik.crm.queries.fields import own_fields
from mostik.crm.queries.finding import finder, record_named
from mostik.crm.queries.registers import row_values
from mostik.crm.rules.fields.kinds import FieldView
from mostik.crm.rules.fields.values import Find, read
from mostik.crm.rules.imports.names import normal
from mostik.crm.rules.registers import LINKS
from mostik.crm.terms import FieldType, Holder
from mostik.kernel.cells import unguarded
from mostik.kernel.events import N_
from mostik.kernel.refusals import Invalid, Refusal

MOST_ROWS = 5000
#: Headings of what every row has, in both languages; own fields are known by their titles.
HEADINGS = {
    "number": ("No.", "№", "number", "номер"),
    "title": ("What", "Что", "title", "название", "наименование"),
    "owner": ("Owner", "Ответственный", "владелец"),
    "deal": ("Deal", "Сделка"),
    "company": ("Client", "Клиент", "компания"),
    "contact": ("Contact", "Контакт"),
}
UNKNOWN = N_("“{text}” is not known here. Write the name as it stands on its card, or its number: #17.")


@dataclass(frozen=True)
class RowTrouble:
    """Why a row stayed out."""

    row: int
    why: str


@dataclass
class Loaded:
    """What came of a file."""

    made: int = 0
    changed: int = 0
    same: int = 0
    refused: list[RowTrouble] = field(default_factory=list)
    left_out: tuple[str, ...] = ()


@command(needs="crm.import_records")
def load_rows(
    *, by: Actor, register_id: int, headings: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]], dry: bool
) -> Loaded:
    """Take the rows of a table into a register and return what came of each; a ``dry`` run leaves nothing behind.

    A row with a number in the column “No.” changes that row; another is added. Refuses a table without titles and
    one longer than is taken at once.
    """
    listed = list(rows)
    if len(listed) > MOST_ROWS:
        raise Invalid(_("Up to {most} rows at once: split the file."), params={"most": MOST_ROWS}, field="file")
    table = _Table(by, register_id, headings)
    with transaction.atomic():
        for number, cells in listed:
            table.take(number, cells)
        transaction.set_rollback(dry)
    return table.loaded


class _Table:
    """A table on its way in: which column fills what, and what came of the rows so far."""

    def __init__(self, by: Actor, register_id: int, headings: Sequence[str]) -> None:
        self.by, self.register_id = by, register_id
        self.fields = {each.id: each for each in own_fields(Holder.ROW, viewer=by, register=register_id)}
        self.find: Find = finder(viewer=by)
        self.places = _places(headings, self.fields.values())
        if "title" not in self.places.values():
            raise Invalid(_("No column says what the rows are about: head one “What”."), field="file")
        left = tuple(name for place, name in enumerate(headings) if place not in self.places)
        self.loaded = Loaded(left_out=left)

    def take(self, number: int, cells: Sequence[str]) -> None:
        """Take one row; its refusal is kept and nothing of it."""
        said = {self.places[at]: unguarded(text) for at, text in enumerate(cells) if at in self.places}
        try:
            with transaction.atomic():
                self._write(said)
        except Refusal as refusal:
            self.loaded.refused.append(RowTrouble(number, self._words(refusal)))

    def _write(self, said: Mapping[str, str]) -> None:
        fields = self._values(said)
        known = said.get("number", "").strip().removeprefix("#")
        if known.isdecimal() and len(known) < 18:
            before = row_values(int(known), viewer=self.by)
            if before.register_id != self.register_id:
                raise Invalid(UNKNOWN, params={"text": known})
            edit_row(by=self.by, row_id=before.pk, fields=fields)
            after = RegisterRow.objects.values_list("version", flat=True).get(pk=before.pk)
            self.loaded.changed += after != before.version
            self.loaded.same += after == before.version
            return
        owner = self.find(FieldType.PERSON, said.get("owner", "")) if said.get("owner") else None
        if said.get("owner") and owner is None:
            raise Invalid(UNKNOWN, params={"text": said["owner"]}, field="owner")
        add_row(by=self.by, register_id=self.register_id, fields=fields, owner_id=owner)
        self.loaded.made += 1

    def _values(self, said: Mapping[str, str]) -> RowFields:
        links = {kind: self._linked(kind, said[kind].strip()) for kind in LINKS if kind in said}
        own = {
            each.id: read(each, said[each.name], zone=clock.zone(), find=self.find)
            for each in self.fields.values()
            if each.name in said
        }
        found: RowFields = {"title": said.get("title", ""), "own": own, **links}  # type: ignore[typeddict-item]
        return found

    def _linked(self, kind: str, text: str) -> int | None:
        found = record_named(kind, text, viewer=self.by) if text else None
        if text and found is None:
            raise Invalid(UNKNOWN, params={"text": text}, field=kind)
        return found

    def _words(self, refusal: Refusal) -> str:
        name = refusal.field or ""
        number = int(name[4:]) if name.startswith("own_") else 0
        title = self.fields[number].title if number in self.fields else ""
        return f"{title}: {refusal.text(_)}" if title else refusal.text(_)


def _places(headings: Sequence[str], fields: Iterable[FieldView]) -> dict[int, str]:
    known = {normal(heading): name for name, names in HEADINGS.items() for heading in names}
    for each in fields:
        known |= {normal(title): each.name for title in (each.title_ru, each.title_en, each.name) if title}
    found: dict[int, str] = {}
    for place, heading in enumerate(headings):
        name = known.get(normal(heading))
        if name and name not in found.values():
            found[place] = name
    return found
