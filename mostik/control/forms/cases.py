"""What is asked about figures: actions, norms of order, causes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.control.models import CAUSES, ActionKind, ActionState
from mostik.control.queries.order import TITLES, Disorder, Norms
from mostik.control.terms import Cause
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.people.queries.names import choices_of
from mostik.people.queries.people import colleagues

TODAY_OR_LATER = _("The day has passed. Choose today or a later day.")


class ActionForm(forms.Form):
    """What to do about a figure."""

    kind = forms.ChoiceField(label=_("What to do"), choices=ActionKind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What exactly"), max_length=500, help_text=_("One sentence the person will understand.")
    )
    owner_id = forms.TypedChoiceField(label=_("Who does it"), coerce=int)
    due_on = forms.DateField(label=_("By"), widget=forms.DateInput)
    person_id = forms.TypedChoiceField(coerce=int, required=False, empty_value=None, widget=forms.HiddenInput)
    metric = forms.CharField(max_length=32, widget=forms.HiddenInput)
    plan = forms.IntegerField(required=False, widget=forms.HiddenInput)
    fact = forms.IntegerField(required=False, widget=forms.HiddenInput)
    case = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, viewer: Actor, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        people = choices_of(colleagues(viewer=viewer))
        self.fields["owner_id"].choices = people  # type: ignore[attr-defined]
        self.fields["person_id"].choices = people  # type: ignore[attr-defined]

    def clean_due_on(self) -> object:
        """Refuse a day gone by."""
        if self.cleaned_data["due_on"] < clock.today():
            raise forms.ValidationError(TODAY_OR_LATER)
        return self.cleaned_data["due_on"]


class NormsForm(forms.Form):
    """How much disorder is let pass."""

    def __init__(self, *args: object, known: Norms, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for kind in Disorder:
            self.fields[kind.value] = forms.IntegerField(
                label=TITLES[kind], min_value=0, max_value=100, initial=known.percents[kind]
            )
        self.fields["minutes"] = forms.IntegerField(
            label=_("A new lead is answered within, working minutes"),
            min_value=1,
            max_value=2400,
            initial=known.minutes,
        )

    @property
    def percents(self) -> dict[Disorder, int]:
        """Return the norms as typed."""
        return {kind: self.cleaned_data[kind.value] for kind in Disorder}


class CauseForm(forms.Form):
    """Why a figure lags."""

    cause = forms.ChoiceField(label=_("Why is it so?"), choices=CAUSES, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In your own words"),
        max_length=500,
        required=False,
        help_text=_("One sentence: what got in the way."),
    )
    cause.wide = text.wide = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """Want words where nothing of the list fits."""
        said = super().clean() or {}
        if said.get("cause") == Cause.OTHER and not said.get("text"):
            self.add_error("text", _("Say what it is: nothing of the list fits."))
        return said


class CaseEndForm(forms.Form):
    """What came of a case."""

    outcome = forms.CharField(
        label=_("What came of it"), max_length=500, help_text=_("Whoever reads it in a month will understand.")
    )
    outcome.wide = True  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """What came of an action."""

    state = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[(ActionState.DONE, ActionState.DONE.label), (ActionState.DROPPED, ActionState.DROPPED.label)],
        widget=forms.RadioSelect,
        initial=ActionState.DONE,
    )
    outcome = forms.CharField(label=_("What came of it"), max_length=500, help_text=_("The next one starts from here."))
