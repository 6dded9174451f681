"""Letters to marketing: when they go and where to, what was answered."""

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _


class LetterForm(forms.Form):
    """When letters on lead quality go to marketing and where to."""

    on = forms.BooleanField(label=_("Goes by itself"), required=False)
    days = forms.CharField(
        label=_("On these days of the month"),
        max_length=60,
        help_text=_("At least two, from 1 to 31: 1 15. A day the month has not is its last."),
    )
    to = forms.CharField(
        label=_("Marketing's addresses"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line. Whoever has an account in Mostik can answer there."),
    )
    wait = forms.IntegerField(label=_("An answer is late after, days"), min_value=1, max_value=30)

    def clean_days(self) -> list[int]:
        """Read the days."""
        words = self.cleaned_data["days"].replace(",", " ").split()
        if not all(word.isascii() and word.isdecimal() and 1 <= int(word[:4]) <= 31 for word in words):
            raise forms.ValidationError(_("Days are numbers from 1 to 31, as: 1 15."))
        return [int(word) for word in words]

    def clean_to(self) -> list[str]:
        """Read the addresses."""
        return addresses_in(self.cleaned_data["to"])


def addresses_in(text: str) -> list[str]:
    """Return the addresses of a text, apart by commas, spaces or lines; refuses what is none."""
    found = text.replace(",", " ").replace(";", " ").split()
    for each in found:
        try:
            validate_email(each)
        except forms.ValidationError as odd:
            raise forms.ValidationError(_("This is no address: %(odd)s") % {"odd": each[:80]}) from odd
    return found


class AnswerForm(forms.Form):
    """What marketing answered."""

    who = forms.CharField(label=_("Who answered"), max_length=120)
    answered_on = forms.DateField(label=_("When"), widget=forms.DateInput)
    text = forms.CharField(label=_("What was answered"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))
    text.wide = True  # type: ignore[attr-defined]
