"""Requests become clean values."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

TABLE = re.compile(r"^[a-z0-9_-]{1,64}$")


class ViewForm(forms.Form):
    """A name for a list as it stands."""

    title = forms.CharField(label=_("Name of the view"), max_length=80, help_text=_("For example: no next step"))
    shared = forms.BooleanField(label=_("Everybody sees it"), required=False)
    query = forms.CharField(required=False, widget=forms.HiddenInput)
    table = forms.RegexField(TABLE, widget=forms.HiddenInput)
