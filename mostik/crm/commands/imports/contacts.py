"""People at clients of a file: known ones by phone, e-mail or name stay as people keep them, the others are added."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mostik.crm.commands.imports.clients import contact_keys, find_clients
from mostik.crm.commands.imports.desk import Desk, SourceRow
from mostik.crm.commands.imports.past import Done, record_done
from mostik.crm.rules.imports.cards import Card
from mostik.crm.rules.imports.problems import NameKind
from mostik.crm.rules.imports.rows import DealRow
from mostik.crm.terms import ActivityKind

Taken = tuple[SourceRow, Card]


@dataclass(frozen=True)
class Person:
    """A person at a client as the file tells them, and whose client it is."""

    row: DealRow
    owner: int


def take_contacts(desk: Desk, rows: Sequence[Taken]) -> None:
    """Take rows of people: what has no field of its own is kept as a note on them."""
    good = [(source, card) for source, card in rows if not desk.blame(source, card.problems)]
    people = [(source, _person(desk, card), card.note) for source, card in good]
    before = desk.tally.records["crm.contact"]
    clients, taken = find_clients(desk, people)
    made = desk.tally.records["crm.contact"] - before
    desk.tally.made += made
    desk.tally.same += len(taken) - made
    if not desk.dry and made:
        new = {each.record_id for each in desk.tally.imported if each.kind == "crm.contact"}
        noted = [(clients.contact_of(person), note) for _source, person, note in taken if note]
        told = [(number, note) for number, note in noted if number in new]
        record_done(by=desk.by, rows=[Done(kind=ActivityKind.NOTE, contact=pk, note=note) for pk, note in told])


def _person(desk: Desk, card: Card) -> Person:
    row = DealRow(
        number=card.number,
        own=card.own,
        columns=card.columns,
        company=card.get("company"),
        contact=card.name or card.get("company"),
        position=card.get("position"),
        phone=card.get("phone"),
        email=card.get("email"),
    )
    owner = desk.book.find(NameKind.OWNER, card.get("owner")) if card.get("owner") else None
    return Person(row if contact_keys(row) else replace(row, contact=row.company), owner or desk.by.id or 0)
