"""What a file is for; a period looked into."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST = 2**62


class ReasonForm(forms.Form):
    """Why somebody exports."""

    why = forms.CharField(
        label=_("What the file is for"),
        min_length=5,
        max_length=300,
        help_text=_("It is written down together with your name; the file is marked."),
    )


class AskForm(ReasonForm):
    """Why somebody asks to export more than they may."""

    rows = forms.IntegerField(min_value=1, max_value=100_000)
    page = forms.CharField(max_length=300, required=False)


class IncidentForm(forms.Form):
    """A period, and one client if only that one is looked for."""

    first = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(label=_("To"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    subject = forms.IntegerField(label=_("Number of the record"), min_value=1, max_value=LARGEST, required=False)

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        said = super().clean() or {}
        if said.get("first") and said.get("last") and said["last"] < said["first"]:
            self.add_error("last", _("The last day is before the first."))
        return said
