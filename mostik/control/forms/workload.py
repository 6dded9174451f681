"""What is asked about the load."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NormForm(forms.Form):
    """How many open deals a person may have."""

    count = forms.IntegerField(
        label=_("Open deals of a person with a full day"),
        min_value=0,
        max_value=1000,
        help_text=_("0: a fifth above the department's middle. Who works less may have less."),
    )
    count.wide = True  # type: ignore[attr-defined]
