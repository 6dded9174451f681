"""The first address: everybody is led to their own first screen."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

FIRST = (
    ("control.see_bridge", "home:bridge"),
    ("crm.do_activity", "home:my_day"),
    ("analysis.see_metrics", "analysis:metrics"),
    ("people.see_structure", "people:structure"),
)


def front(request: HttpRequest) -> HttpResponse:
    """Lead to the bridge, one's day, the figures or the structure: the first of them one may see."""
    where = next((name for right, name in FIRST if request.actor.may(right)), "core:notifications")
    return redirect(where)
