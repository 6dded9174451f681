"""The tabs that join the screens of one topic."""

from collections.abc import Callable, Sequence

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from mostik.web.tabs import Tab

STRUCTURE = (
    (gettext_lazy("Org chart"), "people:structure", ""),
    (gettext_lazy("People"), "people:list", "?state=works"),
)
CALENDAR = (
    (gettext_lazy("Year"), "people:calendar", ""),
    (gettext_lazy("Schedules"), "people:schedules", ""),
    (gettext_lazy("Shifts"), "people:shifts", ""),
    (gettext_lazy("Attendance"), "people:attendance", ""),
    (gettext_lazy("Working time"), "people:working_time", ""),
    (gettext_lazy("Substitutes"), "people:substitutes", ""),
)


def tabs(current: str) -> list[Tab]:
    """Return the tabs of the topic a screen belongs to, its own marked."""
    topic = next(each for each in (STRUCTURE, CALENDAR) if current in [name for _text, name, _query in each])
    return [Tab(str(text), reverse(name) + query, name == current) for text, name, query in topic]


def team_tabs(known: Sequence[tuple[int, str]], chosen: int | None, href: Callable[[int | None], str]) -> list[Tab]:
    """Return a tab for all and for each team; none where there is nothing to choose between."""
    if len(known) < 2:
        return []
    every: list[tuple[int | None, str]] = [(None, gettext("All")), *known]
    return [Tab(title, href(team), team == chosen) for team, title in every]
