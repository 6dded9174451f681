"""Surveys as they are filled in: what the company asks, what is asked of one client, the client's own answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.channels.rules.surveys import SCALES, SurveyPolicy
from mostik.channels.terms import CALLERS, SURVEY_KINDS, SurveyKind

KINDS = [(code.value, _(words)) for code, words in SURVEY_KINDS.items()]


class SurveyPolicyForm(forms.Form):
    """What clients are asked, when, how often, and who calls after a low mark."""

    kind = forms.ChoiceField(label=_("What clients are asked"), choices=KINDS)
    after_payment = forms.BooleanField(label=_("Ask by itself after a deal's first payment"), required=False)
    wait_days = forms.IntegerField(label=_("Days after the payment"), min_value=0, max_value=90)
    every_days = forms.IntegerField(
        label=_("No oftener than once in so many days"),
        min_value=1,
        max_value=730,
        help_text=_("Of one client, by all of their deals."),
    )
    change_hours = forms.IntegerField(label=_("Hours an answer may be changed"), min_value=1, max_value=720)
    open_days = forms.IntegerField(label=_("Days the link opens"), min_value=1, max_value=180)
    caller = forms.ChoiceField(
        label=_("Who calls after a low mark"), choices=[(code.value, _(words)) for code, words in CALLERS.items()]
    )
    call_hours = forms.IntegerField(label=_("Within so many working hours"), min_value=1, max_value=40)

    @property
    def policy(self) -> SurveyPolicy:
        """What was decided."""
        return SurveyPolicy(**self.cleaned_data)


class AskSurveyForm(forms.Form):
    """What one client is asked."""

    kind = forms.ChoiceField(label=_("What to ask"), choices=KINDS)


class MarkForm(forms.Form):
    """A client's mark and words."""

    score = forms.TypedChoiceField(
        label=_("Your mark"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the marks."), "invalid_choice": _("Choose one of the marks.")},
    )
    comment = forms.CharField(
        label=_("What should we know? (if you like)"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, kind: SurveyKind, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["score"].choices = [(mark, str(mark)) for mark in SCALES[kind]]  # type: ignore[attr-defined]
