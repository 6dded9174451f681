"""Requests to other functions as forms."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.people.access import User
from mostik.planning.commands.demands import MOST, Request
from mostik.planning.models import DEMAND_KINDS
from mostik.planning.terms import DemandKind


class DemandForm(forms.Form):
    """What is asked of another function."""

    kind = forms.TypedChoiceField(label=_("What we ask for"), coerce=DemandKind, choices=DEMAND_KINDS)
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST)
    channel = forms.TypedChoiceField(
        label=_("Channel"), coerce=int, empty_value=None, required=False, help_text=_("Of leads; empty: any of them.")
    )
    what = forms.CharField(
        label=_("Which"),
        max_length=200,
        required=False,
        help_text=_("Segment of leads, role of people, product of materials."),
    )
    due_on = forms.DateField(label=_("By when"), widget=forms.DateInput)
    why = forms.CharField(label=_("What for"), max_length=500)
    to = forms.TypedChoiceField(label=_("Of which colleague"), coerce=int, empty_value=None, required=False)
    to_name = forms.CharField(label=_("Or of somebody outside: name"), max_length=120, required=False)
    to_email = forms.EmailField(label=_("and address"), required=False, help_text=_("They answer by a link."))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: Sequence[User], channels: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", "—"), *((each.pk, _titled(each)) for each in people)]
        self.fields["channel"].choices = [("", "—"), *channels]

    def request(self, amount: int) -> Request:
        """Return what is asked, for so much money."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return Request(**said, amount=amount)


class AcceptForm(forms.Form):
    """A promise."""

    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST)
    due_on = forms.DateField(label=_("By when"), widget=forms.DateInput)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)
    who = forms.CharField(
        label=_("Who answered"), max_length=120, required=False, help_text=_("If not oneself: who said so.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class RefuseForm(forms.Form):
    """A refusal."""

    note = forms.CharField(label=_("Why it cannot be done"), max_length=500, required=False)
    who = forms.CharField(
        label=_("Who answered"), max_length=120, required=False, help_text=_("If not oneself: who said so.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class DeliverForm(forms.Form):
    """What came, by hand."""

    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)


class CloseForm(forms.Form):
    """How a request ended."""

    reason = forms.CharField(label=_("How it ended"), max_length=500, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def _titled(person: User) -> str:
    return f"{person.short_name}, {person.position}" if person.position else person.short_name
