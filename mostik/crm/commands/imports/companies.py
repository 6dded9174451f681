"""Companies of a file: new ones are added under whoever imports; known ones stay as people keep them."""

from collections.abc import Sequence
from functools import partial

from mostik.crm.commands.imports import making
from mostik.crm.commands.imports.desk import Desk, SourceRow
from mostik.crm.rules.imports.problems import Problem
from mostik.crm.rules.imports.structure import CompanyRow

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
    if not desk.dry:
        making.join_parents(desk.by, [row for _, row in good if row.parent], known)


def _make(desk: Desk, row: CompanyRow, known: dict[str, int]) -> None:
    key = making.company_key(row.title)
    if desk.dry:
        known[key] = desk.imagine("crm.company", key)
        return
    known[key] = making.make_company(desk.by, row)
    desk.brought("crm.company", known[key])
