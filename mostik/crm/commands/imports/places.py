"""Departments, teams and people a file needs, made and unmade through the room that owns them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.commands.imports.desk import Desk, refreshed
from mostik.crm.models import Company, Deal, Imported
from mostik.crm.rules.imports.structure import PersonRow, import_email
from mostik.kernel.refusals import Refusal
from mostik.people.access import Department, Team, User
from mostik.people.commands.people import add_person, dismiss_person, edit_person, return_person
from mostik.people.commands.structure import (
    add_department,
    add_team,
    archive_department,
    archive_team,
    edit_team,
)
from mostik.people.terms import PersonValues

SALES = "Sales"
Place = TypeVar("Place", Department, Team)


class Places:
    """Where the people of one file go: known places are found, the others made once."""

    def __init__(self, desk: Desk, since: date) -> None:
        self.desk, self.by, self.since = desk, desk.by, since
        self.offices: dict[str, int] = {}
        self.teams: dict[tuple[str, int], int] = {}

    def office(self, title: str) -> int:
        """Return the department of an office, under whoever imports."""
        if title not in self.offices:
            found = Department.objects.filter(title=title, archived_at__isnull=True).first()
            self.offices[title] = found.pk if found else self._department(title, self._roof())
        return self.offices[title]

    def team(self, lead: str, office: int) -> int:
        """Return the team a lead leads in an office, the lead in it."""
        if (lead, office) not in self.teams:
            found = Team.objects.filter(title=lead, department=office, archived_at__isnull=True).first()
            self.teams[lead, office] = found.pk if found else self._team(lead, office)
        return self.teams[lead, office]

    def seller(self, row: PersonRow, known: int | None) -> int:
        """Return somebody who sells in a team: taken on, or taken back after an import was taken back."""
        office = self.office(row.office)
        team = self.team(row.lead, office)
        lead = Team.objects.values_list("lead_id", flat=True).get(pk=team)
        return self._person(self._values(row.name, "manager", office, team, lead), known)

    def _roof(self) -> int | None:
        if self.by.department is not None:
            return self.by.department
        found = Department.objects.filter(title=SALES, archived_at__isnull=True).first()
        return found.pk if found else self._department(SALES, None)

    def _department(self, title: str, parent: int | None) -> int:
        made = add_department(by=self.by, title=title, parent_id=parent)
        self.desk.brought("people.department", made.pk, version=made.version)
        self.by = self.desk.by = refreshed(self.by)
        return made.pk

    def _team(self, lead: str, office: int) -> int:
        team = add_team(by=self.by, title=lead, department_id=office)
        known = self.desk.find_person(lead)
        if known is None or not User.objects.filter(pk=known, is_active=True).exists():
            known = self._person(self._values(lead, "lead", office, team.pk, self.by.id), known)
        made = edit_team(by=self.by, team_id=team.pk, title=lead, department_id=office, lead_id=known)
        self.desk.brought("people.team", made.pk, version=made.version)
        return made.pk

    def _person(self, values: PersonValues, known: int | None) -> int:
        if known is None:
            person = add_person(by=self.by, values=values)
        else:
            return_person(by=self.by, person_id=known)
            values = replace(values, email=User.objects.values_list("email", flat=True).get(pk=known))
            person = edit_person(by=self.by, person_id=known, values=values)
        self.desk.know_person(values.alias, person.pk)
        self.desk.brought("people.user", person.pk, version=person.version)
        return person.pk

    def _values(self, name: str, role: str, office: int, team: int, boss: int | None) -> PersonValues:
        first, _space, last = name.rpartition(" ")
        taken = set(User.objects.filter(email__endswith="@import.invalid").values_list("email", flat=True))
        return PersonValues(
            email=import_email(name, taken),
            first_name=(first or last)[:80],
            last_name=(last if first else "")[:80],
            role=role,
            department_id=office,
            team_id=team,
            reports_to_id=boss,
            hired_on=self.since,
            sells=role == "manager",
            alias=name,
        )


def unmake_people(actor: Actor, records: Sequence[Imported]) -> int:
    """Dismiss people nobody changed, who own no deal and no client any more."""
    versions = {each.record_id: each.version for each in records}
    busy = _owners(versions)
    rows = User.objects.filter(pk__in=list(versions), is_active=True)
    going = [each for each in rows if each.version == versions[each.pk] and each.pk not in busy]
    return sum(_leaves(actor, each) for each in going)


def unmake_teams(actor: Actor, records: Sequence[Imported]) -> int:
    """Put away teams nobody changed and nobody works in."""
    rows = Team.objects.filter(pk__in=[each.record_id for each in records], archived_at__isnull=True)
    busy = set(User.objects.filter(is_active=True, team__in=rows).values_list("team_id", flat=True))
    going = [each.pk for each in _same(rows, records) if each.pk not in busy]
    for number in going:
        archive_team(by=actor, team_id=number)
    return len(going)


def unmake_departments(actor: Actor, records: Sequence[Imported]) -> int:
    """Put away departments nobody changed, without people, teams and departments under them."""
    rows = Department.objects.filter(pk__in=[each.record_id for each in records], archived_at__isnull=True)
    busy = set(User.objects.filter(is_active=True, department__in=rows).values_list("department_id", flat=True))
    busy |= set(
        Team.objects.filter(archived_at__isnull=True, department__in=rows).values_list("department_id", flat=True)
    )
    going = [each.pk for each in _same(rows, records) if each.pk not in busy]
    for number in going:
        archive_department(by=actor, department_id=number)
    return len(going)


def _owners(people: Iterable[int]) -> set[int]:
    numbers = list(people)
    deals = Deal.objects.filter(removed_at__isnull=True, owner__in=numbers).values_list("owner_id", flat=True)
    clients = Company.objects.filter(removed_at__isnull=True, owner__in=numbers).values_list("owner_id", flat=True)
    return {*deals.distinct(), *clients.distinct()}


def _leaves(actor: Actor, person: User) -> bool:
    try:
        dismiss_person(by=actor, person_id=person.pk, last_day=max(clock.today(), person.hired_on))
    except Refusal:
        return False
    return True


def _same(rows: "Iterable[Place]", records: Sequence[Imported]) -> "list[Place]":
    versions = {each.record_id: each.version for each in records}
    return [row for row in rows if row.version == versions[row.pk]]
