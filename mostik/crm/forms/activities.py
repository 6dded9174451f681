"""What is typed about activities, made clean: the next step in one line, how something ended, a changed plan."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.forms.own import add_own, form_fields
from mostik.crm.models import Activity
from mostik.crm.queries.hours import personal_hours
from mostik.crm.queries.words import KINDS, RESULTS
from mostik.crm.rules.fields.kinds import FieldView
from mostik.crm.rules.steps import LONGEST, Step, read_step
from mostik.crm.terms import RESULTS as FITTING
from mostik.crm.terms import ActivityKind, ActivityResult, Holder
from mostik.kernel.refusals import Refusal
from mostik.people.queries.names import choices_of
from mostik.people.queries.people import colleagues

LOGGED = (ActivityKind.CALL, ActivityKind.MEETING, ActivityKind.EMAIL, ActivityKind.MESSAGE, ActivityKind.TASK)


class StepForm(forms.Form):
    """The next step in one line: what and when."""

    step = forms.CharField(
        label=gettext_lazy("Next step"),
        max_length=LONGEST,
        help_text=gettext_lazy("call tomorrow 15:00 · meeting 25.11 at 10 · in 2 days send the offer"),
        error_messages={"required": gettext_lazy("Say what comes next and when, for example: call tomorrow 15:00.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-key": "n"}),
    )

    def __init__(self, *args: Any, viewer: Actor, **kwargs: Any) -> None:
        self.viewer = viewer
        super().__init__(*args, **kwargs)

    def clean_step(self) -> Step:
        """Return the step the line means."""
        now = clock.now().astimezone(clock.zone())
        try:
            return read_step(self.cleaned_data["step"], now=now, hours=personal_hours(viewer=self.viewer))
        except Refusal as refusal:
            raise ValidationError(refusal.text(_)) from None


class ResultForm(forms.Form):
    """How something ended, and what was said."""

    result = forms.TypedChoiceField(
        label=gettext_lazy("How it ended"),
        coerce=ActivityResult,
        error_messages={
            "required": gettext_lazy("Choose how it ended."),
            "invalid_choice": gettext_lazy("Choose how it ended."),
        },
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("In their words"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    own: Sequence[FieldView] = ()

    def __init__(
        self,
        *args: Any,
        kind: ActivityKind | None = None,
        viewer: Actor | None = None,
        row: Activity | None = None,
        **kwargs: Any,
    ) -> None:
        """Offer the ends that fit the kind, and own fields where a viewer and the record are given.

        Without a kind any end is read, and the command says whether it fits.
        """
        super().__init__(*args, **kwargs)
        if viewer and row:
            self.own = form_fields(Holder.ACTIVITY, viewer=viewer)
            add_own(self, self.own, row.own, viewer=viewer)
        field = self.fields["result"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(result.value, RESULTS[result]) for result in (FITTING[kind] if kind else ActivityResult)]

    @property
    def own_fields(self) -> list[Any]:
        """Return the own fields as the form shows them."""
        return [self[each.name] for each in self.own]


class LogForm(forms.Form):
    """Something done without having been planned: its kind and end, what was said, how long it took."""

    ended = forms.ChoiceField(
        label=gettext_lazy("What was done"),
        error_messages={
            "required": gettext_lazy("Choose what was done."),
            "invalid_choice": gettext_lazy("Choose what was done."),
        },
    )
    note = forms.CharField(
        label=gettext_lazy("In their words"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), required=False, min_value=0, max_value=24 * 60)

    def __init__(self, *args: Any, kinds: Sequence[ActivityKind] = LOGGED, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ended"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (f"{kind}:{result}", f"{KINDS[kind]}: {str(RESULTS[result]).lower()}")
            for kind in kinds
            for result in FITTING[kind]
        ]

    @property
    def kind(self) -> ActivityKind:
        """Return what was done."""
        return ActivityKind(self.cleaned_data["ended"].partition(":")[0])

    @property
    def result(self) -> ActivityResult:
        """Return how it ended."""
        return ActivityResult(self.cleaned_data["ended"].partition(":")[2])


class NoteForm(forms.Form):
    """A note on a deal or client."""

    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=5000,
        error_messages={"required": gettext_lazy("Write the note first.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PlanForm(forms.Form):
    """A changed plan: its words, time, owner, promise."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=gettext_lazy("What"), required=False, max_length=200)
    due_at = forms.DateTimeField(label=gettext_lazy("When"), widget=forms.DateTimeInput)
    owner = forms.TypedChoiceField(label=gettext_lazy("Who does it"), coerce=int)
    promised = forms.BooleanField(label=gettext_lazy("The client was promised this time"), required=False)

    def __init__(self, *args: Any, viewer: Actor, row: Activity, **kwargs: Any) -> None:
        initial = {name: getattr(row, name) for name in ("version", "title", "due_at", "promised")}
        super().__init__(*args, initial=initial | {"owner": row.owner_id}, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = people_choices(viewer=viewer, besides=(row.owner_id, row.owner.short_name))
        self.own = form_fields(Holder.ACTIVITY, viewer=viewer)
        add_own(self, self.own, row.own, viewer=viewer)

    @property
    def own_fields(self) -> list[Any]:
        """Return the own fields as the form shows them."""
        return [self[each.name] for each in self.own]


class MoveForm(forms.Form):
    """A new time for many."""

    due_at = forms.DateTimeField(label=gettext_lazy("New time"), widget=forms.DateTimeInput)


class HandOverForm(forms.Form):
    """Who takes over."""

    owner = forms.TypedChoiceField(
        label=gettext_lazy("To whom"),
        coerce=int,
        error_messages={"required": gettext_lazy("Choose somebody from your own people.")},
    )

    def __init__(self, *args: Any, viewer: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("choose")), *people_choices(viewer=viewer)]


def people_choices(*, viewer: Actor, besides: tuple[int, str] | None = None) -> list[tuple[int, str]]:
    """Return the people an activity may be given to, and whose it is now although out of reach."""
    choices = choices_of(colleagues(viewer=viewer))
    known = {pk for pk, _name in choices}
    return choices if besides is None or besides[0] in known else [besides, *choices]
