"""The cast and the stage of every test: one department, one pipeline, one frozen day.

Anna is the head; Boris and Vera are her managers in the North team; Gleb leads the South team where Dasha sells;
Dina is an agent of the service department; Olga owns the company; a robot acts for the system; Semyon is a stranger
from another department.
"""

from dataclasses import dataclass
from datetime import date

import pytest

from mostik.config.roles import ROLES
from mostik.core.actors import SYSTEM, Actor
from mostik.people.commands.roles import seed_roles
from mostik.people.models import Department, Role, Team, User
from mostik.people.queries.actors import actor_of

TODAY = date(2026, 11, 18)


@dataclass
class Cast:
    """Everybody who takes part, as users; ``actor("boris")`` is who they are when they act."""

    sales: Department
    service: Department
    north: Team
    south: Team
    anna: User
    boris: User
    vera: User
    gleb: User
    dasha: User
    dina: User
    olga: User
    semyon: User

    def actor(self, name: str) -> Actor:
        """Return who this person is when they act."""
        return actor_of(getattr(self, name))


def person(first: str, last: str, role: str, department: Department, team: Team | None = None, **more) -> User:
    """Make one person of the cast."""
    return User.objects.create_user(
        f"{first.lower()}@mostik.test",
        "correct horse",
        first_name=first,
        last_name=last,
        role=Role.objects.get(code=role),
        department=department,
        team=team,
        hired_on=date(2024, 1, 9),
        **more,
    )


@pytest.fixture
def roles(db):
    """The roles a new company starts with."""
    seed_roles(by=SYSTEM, seeds=ROLES)


@pytest.fixture
def cast(roles) -> Cast:
    """The whole cast, freshly made."""
    company = Department.objects.create(title="Company")
    sales = Department.objects.create(title="Sales", parent=company)
    service = Department.objects.create(title="Service", parent=company)
    north = Team.objects.create(title="North", department=sales)
    south = Team.objects.create(title="South", department=sales)
    front = Team.objects.create(title="Front desk", department=service)
    olga = person("Olga", "Orlova", "owner", company)
    anna = person("Anna", "Koroleva", "head", sales, reports_to=olga)
    gleb = person("Gleb", "Gromov", "lead", sales, south, sells=True, reports_to=anna)
    Team.objects.filter(pk=south.pk).update(lead=gleb)
    return Cast(
        sales=sales,
        service=service,
        north=north,
        south=south,
        anna=anna,
        boris=person("Boris", "Belov", "manager", sales, north, sells=True, reports_to=anna),
        vera=person("Vera", "Volkova", "manager", sales, north, sells=True, reports_to=anna),
        gleb=gleb,
        dasha=person("Dasha", "Dolina", "manager", sales, south, sells=True, reports_to=gleb),
        dina=person("Dina", "Dubova", "service_agent", service, front),
        olga=olga,
        semyon=person("Semyon", "Sorokin", "executor", service, front),
    )
