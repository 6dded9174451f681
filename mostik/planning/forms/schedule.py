"""Events of a department as forms."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.planning.commands.schedule import LEAST, MOST, EventSaid, said_of
from mostik.planning.models import EVENT_KINDS, REPEATS, DepartmentEvent
from mostik.planning.terms import EventKind, Repeat


class EventForm(forms.Form):
    """What an event is: when, how often, who, where."""

    title = forms.CharField(label=_("Title"), max_length=160)
    kind = forms.TypedChoiceField(label=_("Kind"), coerce=EventKind, choices=EVENT_KINDS)
    first = forms.DateField(label=_("Day"), widget=forms.DateInput)
    at = forms.TimeField(label=_("Begins"), widget=forms.TimeInput)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=LEAST, max_value=MOST)
    repeat = forms.TypedChoiceField(label=_("Repeats"), coerce=Repeat, choices=REPEATS)
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput, help_text=_("Of what repeats."))
    team = forms.TypedChoiceField(
        label=_("Team"), coerce=int, empty_value=None, required=False, help_text=_("Empty: the whole department.")
    )
    people = forms.TypedMultipleChoiceField(
        label=_("Or these people alone"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    host = forms.TypedChoiceField(label=_("Who holds it"), coerce=int, empty_value=None, required=False)
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    link = forms.URLField(label=_("Link to join"), max_length=300, required=False, assume_scheme="https")
    note = forms.CharField(label=_("Note"), max_length=500, required=False)
    covered = forms.BooleanField(label=_("Somebody else takes leads meanwhile"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, teams: Sequence[tuple[int | None, str]], guests: Sequence[tuple[int, str]], **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        self.fields["team"].choices = [("" if pk is None else pk, title) for pk, title in teams]  # type: ignore[attr-defined]
        self.fields["people"].choices = list(guests)  # type: ignore[attr-defined]
        self.fields["host"].choices = [("", "—"), *guests]  # type: ignore[attr-defined]

    @property
    def said(self) -> EventSaid:
        """What the event is."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return EventSaid(**{**told, "people": tuple(told["people"])})


class MoveForm(forms.Form):
    """When one occurrence of an event is instead."""

    first = forms.DateField(label=_("Day"), widget=forms.DateInput)
    at = forms.TimeField(label=_("Begins"), widget=forms.TimeInput)


def known_of(row: DepartmentEvent) -> dict[str, Any]:
    """Return what an event's form begins with."""
    return {**asdict(said_of(row)), "version": row.version}
