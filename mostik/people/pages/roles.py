"""Roles: the table of who may what, and one role."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.people.commands import roles as commands
from mostik.people.forms.roles import MASKS, REACHES, ROOMS, RoleForm
from mostik.people.pages.asking import Outcome
from mostik.people.queries import roles
from mostik.web.answers import done
from mostik.web.asking import sent, tried


@dataclass(frozen=True)
class Line:
    """A right in the table: its words and which roles have it."""

    title: str
    has: list[bool]


@dataclass(frozen=True)
class Room:
    """The rights of one room."""

    title: str
    lines: list[Line]


def list_roles(request: HttpRequest) -> HttpResponse:
    """Show which role may what, how far it sees, what it sees in part."""
    found = roles.roles(viewer=request.actor)
    reaches, masks = dict(REACHES), dict(MASKS)
    context = {
        "roles": found,
        "reaches": [reaches[each.reach.value] for each in found],
        "masks": [", ".join(str(masks[kind]) for kind in masks if kind in each.masked) for each in found],
        "rooms": [
            Room(str(ROOMS.get(room, room)), [_line(title, code, found) for code, title in rights])
            for room, rights in roles.rights_by_room(viewer=request.actor)
        ],
        "width": len(found) + 1,
    }
    return render(request, "people/roles/list.html", context)


def _line(title: str, code: str, found: list[roles.RoleLine]) -> Line:
    return Line(title, [code in each.rights for each in found])


def role_edit(request: HttpRequest, role_id: int) -> HttpResponse:
    """Change what a role may do: at once for everybody who has it."""
    row = roles.role(viewer=request.actor, role_id=role_id)
    form = RoleForm(sent(request), viewer=request.actor, row=row)
    if request.method == "POST" and (outcome := tried(form, lambda: _save(request, form, role_id))):
        return done(request, outcome[1], outcome[0])
    count = next(each.people for each in roles.roles(viewer=request.actor) if each.id == role_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "people/roles/edit.html", {"form": form, "role": row, "count": count}, status=status)


def _save(request: HttpRequest, form: RoleForm, role_id: int) -> Outcome:
    version = form.cleaned_data["version"]
    row = commands.edit_role(by=request.actor, role_id=role_id, values=form.values, version=version)
    said = _("The role “%(title)s” is changed for everybody who has it.") % {"title": row.title}
    return said, reverse("people:roles")
