"""A salesperson's day: the numbers due today and one queue worked in place, each brought by its own room."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from mostik.core import clock
from mostik.core.actors import Actor, Reach
from mostik.people.queries.people import colleagues, person
from mostik.web.asked import number_in
from mostik.web.shell import address

#: What the keys do with the opened item, for the visible help.
KEYS = (
    ("1 – 5", gettext_lazy("how it ended")),
    ("c", gettext_lazy("call")),
    ("w", gettext_lazy("write")),
    ("m", gettext_lazy("book a meeting")),
    ("s", gettext_lazy("put it off")),
    ("l", gettext_lazy("give the deal up, saying why")),
    ("h", gettext_lazy("hand over")),
    ("n", gettext_lazy("say the next step")),
    ("u", gettext_lazy("take back what was done last")),
    ("o", gettext_lazy("open the letter just written")),
    ("j k Enter", gettext_lazy("open another item")),
    ("Esc", gettext_lazy("back to the item")),
)


class Day(NamedTuple):
    """Somebody's day in the choice of days."""

    text: str
    href: str
    current: bool


def my_day(request: HttpRequest) -> HttpResponse:
    """Show one's day, or within reach the day of somebody else."""
    whose = _whose(request)
    shown = {"person": whose} if whose else {}
    queue = {**shown, **({"open": request.GET["open"][:40]} if request.GET.get("open") else {})}
    context = {
        "today": clock.today(),
        "page_keys": KEYS,
        "name": person(viewer=request.actor, person_id=whose).short_name if whose else "",
        "people": _days(request.actor, whose),
        "queue_url": _with(reverse("crm:queue"), queue),
        "outline_url": _with(address("people:day_outline"), shown)
        if request.actor.may("people.see_attendance")
        else "",
        "work_url": address("people:work") if not whose and request.actor.may("people.mark_work") else "",
        "cases_url": address("control:my_cases") if not whose and request.actor.may("control.answer_cases") else "",
        "assignments_url": address("control:my_assignments")
        if not whose and request.actor.may("control.answer_assignment")
        else "",
        "numbers_url": _with(address("planning:my_numbers"), shown),
    }
    return render(request, "home/my_day/page.html", context)


def _whose(request: HttpRequest) -> int | None:
    """Return whose day is asked for; one's own, or a number nobody could have, is nobody else's."""
    number = number_in(request.GET.get("person", ""))
    return None if number == request.actor.id else number


def _days(viewer: Actor, whose: int | None) -> list[Day]:
    """Return the people whose day the viewer may look at; nobody to choose from for whoever sees only their own."""
    if viewer.reach is Reach.OWN:
        return []
    here = reverse("home:my_day")
    people = [each for each in colleagues(viewer=viewer) if each.sells or each.pk == viewer.id]
    return [
        Day(
            each.short_name,
            here if each.pk == viewer.id else f"{here}?person={each.pk}",
            each.pk == (whose or viewer.id),
        )
        for each in people
    ]


def _with(path: str, asked: dict[str, object]) -> str:
    return f"{path}?{urlencode(asked)}" if path and asked else path
