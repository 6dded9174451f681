"""A person's card as it is filled in, dismissed, moved."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.people.access import clear
from mostik.people.models import User
from mostik.people.queries import roles, structure
from mostik.people.terms import PersonValues

EMPTY = ("", "—")


def _number(**rest: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(coerce=int, empty_value=None, **rest)


class PersonForm(forms.Form):
    """Everything that is written about a person."""

    last_name = forms.CharField(label=_("Last name"), max_length=80)
    first_name = forms.CharField(label=_("First name"), max_length=80)
    middle_name = forms.CharField(label=_("Middle name"), max_length=80, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=254, help_text=_("They sign in with it."))
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    position = forms.CharField(label=_("Position"), max_length=120, required=False)
    department_id = _number(label=_("Department"))
    team_id = _number(label=_("Team"), required=False)
    role = forms.ChoiceField(label=_("Role"), help_text=_("What they may do and whose records they see."))
    reports_to_id = _number(label=_("Reports to"), required=False)
    hired_on = forms.DateField(label=_("Works since"), widget=forms.DateInput)
    sells = forms.BooleanField(label=_("Carries a personal plan"), required=False)
    alias = forms.CharField(
        label=_("Name in imported files"),
        max_length=160,
        required=False,
        help_text=_("When files call them otherwise."),
    )
    since = forms.DateField(
        label=_("The new place counts from"),
        required=False,
        widget=forms.DateInput,
        help_text=_("Fill in when the department, team, position, role or head changes; today if left empty."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Actor, row: User | None = None, **rest: Any) -> None:
        initial = {"hired_on": clock.today()} if row is None else _written(row)
        super().__init__(*args, initial=initial, **rest)
        fields: dict[str, Any] = self.fields
        if row is None:
            del self.fields["since"]
        fields["department_id"].choices = [EMPTY, *structure.departments(viewer=viewer, within=True)]
        fields["team_id"].choices = [EMPTY, *structure.teams(viewer=viewer, within=True)]
        fields["role"].choices = roles.choices(viewer=viewer)
        heads = structure.heads(viewer=viewer)
        fields["reports_to_id"].choices = [EMPTY, *(each for each in heads if row is None or each[0] != row.pk)]
        _keep_chosen(fields, row)
        self.kept = _kept(row, viewer)
        for name in self.kept:
            del self.fields[name]

    @property
    def values(self) -> PersonValues:
        """Return what was filled in."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in {"since", "version"}}
        return PersonValues(**said, **self.kept, language=str(self.initial.get("language", "")))


def _written(row: User) -> dict[str, Any]:
    names = [*PersonForm.base_fields, "language"]
    known = {name: getattr(row, name) for name in names if name not in {"since", "role"}}
    return {**known, "role": row.role.code}


def _kept(row: User | None, viewer: Actor) -> dict[str, str]:
    """Return what stays as it is because the viewer sees it only in part: it is not in the form at all."""
    if row is None:
        return {}
    return {name: getattr(row, name) for name in ("email", "phone") if not clear(name, viewer)}


def _keep_chosen(fields: dict[str, Any], row: User | None) -> None:
    """Keep what the person has in the lists even when it is archived or out of reach: it must not change silently."""
    if row is None:
        return
    for name, chosen in (("department_id", row.department), ("team_id", row.team), ("reports_to_id", row.reports_to)):
        if chosen and chosen.pk not in dict(fields[name].choices):
            fields[name].choices = [*fields[name].choices, (chosen.pk, str(chosen))]


class DismissForm(forms.Form):
    """The last day somebody works here."""

    last_day = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput,
        help_text=_("Access closes at once, or after this day when it is still to come."),
    )


class MoveForm(forms.Form):
    """Where picked people go."""

    team_id = _number(label=_("To the team"))
    since = forms.DateField(label=_("From the day"), widget=forms.DateInput)

    def __init__(self, *args: Any, viewer: Actor, **rest: Any) -> None:
        super().__init__(*args, initial={"since": clock.today()}, **rest)
        self.fields["team_id"].choices = structure.teams(viewer=viewer, within=True)  # type: ignore[attr-defined]


class ProfileForm(forms.Form):
    """One's own language, and how long what one writes may be taken back."""

    language = forms.ChoiceField(
        label=_("Language of the screens"),
        required=False,
        choices=[("", _("as in the browser")), ("ru", "Русский"), ("en", "English")],
    )
    hold = forms.TypedChoiceField(
        label=_("Time to take a letter or message back"),
        help_text=_("It goes to the client after that. An answer in the chat of a site goes at once: somebody waits."),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            (0, _("none, it goes at once")),
            (5, _("5 seconds")),
            (10, _("10 seconds")),
            (30, _("30 seconds")),
        ],
    )
