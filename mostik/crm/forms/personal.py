"""What is typed about consents and requests about personal data, made clean."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.crm.queries.words import CONSENT_CHANNELS, CONSENT_PURPOSES, REQUEST_KINDS


class ConsentForm(forms.Form):
    """A consent as it was given."""

    purpose = forms.ChoiceField(label=_("What for"), choices=tuple(CONSENT_PURPOSES.items()))
    channel = forms.ChoiceField(label=_("By which channel"), choices=tuple(CONSENT_CHANNELS.items()))
    text = forms.CharField(
        label=_("Text and its version"),
        max_length=120,
        help_text=_("Which text they agreed to, so that it can be shown later."),
    )
    given_at = forms.DateTimeField(label=_("When it was given"), required=False, widget=forms.DateTimeInput)
    given_how = forms.CharField(
        label=_("How it was given"),
        min_length=3,
        max_length=500,
        help_text=_("The evidence: a form with its address, a letter, a recorded call."),
    )


class WithdrawForm(forms.Form):
    """How a consent was withdrawn."""

    withdrawn_how = forms.CharField(label=_("How it was withdrawn"), min_length=3, max_length=500)


class RequestForm(forms.Form):
    """A request about personal data as it came."""

    kind = forms.ChoiceField(label=_("What is asked"), choices=tuple(REQUEST_KINDS.items()))
    received_on = forms.DateField(label=_("When it came"), widget=forms.DateInput)
    letter = forms.CharField(
        label=_("How it came"), min_length=5, max_length=500, help_text=_("A letter and its number, a call, a visit.")
    )


class RefuseForm(forms.Form):
    """On which ground a request is refused."""

    why = forms.CharField(label=_("Ground"), min_length=5, max_length=500)


def given(said: dict[str, Any]) -> dict[str, Any]:
    """Return a consent's values as its command takes them."""
    names = {"text": "text", "given_how": "how", "given_at": "at"}
    return {names[name]: value for name, value in said.items() if name in names}
