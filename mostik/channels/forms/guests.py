"""What a visitor fills in to book a meeting."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from mostik.channels.rules.bookings import mistakes
from mostik.channels.terms import Guest


class GuestForm(forms.Form):
    """Who comes and how to reach them. ``website`` is for machines alone: people do not see it."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = forms.CharField(
        label=_("Phone"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        help_text=_("The invitation and every change come here."),
    )
    consent = forms.BooleanField(label=_("I agree to the processing of my data to hold this meeting"), required=False)
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    website = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, questions: Sequence[Mapping[str, Any]], zone: str, **rest: Any) -> None:
        super().__init__(*args, initial={"key": uuid4().hex}, **rest)
        self.zone, self.questions, self.asked = (
            zone,
            questions,
            [f"answer_{number}" for number in range(len(questions))],
        )
        for name, each in zip(self.asked, questions, strict=True):
            self.fields[name] = forms.CharField(
                label=each["words"],
                max_length=1000,
                required=bool(each["required"]),
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def question_fields(self) -> list[forms.BoundField]:
        """Return the questions of the meeting."""
        return [self[name] for name in self.asked]

    def clean(self) -> dict[str, Any]:
        """Say all that is wrong at once, each thing at its field."""
        for refused in mistakes(self.guest(), self.questions):
            if refused.field not in self.errors:
                self.add_error(refused.field, refused.text(gettext))
        return self.cleaned_data

    def guest(self) -> Guest:
        """Return what was said."""
        said = self.cleaned_data
        return Guest(
            name=said.get("name", ""),
            phone=said.get("phone", ""),
            email=said.get("email", ""),
            zone=self.zone,
            language=(get_language() or "ru")[:2],
            answers=tuple(said.get(name, "") for name in self.asked),
            consent=said.get("consent", False),
        )
