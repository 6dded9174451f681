"""What is asked about incidents and measures."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mostik.control.forms.cases import TODAY_OR_LATER
from mostik.control.models import INCIDENT_KINDS, SEVERITIES
from mostik.control.terms import IncidentKind, Severity
from mostik.core import clock
from mostik.people.queries.names import choices_of


class ReportForm(forms.Form):
    """What happened: one field is enough, the rest is picked beforehand."""

    text = forms.CharField(
        label=pgettext_lazy("of an incident", "What happened"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where, to whom, what is needed now. Management is told at once, at any hour."),
    )
    severity = forms.ChoiceField(
        label=_("How bad it is"), choices=SEVERITIES, widget=forms.RadioSelect, initial=Severity.SERIOUS
    )
    kind = forms.ChoiceField(
        label=_("What is endangered"), choices=INCIDENT_KINDS, widget=forms.RadioSelect, initial=IncidentKind.CLIENTS
    )
    confidential = forms.BooleanField(
        label=_("Confidential"), required=False, help_text=_("Read only by you, whoever answers for it and management.")
    )
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    text.wide = severity.wide = kind.wide = confidential.wide = True  # type: ignore[attr-defined]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, initial={"key": uuid4().hex}, **kwargs)  # type: ignore[arg-type]


class OwnerForm(forms.Form):
    """Who answers for an incident."""

    owner_id = forms.TypedChoiceField(label=_("Who answers for it"), coerce=int)

    def __init__(self, *args: object, people: Sequence[Any], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["owner_id"].choices = choices_of(people)  # type: ignore[attr-defined]


class MeasureForm(OwnerForm):
    """What is to be done about an incident, by whom, by when."""

    text = forms.CharField(label=_("What exactly"), max_length=500)
    owner_id = forms.TypedChoiceField(label=_("Who does it"), coerce=int)
    due_on = forms.DateField(label=_("By"), widget=forms.DateInput)
    text.wide = True  # type: ignore[attr-defined]
    field_order = ("text", "owner_id", "due_on")

    def clean_due_on(self) -> object:
        """Refuse a day gone by."""
        if self.cleaned_data["due_on"] < clock.today():
            raise forms.ValidationError(TODAY_OR_LATER)
        return self.cleaned_data["due_on"]


class MeasureEndForm(forms.Form):
    """What came of a measure."""

    outcome = forms.CharField(label=_("What came of it"), max_length=500)
    outcome.wide = True  # type: ignore[attr-defined]


class IncidentEndForm(forms.Form):
    """Why an incident happened and what is concluded."""

    cause = forms.CharField(label=_("Why it happened"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    conclusion = forms.CharField(
        label=_("Conclusion"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What will be otherwise, so that it does not happen again."),
    )
    cause.wide = conclusion.wide = True  # type: ignore[attr-defined]


class WhyForm(forms.Form):
    """Why a closed incident is not over."""

    why = forms.CharField(label=_("Why is it not over?"), max_length=500)
    why.wide = True  # type: ignore[attr-defined]
