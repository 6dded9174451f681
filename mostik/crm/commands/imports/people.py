"""People of a file: offices become departments, leads lead teams, sellers sell in them. Nobody here is moved."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from mostik.crm.commands.imports.desk import Desk, SourceRow
from mostik.crm.commands.imports.places import Places
from mostik.crm.rules.imports.problems import Problem
from mostik.crm.rules.imports.structure import PersonRow
from mostik.people.access import User

Taken = tuple[SourceRow, PersonRow, tuple[Problem, ...]]


def take_people(desk: Desk, rows: Sequence[Taken], since: date) -> None:
    """Take rows of people: whoever works here under that name stays as they are, the others are made.

    A file of this kind does not say since when they work: ``since`` is the day of its first deal.
    """
    places = Places(desk, since)
    here = set(User.objects.filter(is_active=True).values_list("pk", flat=True))
    for source, row, problems in rows:
        if desk.blame(source, problems):
            continue
        known = desk.find_person(row.name)
        if known in here or (known and known < 0):
            desk.tally.same += 1
        else:
            desk.tally.made += desk.attempt(source, "sales_agent", partial(_make, desk, places, row, known))


def _make(desk: Desk, places: Places, row: PersonRow, known: int | None) -> None:
    if desk.dry:
        _imagine(desk, row)
        return
    places.seller(row, known)


def _imagine(desk: Desk, row: PersonRow) -> None:
    for name in (row.lead, row.name):
        if desk.find_person(name) is None:
            desk.know_person(name, desk.imagine("people.user", name))
