"""Departments and teams as they are filled in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.core.actors import Actor
from mostik.people.models import Department, Team
from mostik.people.queries import structure

EMPTY = ("", "—")


class DepartmentForm(forms.Form):
    """A department and what it is part of."""

    title = forms.CharField(label=_("Title"), max_length=120)
    parent_id = forms.TypedChoiceField(label=_("Part of"), coerce=int, empty_value=None, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Actor, row: Department | None = None, **rest: Any) -> None:
        initial = {"title": row.title, "parent_id": row.parent_id, "version": row.version} if row else {}
        super().__init__(*args, initial=initial, **rest)
        known = [each for each in structure.departments(viewer=viewer, within=True) if row is None or each[0] != row.pk]
        if row and row.parent and row.parent_id not in dict(known):
            known.append((row.parent.pk, row.parent.title))
        self.fields["parent_id"].choices = [EMPTY, *known]  # type: ignore[attr-defined]


class TeamForm(forms.Form):
    """A team, its department and who leads it."""

    title = forms.CharField(label=_("Title"), max_length=120)
    department_id = forms.TypedChoiceField(label=_("Department"), coerce=int)
    lead_id = forms.TypedChoiceField(
        label=_("Led by"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Whoever leads a team and has a role of team reach sees its records."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Actor, row: Team | None = None, **rest: Any) -> None:
        names = ("title", "department_id", "lead_id", "version")
        initial = rest.pop("initial", {}) if row is None else {name: getattr(row, name) for name in names}
        super().__init__(*args, initial=initial, **rest)
        fields: dict[str, Any] = self.fields
        fields["department_id"].choices = structure.departments(viewer=viewer, within=True)
        leads = structure.heads(viewer=viewer, within=True)
        if row and row.lead and row.lead_id not in dict(leads):
            leads.append((row.lead.pk, row.lead.short_name))
        fields["lead_id"].choices = [EMPTY, *leads]
