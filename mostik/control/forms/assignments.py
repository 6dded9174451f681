"""What is asked about assignments."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mostik.control.commands.assignments import Asked
from mostik.control.forms.cases import TODAY_OR_LATER
from mostik.control.models import ORIGINS
from mostik.control.terms import Origin
from mostik.core import clock
from mostik.people.access import User
from mostik.people.queries.names import choices_of

ROWS = {"rows": 3}


class AssignmentForm(forms.Form):
    """What is to be done, by whom, by when; who gave it and where it comes from."""

    text = forms.CharField(
        label=_("What is to be done"),
        max_length=1000,
        widget=forms.Textarea(attrs=ROWS),
        help_text=_("So that both will know whether it is done."),
    )
    owner_id = forms.TypedChoiceField(label=_("Who does it"), coerce=int)
    due_on = forms.DateField(label=_("By"), widget=forms.DateInput)
    giver_id = forms.TypedChoiceField(label=_("Who gives it"), coerce=int)
    origin = forms.ChoiceField(label=_("Where it comes from"), choices=ORIGINS)
    origin_words = forms.CharField(
        label=pgettext_lazy("of an assignment", "Of what"),
        max_length=200,
        required=False,
        help_text=_("A meeting's name and day, a letter, an incident."),
    )
    place = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text.wide = origin_words.wide = True  # type: ignore[attr-defined]

    def __init__(
        self, *args: object, people: Sequence[User], givers: Sequence[User] = (), due: object = None, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._due = due
        self.fields["owner_id"].choices = choices_of(people)  # type: ignore[attr-defined]
        self.fields["giver_id"].choices = choices_of(givers)  # type: ignore[attr-defined]
        if not givers:
            del self.fields["giver_id"]

    def clean_due_on(self) -> object:
        """Refuse a day gone by, save the day there is."""
        if self.cleaned_data["due_on"] < clock.today() and self.cleaned_data["due_on"] != self._due:
            raise forms.ValidationError(TODAY_OR_LATER)
        return self.cleaned_data["due_on"]

    @property
    def asked(self) -> Asked:
        """Return what was typed."""
        said = self.cleaned_data
        return Asked(
            text=said["text"],
            owner_id=said["owner_id"],
            due_on=said["due_on"],
            origin=Origin(said["origin"]),
            origin_words=said["origin_words"],
            place=said["place"],
            giver_id=said.get("giver_id"),
        )


class TakerForm(forms.Form):
    """Who does it instead."""

    owner_id = forms.TypedChoiceField(label=_("Who does it"), coerce=int)
    owner_id.wide = True  # type: ignore[attr-defined]

    def __init__(self, *args: object, people: Sequence[User], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["owner_id"].choices = choices_of(people)  # type: ignore[attr-defined]


class AcceptForm(forms.Form):
    """A word on taking or accepting, if there is one."""

    text = forms.CharField(label=_("In your own words"), max_length=500, required=False)
    text.wide = True  # type: ignore[attr-defined]


class ObjectForm(forms.Form):
    """Why somebody objects."""

    text = forms.CharField(
        label=_("Why do you object?"),
        max_length=500,
        widget=forms.Textarea(attrs=ROWS),
        help_text=_("Whoever gave it withdraws it, hands it over or gives it back to you."),
    )
    text.wide = True  # type: ignore[attr-defined]


class DayForm(forms.Form):
    """Another day and why."""

    due_on = forms.DateField(label=_("By"), widget=forms.DateInput)
    why = forms.CharField(label=_("Why another day?"), max_length=500)
    due_on.wide = why.wide = True  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    """Whether another day is granted."""

    granted = forms.TypedChoiceField(
        label=_("Another day"),
        choices=[("1", _("Grant it")), ("", _("Keep the day"))],
        coerce=bool,
        empty_value=False,
        required=False,
        initial="1",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("In your own words"), max_length=500, required=False)
    granted.wide = words.wide = True  # type: ignore[attr-defined]


class ActForm(forms.Form):
    """What was done."""

    text = forms.CharField(
        label=_("What was done"),
        max_length=1000,
        widget=forms.Textarea(attrs=ROWS),
        help_text=_("In words, with a link where there is something to look at."),
    )
    text.wide = True  # type: ignore[attr-defined]


class ReturnForm(forms.Form):
    """What is lacking."""

    why = forms.CharField(label=_("What is lacking?"), max_length=500, widget=forms.Textarea(attrs=ROWS))
    why.wide = True  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Why it need not be done."""

    why = forms.CharField(label=_("Why need it not be done?"), max_length=500, required=False)
    why.wide = True  # type: ignore[attr-defined]
