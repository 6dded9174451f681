"""The people who work here, their teams and departments, for programs: to be read."""

from functools import partial

from ninja import Router

from mostik.people.access import Department, Team, User, clear, colleagues, shown
from mostik.web import resources

router = Router()
Resource = partial(resources.Resource, clear=clear, shown=shown)
SEE = "people.see_structure"

PEOPLE = Resource(
    name="people",
    one="person",
    model=User,
    see=SEE,
    rows=colleagues,
    shows="last_name first_name middle_name position department team reports_to email phone hired_on left_on sells",
    filters="department team reports_to email sells hired_on",
)
TEAMS = Resource(
    name="teams",
    one="team",
    model=Team,
    see=SEE,
    rows=lambda _viewer: Team.objects.all(),
    shows="title department lead version",
    filters="department",
)
DEPARTMENTS = Resource(
    name="departments",
    one="department",
    model=Department,
    see=SEE,
    rows=lambda _viewer: Department.objects.all(),
    shows="title parent version",
    filters="parent",
)
resources.register(router, PEOPLE, TEAMS, DEPARTMENTS)
