"""What is asked when a booked meeting is moved or cancelled."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.core import clock


class MoveForm(forms.Form):
    """Another of the free times."""

    at = forms.ChoiceField(label=_("Free times"))

    def __init__(self, *args: Any, times: Sequence[datetime], words: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["at"].choices = [(each.isoformat(), words(each)) for each in times]  # type: ignore[attr-defined]

    def clean_at(self) -> datetime:
        """Return the time as a moment."""
        return datetime.fromisoformat(self.cleaned_data["at"]).astimezone(clock.UTC)


class OwnerForm(forms.Form):
    """Who meets the client instead."""

    owner = forms.TypedChoiceField(
        label=_("With whom"), coerce=int, help_text=_("At the same time; the client is written to.")
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["owner"].choices = [("", "—"), *people]  # type: ignore[attr-defined]


class CancelForm(forms.Form):
    """Why it will not be: the client reads it."""

    reason = forms.CharField(
        label=_("Why"), max_length=300, required=False, help_text=_("The client reads it in the letter.")
    )
