"""The people who work here, their teams and departments, for programs: to be read."""

from functools import partial
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router

from mostik.core.actors import SYSTEM
from mostik.people.access import Department, Team, User, clear, colleagues, shown
from mostik.people.commands.notices.choosing import stop_letter
from mostik.web import resources
from mostik.web.api import Problem, allowed
from mostik.web.routes import Policy

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


@router.post(
    "/letters/{token}/stop",
    response={204: None, 422: Problem},
    url_name="api_letter_stop",
    summary="Stop a daily letter",
    tags=["letters"],
    auth=None,
)
@allowed(Policy.public())
def letter_stop(request: HttpRequest, token: Annotated[str, Path(max_length=300)]) -> HttpResponse:
    """Stop the letter whose signed value this is: what mail programs ask by themselves (RFC 8058)."""
    del request
    stop_letter(by=SYSTEM, token=token)
    return HttpResponse(status=204)
