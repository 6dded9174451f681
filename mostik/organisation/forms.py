"""Requests become clean values."""

from django import forms
from django.utils.translation import gettext_lazy as _


class BlockerForm(forms.Form):
    """What gets in somebody's way."""

    blocker = forms.CharField(
        label=_("What gets in the way"),
        max_length=300,
        required=False,
        help_text=_("In their own words, one sentence. Leave it empty where nothing does."),
    )
    blocker.wide = True  # type: ignore[attr-defined]
