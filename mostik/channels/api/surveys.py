"""Marks of clients for programs: who was asked, what they answered."""

from functools import partial

from ninja import Router

from mostik.channels.models import Survey
from mostik.channels.queries.surveys import surveys
from mostik.people.access import clear, shown
from mostik.web import resources

Resource = partial(resources.Resource, clear=clear, shown=shown)

SURVEYS = Resource(
    name="surveys",
    one="survey",
    model=Survey,
    kind="channels.survey",
    see="crm.see_deals",
    rows=lambda viewer: surveys(viewer=viewer),
    shows="deal company owner kind way score comment asked_at answered_at changed_at activity",
    filters="deal company owner kind score asked_at answered_at",
)


def routes(router: Router) -> None:
    """Give surveys their operations."""
    resources.register(router, SURVEYS)
