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
    cc = forms.CharField(
        label=_("Copies to"), max_length=1000, required=False, help_text=_("Addresses, apart by commas.")
    )
    bcc = forms.CharField(
        label=_("Blind copy"), max_length=1000, required=False, help_text=_("Nobody else sees these addresses.")
    )
    text = forms.CharField(
        label=_("Text"), max_length=LIMITS["text"], widget=forms.Textarea(attrs={"rows": 10}), error_messages=EMPTY
    )
    offer = forms.BooleanField(
        label=_("It is an offer, advertising"),
        required=False,
        help_text=_("Goes only with the client's consent, and not to whoever unsubscribed."),
    )
    picked = forms.TypedMultipleChoiceField(
        label=_("Files of the deal"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, templates: list[tuple[str, str]], files: list[tuple[int, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["template"].choices = [("", "—"), *templates]  # type: ignore[attr-defined]
        self.fields["picked"].choices = files  # type: ignore[attr-defined]
        if not files:
            del self.fields["picked"]
