"""The table of the load: everybody's figures beside the norm, each with the list of what it counts."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from mostik.control.queries.workload import PersonLoad, Workload
from mostik.control.terms import Burden
from mostik.core.actors import Actor
from mostik.core.rights import EXPORT
from mostik.crm.queries.pipelines import lead_pipeline_id
from mostik.people.queries.structure import teams
from mostik.web import formats, tables
from mostik.web.shell import address

WORDS = {
    Burden.OVER: gettext_lazy("overloaded"),
    Burden.EVEN: gettext_lazy("as it should be"),
    Burden.ROOM: gettext_lazy("has room"),
    Burden.AWAY: gettext_lazy("away this week"),
}
TONES = {Burden.OVER: "bad", Burden.EVEN: "neutral", Burden.ROOM: "good", Burden.AWAY: "info"}
#: The figures that are opened by a list.
LISTED = {
    "deals": gettext_lazy("Open deals"),
    "overdue": gettext_lazy("Overdue steps"),
    "today": gettext_lazy("Steps today"),
    "leads": gettext_lazy("Leads waiting"),
    "talks": gettext_lazy("Talks waiting"),
}


def opened(viewer: Actor) -> dict[str, str]:
    """Return the list that opens each figure, still of everybody."""
    deals, steps = reverse("crm:deal_list"), reverse("crm:activity_list")
    apart = "&leads=yes" if lead_pipeline_id(viewer=viewer) else ""
    return {
        "deals": f"{deals}?outcome=open{apart}",
        "overdue": f"{steps}?tab=overdue",
        "today": f"{steps}?tab=later",
        "leads": f"{deals}?waits=yes{apart}",
        "talks": f"{reverse('channels:talks')}?waits=yes",
    }


def sums(people: Sequence[PersonLoad], lists: Mapping[str, str]) -> dict[str, dict[str, object]]:
    """Return what all these people have in hand, each figure with its words and the list of just that."""
    whose = "".join(f"&owner={each.id}" for each in people)
    counts = {name: sum(getattr(each, name) for each in people) for name in LISTED}
    return {
        name: {
            "count": counts[name],
            "words": f"{LISTED[name]}: {formats.number(counts[name])}",
            "href": f"{href}{whose}",
        }
        for name, href in lists.items()
    }


def table(view: Workload, lists: Mapping[str, str], viewer: Actor) -> tables.Table:
    """Return the table of a load, its figures opened by their lists."""
    return tables.Table(
        code="workload",
        columns=_columns(view, lists),
        filters=(
            tables.multichoice_filter(
                "burden",
                gettext_lazy("How loaded"),
                WORDS.items(),
                apply=tables.kept(lambda row, states: row.burden in states),
            ),
            tables.multichoice_filter(
                "team",
                gettext_lazy("Team"),
                teams(viewer=viewer, within=True),
                apply=tables.kept(lambda row, numbers: str(row.team) in numbers),
            ),
            tables.yes_no_filter(
                "takes", gettext_lazy("Can take deals"), apply=tables.kept(lambda row, yes: row.takes is yes), more=True
            ),
        ),
        search=tables.kept(lambda row, text: all(word in row.name.casefold() for word in text.casefold().split())),
        search_words=gettext_lazy("Person"),
        default_sort="-burden",
        export_needs=EXPORT,
        carried=("department",),
    )


def _columns(view: Workload, lists: Mapping[str, str]) -> list[tables.Column]:
    figure = partial(_figure, lists)
    return [
        tables.Column(
            key="name",
            title=gettext_lazy("Person"),
            value=lambda row: row.name,
            kind="person",
            sort=("name",),
            main=True,
            url=lambda row: f"{address('home:my_day')}?person={row.id}",
        ),
        tables.Column(
            key="burden",
            title=gettext_lazy("How loaded"),
            value=lambda row: tables.Badge(WORDS[row.burden], TONES[row.burden]),
            kind="badge",
            sort=("share",),
        ),
        figure("deals", LISTED["deals"], tone=_deals_tone),
        tables.Column(
            key="after",
            title=pgettext_lazy("deals once the load is even", "Would have"),
            value=lambda row: view.after(row) if view.after(row) != row.deals else None,
            kind="number",
            default_hidden=not view.moves,
        ),
        figure("norm", gettext_lazy("Norm")),
        *(figure(name, title) for name, title in LISTED.items() if name != "deals"),
        figure("booked", gettext_lazy("Hours booked"), value=lambda row: round(row.booked, 1), default_hidden=True),
        figure("hours", gettext_lazy("Hours there are"), value=lambda row: round(row.hours, 1), default_hidden=True),
        figure(
            "use",
            gettext_lazy("Part booked"),
            value=lambda row: None if row.use is None else round(row.use, 2),
            kind="percent",
            tone=lambda row: "bad" if (row.use or 0) > 1 else "neutral",
        ),
    ]


def _figure(lists: Mapping[str, str], name: str, title: Any, **more: Any) -> tables.Column:
    """Return a column of figures, each with its list where it has one."""
    href = lists.get(name)
    said: dict[str, Any] = {"value": lambda row: getattr(row, name), "kind": "number", **more}
    url = (lambda row: f"{href}&owner={row.id}") if href else None
    return tables.Column(key=name, title=title, sort=(name,), url=url, **said)


def _deals_tone(row: PersonLoad) -> str:
    return "bad" if row.deals > row.norm and row.burden is not Burden.AWAY else "neutral"
