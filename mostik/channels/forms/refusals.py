"""Refusals as they are filled in: the reason a person reads in an answer, the phrases it is read by."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from mostik.crm.queries.pipelines import reasons


class SettleForm(forms.Form):
    """Which reason a person reads in an answer."""

    reason = forms.TypedChoiceField(label=gettext_lazy("The client's reason"), coerce=int)

    def __init__(self, *args: Any, viewer: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["reason"].choices = list(reasons(viewer=viewer).items())  # type: ignore[attr-defined]


class PhrasesForm(forms.Form):
    """By which phrases a reason is read."""

    words = forms.CharField(
        label=gettext_lazy("Phrases"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("One a line. Words stand for all their forms; with a star for every word begun so."),
    )
