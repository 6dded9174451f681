"""Companies of a file: new ones are added under whoever imports; known ones stay as people keep them."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from mostik.crm.commands.imports import making
from mostik.crm.commands.imports.desk import Desk, SourceRow
from mostik.crm.commands.imports.own import Told, keep_own
from mostik.crm.rules.imports.cards import Card
from mostik.crm.rules.imports.problems import NameKind, Problem
from mostik.crm.rules.imports.structure import CompanyRow
from mostik.crm.terms import Holder

Taken = tuple[SourceRow, CompanyRow, tuple[Problem, ...]]


def take_companies(desk: Desk, rows: Sequence[Taken]) -> None:
    """Take rows of companies; a parent named by a row may stand anywhere in the file."""
    good = [(source, row) for source, row, problems in rows if not desk.blame(source, problems)]
    known = dict(making.companies_named(desk.by, [row.title for _, row in good]))
    for source, row in good:
        if making.company_key(row.title) in known:
            desk.tally.same += 1
        else:
            desk.tally.made += desk.attempt(source, "account", partial(_make, desk, row, known))
    keep_own(
        desk, Holder.COMPANY, [Told(source, row, known.get(making.company_key(row.title))) for source, row in good]
    )
    if not desk.dry:
        making.join_parents(desk.by, [row for _, row in good if row.parent], known)


def from_card(card: Card) -> CompanyRow:
    """Return a company as another system's file tells it; a head count that is none goes to the note."""
    told = card.get("employees").replace(" ", "")
    count = int(told) if told.isascii() and told.isdigit() and len(told) < 10 else None
    note = card.note if count is not None or not told else f"{card.note}\n{told}".strip()
    texts = {name: card.get(name) for name in ("sector", "region", "phone", "email", "site", "owner")}
    said: dict[str, Any] = {"number": card.number, "own": card.own, "columns": card.columns, **texts}
    return CompanyRow(title=card.name, employees=count, note=note[:5000], **said)


def _make(desk: Desk, row: CompanyRow, known: dict[str, int]) -> None:
    key = making.company_key(row.title)
    if desk.dry:
        known[key] = desk.imagine("crm.company", key)
        return
    owner = desk.book.find(NameKind.OWNER, row.owner) if row.owner else None
    known[key] = making.make_company(desk.by, row, owner)
    desk.brought("crm.company", known[key])
