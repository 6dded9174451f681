"""A role and a token as they are filled in."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mostik.core.actors import Actor, Reach
from mostik.people.commands.roles import RoleValues
from mostik.people.models import Role
from mostik.people.queries import roles, structure

REACHES: list[tuple[str, str | Promise]] = [
    (Reach.OWN.value, _("own records")),
    (Reach.TEAM.value, _("records of the team")),
    (Reach.DEPARTMENT.value, _("records of the department")),
    (Reach.ALL.value, _("all records")),
]
MASKS: list[tuple[str, str | Promise]] = [
    ("phone", _("phones")),
    ("email", _("e-mails")),
    ("margin", _("costs and margins")),
]
ROOMS: dict[str, str | Promise] = {
    "crm": _("Clients and deals"),
    "analysis": _("Analysis"),
    "planning": _("Planning"),
    "control": _("Control"),
    "people": _("People"),
    "automation": _("Automation"),
    "core": _("Company"),
}


class RoleForm(forms.Form):
    """What a role may do, how far it sees, what it sees in part. Rights stand in groups by room."""

    title = forms.CharField(label=_("Title in Russian"), max_length=80)
    title_en = forms.CharField(label=_("Title in English"), max_length=80, required=False)
    description = forms.CharField(label=_("What it is for"), max_length=300, required=False)
    reach = forms.ChoiceField(label=_("Sees"), choices=REACHES, widget=forms.RadioSelect)
    masked = forms.MultipleChoiceField(
        label=_("Sees only in part"), choices=MASKS, widget=forms.CheckboxSelectMultiple, required=False
    )
    second_step = forms.BooleanField(
        label=_("Signs in by two steps only"),
        required=False,
        help_text=_("Whoever has not turned the second step on is asked to do it before anything else."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Actor, row: Role, **rest: Any) -> None:
        self.rooms = [room for room, _rights in roles.rights_by_room(viewer=viewer)]
        names = ("title", "title_en", "reach", "masked", "second_step", "version")
        known = {**{name: getattr(row, name) for name in names}, "description": in_words(row)}
        self.row = row
        super().__init__(*args, initial={**known, **{f"rights_{room}": row.rights for room in self.rooms}}, **rest)
        for room, rights in roles.rights_by_room(viewer=viewer):
            self.fields[f"rights_{room}"] = forms.MultipleChoiceField(
                label=ROOMS.get(room, room), choices=rights, widget=forms.CheckboxSelectMultiple, required=False
            )

    @property
    def rights_fields(self) -> list[forms.BoundField]:
        """Return the groups of rights, in the head's own order."""
        return [self[f"rights_{room}"] for room in self.rooms]

    @property
    def values(self) -> RoleValues:
        """Return what was filled in."""
        said = self.cleaned_data
        return RoleValues(
            title=said["title"],
            title_en=said["title_en"],
            description=self.row.description if said["description"] == in_words(self.row) else said["description"],
            reach=Reach(said["reach"]),
            rights=frozenset(code for room in self.rooms for code in said[f"rights_{room}"]),
            masked=frozenset(said["masked"]),
            second_step=said["second_step"],
        )


def in_words(row: Role) -> str:
    """Return what a role is for in the language of the screen: a seeded one is kept in English."""
    return gettext(row.description) if row.description else ""


class TokenForm(forms.Form):
    """A token for a program."""

    title = forms.CharField(label=_("Which program"), max_length=80, help_text=_("For example: the site's form."))
    role = forms.ChoiceField(label=_("Acts as"))
    department_id = forms.TypedChoiceField(
        label=_("In the department"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("For a role that sees a department; the top one if left empty."),
    )

    expires_on = forms.DateField(
        label=_("Works until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The last day; without one it works until it is revoked."),
    )

    def __init__(self, *args: Any, viewer: Actor, **rest: Any) -> None:
        super().__init__(*args, **rest)
        fields: dict[str, Any] = self.fields
        known = roles.choices(viewer=viewer)
        self.role = roles.role_of(str(self["role"].value())[:50], viewer=viewer) or roles.role_of(
            known[0][0], viewer=viewer
        )
        self.initial["role"] = self.role.code if self.role else ""
        fields["role"].widget.attrs |= {"hx-get": reverse("people:token_make"), "hx-target": "#token-rights"}
        self.rooms = []
        for room, rights in roles.rights_by_room(viewer=viewer):
            offered = [each for each in rights if self.role and each[0] in self.role.rights]
            if offered:
                self.rooms.append(room)
                fields[f"rights_{room}"] = forms.MultipleChoiceField(
                    label=ROOMS.get(room, room),
                    choices=offered,
                    widget=forms.CheckboxSelectMultiple,
                    required=False,
                    initial=[code for code, _title in offered],
                )
        fields["role"].choices = known
        fields["department_id"].choices = [("", "—"), *structure.departments(viewer=viewer)]

    @property
    def rights_fields(self) -> list[forms.BoundField]:
        """Return the groups of rights the role has."""
        return [self[f"rights_{room}"] for room in self.rooms]

    @property
    def values(self) -> dict[str, Any]:
        """Return what was filled in, for the command."""
        said = self.cleaned_data
        rights = [code for room in self.rooms for code in said[f"rights_{room}"]]
        return {
            "title": said["title"],
            "role": said["role"],
            "department_id": said["department_id"],
            "expires_on": said["expires_on"],
            "rights": rights,
        }
