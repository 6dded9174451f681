"""The language model as it is filled in: where it is asked, by which name, its key never shown."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.automation.commands.reader import MOST_A_DAY
from mostik.automation.forms.robots import EMPTY
from mostik.automation.models import Reader


class ReaderForm(forms.Form):
    """Where a model is asked and how often."""

    url = forms.CharField(
        label=_("Address"),
        max_length=2000,
        error_messages=EMPTY,
        help_text=_("Up to “/chat/completions”, which is added: https://api.example.ru/v1"),
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )
    model = forms.CharField(
        label=_("Model"), max_length=120, error_messages=EMPTY, help_text=_("As its provider spells it.")
    )
    key = forms.CharField(
        label=_("Key"), max_length=500, required=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
    daily = forms.IntegerField(
        label=_("Messages a day at most"),
        min_value=1,
        max_value=MOST_A_DAY,
        initial=300,
        error_messages=EMPTY,
        help_text=_("Beyond that the rules do without it."),
    )
    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: Reader | None = None, **rest: Any) -> None:
        known = {name: getattr(row, name) for name in ("url", "model", "daily", "version")} if row else {}
        super().__init__(*args, initial=known, **rest)
        if row and row.secret:
            self.fields["key"].help_text = _("Kept, and never shown. Leave it empty to keep it.")
