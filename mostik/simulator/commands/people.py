"""Everybody who works in the virtual department, taken on as people are."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from mostik.core import clock
from mostik.core.actors import Actor, ActorKind
from mostik.core.frame import command
from mostik.core.rights import RIGHTS
from mostik.people.commands.calendar import add_absence
from mostik.people.commands.people import add_person
from mostik.people.commands.structure import add_department, add_team, edit_team
from mostik.people.terms import AbsenceKind, PersonValues
from mostik.simulator.rules.cast import COMPANY, DEPARTMENT, SELLERS, TEAMS
from mostik.simulator.terms import Seller

HOLIDAY_DAYS = 13


@dataclass(frozen=True)
class Staff:
    """The department as it was made: everybody's number by their place in the cast."""

    department: int
    people: dict[int, int]


@command(needs="people.edit_structure", whole=False)
def take_on(*, by: Actor, head_email: str, password: str, first: date) -> Staff:
    """Make the company, its teams and everybody in them; leads lead, holidays and sick leaves are recorded."""
    company = add_department(by=by, title=COMPANY)
    department = add_department(by=by, title=DEPARTMENT, parent_id=company.pk)
    teams = {title: add_team(by=by, title=title, department_id=department.pk) for title in TEAMS}
    numbers: dict[int, int] = {}
    for place, seller in enumerate(SELLERS):
        at = company.pk if seller.role == "owner" else department.pk
        team = teams[seller.team].pk if seller.team else None
        boss = _boss(seller, numbers)
        email = head_email if seller.role == "head" else f"{seller.email}@{head_email.rpartition('@')[2]}"
        made = add_person(by=by, values=_values(seller, email, at, team, boss), password=password)
        numbers[place] = made.pk
        if seller.role == "lead":
            edit_team(
                by=by, team_id=teams[seller.team].pk, title=seller.team, department_id=department.pk, lead_id=made.pk
            )
    _send_away(by, numbers, first)
    return Staff(department.pk, numbers)


def signs(head_email: str, password: str) -> list[dict[str, str]]:
    """Return who may be tried out on the sign-in page: the head first, then one of each other role."""
    ends = head_email.rpartition("@")[2]
    shown = {seller.role: seller for seller in reversed(SELLERS)}
    return [
        {
            "title": f"{seller.first} {seller.last}, {seller.position.lower()}",
            "email": head_email if role == "head" else f"{seller.email}@{ends}",
            "password": password,
        }
        for role, seller in sorted(shown.items(), key=lambda each: each[0] != "head")
    ]


def _boss(seller: Seller, numbers: dict[int, int]) -> int | None:
    """A manager reports to the lead of the team, a lead to the head, the head to the owner."""
    wanted = {"manager": "lead", "lead": "head", "head": "owner"}.get(seller.role)
    above = [
        place
        for place, each in enumerate(SELLERS)
        if each.role == wanted and (wanted != "lead" or each.team == seller.team) and place in numbers
    ]
    return numbers[above[0]] if above else None


def _values(seller: Seller, email: str, department: int, team: int | None, boss: int | None) -> PersonValues:
    today = clock.today()
    months = today.year * 12 + today.month - 1 - seller.hired_months_ago
    return PersonValues(
        email=email,
        first_name=seller.first,
        last_name=seller.last,
        middle_name=seller.middle,
        role=seller.role,
        department_id=department,
        team_id=team,
        reports_to_id=boss,
        position=seller.position,
        hired_on=date(months // 12, months % 12 + 1, 3),
        sells=bool(seller.leads),
    )


def _send_away(by: Actor, numbers: dict[int, int], first: date) -> None:
    """Summer holidays one after another, and what the cast says of these days."""
    today = clock.today()
    summer = date(today.year if today.month > 8 else today.year - 1, 6, 15)
    for place, seller in enumerate(SELLERS):
        start = summer + timedelta(days=7 * place)
        hired = _values(seller, "", 0, None, None).hired_on
        if seller.leads and start > max(first, hired) and start + timedelta(days=HOLIDAY_DAYS) < today:
            _away(by, numbers[place], "holiday", start, HOLIDAY_DAYS)
        for kind, offset, days in seller.away:
            _away(by, numbers[place], kind, today + timedelta(days=offset), days)


def _away(by: Actor, person: int, kind: str, first: date, days: int) -> None:
    last = first + timedelta(days=days - 1)
    add_absence(by=by, person_id=person, kind=AbsenceKind(kind), first=first, last=last)


def by_hand(actor: Actor) -> Actor:
    """Return whom the journal names for what the virtual people do: nobody in particular, but no robot."""
    return replace(actor, kind=ActorKind.PERSON, id=None, rights=frozenset(RIGHTS))
