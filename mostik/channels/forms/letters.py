"""A letter to a client as it is filled in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.channels.commands.letters import LIMITS

EMPTY = {"required": _("Fill this in.")}


class LetterForm(forms.Form):
    """What is written, and the key by which pressing twice sends once."""

    template = forms.ChoiceField(label=_("Template"), required=False)
    subject = forms.CharField(label=_("What about"), max_length=LIMITS["subject"], error_messages=EMPTY)
    text = forms.CharField(
        label=_("Text"), max_length=LIMITS["text"], widget=forms.Textarea(attrs={"rows": 10}), error_messages=EMPTY
    )
    offer = forms.BooleanField(
        label=_("It is an offer, advertising"),
        required=False,
        help_text=_("Goes only with the client's consent, and not to whoever unsubscribed."),
    )
    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, templates: list[tuple[str, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["template"].choices = [("", "—"), *templates]  # type: ignore[attr-defined]
