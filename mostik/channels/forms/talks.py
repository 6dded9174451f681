"""An answer in a talk, a message about a deal, whom a talk goes to, as they are filled in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

EMPTY = {"required": _("Fill this in.")}
KEY = r"^[0-9a-f]{32}$"


class SayForm(forms.Form):
    """What is answered, and the key by which pressing twice sends once."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-say": True}),
        help_text=_("Ctrl+Enter sends."),
    )
    asks = forms.BooleanField(label=_("With a button that shares their phone"), required=False)
    key = forms.RegexField(KEY, widget=forms.HiddenInput)


class MessageForm(forms.Form):
    """A message to the client of a deal: by which way, the words."""

    way = forms.ChoiceField(label=_("By what"), error_messages=EMPTY)
    template = forms.ChoiceField(label=_("Template"), required=False)
    text = forms.CharField(
        label=_("Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 6}), error_messages=EMPTY
    )
    key = forms.RegexField(KEY, widget=forms.HiddenInput)

    def __init__(self, *args: Any, ways: list[tuple[str, Any]], templates: list[tuple[str, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["way"].choices = ways  # type: ignore[attr-defined]
        self.fields["template"].choices = [("", "—"), *templates]  # type: ignore[attr-defined]


class HandForm(forms.Form):
    """Who answers from now on."""

    to = forms.TypedChoiceField(label=_("To whom"), coerce=int, error_messages=EMPTY)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["to"].choices = [("", "—"), *people]  # type: ignore[attr-defined]


class LinkForm(forms.Form):
    """Which deal a talk belongs to."""

    deal = forms.TypedChoiceField(label=_("Deal"), coerce=int, error_messages=EMPTY)

    def __init__(self, *args: Any, deals: list[tuple[int, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["deal"].choices = [("", "—"), *deals]  # type: ignore[attr-defined]
