"""The structure: the chart of who reports to whom, departments and teams."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.people.access import Department, Team
from mostik.people.commands import structure as commands
from mostik.people.forms.structure import DepartmentForm, TeamForm
from mostik.people.pages import words
from mostik.people.pages.asking import Outcome, ask
from mostik.people.pages.tabs import tabs
from mostik.people.queries import structure
from mostik.web.answers import done, with_undo
from mostik.web.asking import sent


@dataclass(frozen=True)
class Node:
    """A person as the chart draws them."""

    title: str
    person: str
    badge: str
    tone: str
    href: str
    children: Sequence["Node"]


def show_structure(request: HttpRequest) -> HttpResponse:
    """Show who reports to whom, and the departments with their teams."""
    tree = structure.tree(viewer=request.actor)
    context = {
        "tree": tree,
        "nodes": [_node(place) for place in tree.tops],
        "units": structure.units(viewer=request.actor),
        "may_edit": request.actor.may("people.edit_structure"),
        "tabs": tabs("people:structure"),
    }
    return render(request, "people/structure/chart.html", context)


def _node(place: structure.Place) -> Node:
    badge = str(words.STATES[place.state]) if place.state != "works" else ""
    href = reverse("people:person", args=[place.id]) if place.opens else ""
    return Node(
        place.position, place.name, badge, words.TONES[place.state], href, [_node(each) for each in place.reports]
    )


def department_add(request: HttpRequest) -> HttpResponse:
    """Make a department."""
    form = DepartmentForm(sent(request), viewer=request.actor)

    def act() -> Outcome:
        said = form.cleaned_data
        made = commands.add_department(by=request.actor, title=said["title"], parent_id=said["parent_id"])
        return _("The department “%(title)s” is made.") % {"title": made.title}, _home()

    return ask(request, form, "people/structure/unit.html", act, {"title": _("New department")})


def department_edit(request: HttpRequest, department_id: int) -> HttpResponse:
    """Change a department, or put it away."""
    row = structure.department(viewer=request.actor, department_id=department_id)
    form = DepartmentForm(sent(request), viewer=request.actor, row=row)

    def act() -> Outcome:
        commands.edit_department(by=request.actor, department_id=department_id, **form.cleaned_data)
        return _("Saved."), _home()

    away = reverse("people:department_archive", args=[department_id])
    return ask(request, form, "people/structure/unit.html", act, {"title": row.title, "away": away})


def department_archive(request: HttpRequest, department_id: int) -> HttpResponse:
    """Put a department away."""
    row = commands.archive_department(by=request.actor, department_id=department_id)
    return _archived(request, row, reverse("people:department_restore", args=[department_id]))


def department_restore(request: HttpRequest, department_id: int) -> HttpResponse:
    """Bring a department back."""
    row = commands.restore_department(by=request.actor, department_id=department_id)
    return _restored(request, row)


def team_add(request: HttpRequest) -> HttpResponse:
    """Make a team."""
    asked = request.GET.get("department", "")
    initial = {"department_id": int(asked)} if asked.isdecimal() and len(asked) < 10 else {}
    form = TeamForm(sent(request), viewer=request.actor, initial=initial)

    def act() -> Outcome:
        said = form.cleaned_data
        values = {name: said[name] for name in ("title", "department_id", "lead_id")}
        made = commands.add_team(by=request.actor, **values)
        return _("The team “%(title)s” is made.") % {"title": made.title}, _home()

    return ask(request, form, "people/structure/unit.html", act, {"title": _("New team")})


def team_edit(request: HttpRequest, team_id: int) -> HttpResponse:
    """Change a team, or put it away."""
    row = structure.team(viewer=request.actor, team_id=team_id)
    form = TeamForm(sent(request), viewer=request.actor, row=row)

    def act() -> Outcome:
        commands.edit_team(by=request.actor, team_id=team_id, **form.cleaned_data)
        return _("Saved."), _home()

    away = reverse("people:team_archive", args=[team_id])
    return ask(request, form, "people/structure/unit.html", act, {"title": row.title, "away": away})


def team_archive(request: HttpRequest, team_id: int) -> HttpResponse:
    """Put a team away."""
    row = commands.archive_team(by=request.actor, team_id=team_id)
    return _archived(request, row, reverse("people:team_restore", args=[team_id]))


def team_restore(request: HttpRequest, team_id: int) -> HttpResponse:
    """Bring a team back."""
    return _restored(request, commands.restore_team(by=request.actor, team_id=team_id))


def _archived(request: HttpRequest, row: Department | Team, undo: str) -> HttpResponse:
    said = _("“%(title)s” is put away.") % {"title": row.title}
    return done(request, _home(), with_undo(said, undo, _home()))


def _restored(request: HttpRequest, row: Department | Team) -> HttpResponse:
    return done(request, _home(), _("“%(title)s” is back.") % {"title": row.title})


def _home() -> str:
    return reverse("people:structure")
