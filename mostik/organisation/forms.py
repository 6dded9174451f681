"""Requests become clean values."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from mostik.organisation.models import OwnerLetter
from mostik.organisation.queries.owner_letters import TITLES
from mostik.organisation.terms import Section
from mostik.web import formats


class BlockerForm(forms.Form):
    """What gets in somebody's way."""

    blocker = forms.CharField(
        label=_("What gets in the way"),
        max_length=300,
        required=False,
        help_text=_("In their own words, one sentence. Leave it empty where nothing does."),
    )
    blocker.wide = True  # type: ignore[attr-defined]


class OwnerPlanForm(forms.Form):
    """Which letters to the owner are built, when, and where they go."""

    week = forms.TypedChoiceField(label=_("Weekly, on"), coerce=int, empty_value=None, required=False)
    month = forms.IntegerField(
        label=_("Monthly, on day"),
        min_value=1,
        max_value=31,
        required=False,
        help_text=_("Of the month before. Empty: none is built."),
    )
    to = forms.CharField(
        label=_("Addresses of the owner"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line. It goes once you approve it."),
    )
    to.wide = True  # type: ignore[attr-defined]

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["week"].choices = [("", _("not built")), *enumerate(formats.weekdays())]  # type: ignore[attr-defined]

    def clean_to(self) -> list[str]:
        """Read the addresses."""
        found: list[str] = self.cleaned_data["to"].replace(",", " ").replace(";", " ").split()
        for each in found:
            try:
                validate_email(each)
            except forms.ValidationError as odd:
                raise forms.ValidationError(_("This is no address: %(odd)s") % {"odd": each[:80]}) from odd
        return found


class OwnerLetterForm(forms.Form):
    """A draft to the owner: its title, the words of each part, what is left out."""

    title = forms.CharField(label=_("Title"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: OwnerLetter, **rest: Any) -> None:
        initial = {"title": row.title, "version": row.version}
        for each in row.sections:
            initial |= {f"text_{each['code']}": each["text"], f"out_{each['code']}": each["out"]}
        super().__init__(*args, initial=initial, **rest)
        for section in Section:
            words = forms.CharField(
                label=TITLES[section], required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 5})
            )
            self.fields[f"text_{section.value}"] = words
            self.fields[f"out_{section.value}"] = forms.BooleanField(label=_("Leave this part out"), required=False)

    def parts(self) -> Sequence[tuple[Any, Any]]:
        """Return the fields of each part: its words, and whether it is left out."""
        return [(self[f"text_{each.value}"], self[f"out_{each.value}"]) for each in Section]

    @property
    def said(self) -> dict[str, Any]:
        """What was typed."""
        told = self.cleaned_data
        return {
            "title": told["title"],
            "version": told["version"],
            "texts": {each.value: told[f"text_{each.value}"] for each in Section},
            "left_out": [each.value for each in Section if told[f"out_{each.value}"]],
        }
