"""Forms of the grid of shifts: one cell, many at once, two people swapped."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.kernel.refusals import Refusal
from mostik.people.access import User
from mostik.people.queries.names import choices_of
from mostik.people.rules.shifts import Shift, read_shift
from mostik.web import formats

HOURS, OFF, USUAL = "hours", "off", "usual"
HELP = _("For example 09:00-13:00, 14:00-18:00; a night shift is written 20:00-08:00.")


class HoursForm(forms.Form):
    """What becomes of a shift: hours of its own, a day off, or as the schedule says."""

    way = forms.ChoiceField(
        label=_("The shift"),
        widget=forms.RadioSelect,
        initial=HOURS,
        choices=[(HOURS, _("hours")), (OFF, _("day off")), (USUAL, _("as the schedule says"))],
    )
    hours = forms.CharField(label=_("Hours"), max_length=200, required=False, help_text=HELP)

    def clean(self) -> dict[str, Any]:
        """Hours are read at once, so that what cannot be read is said at its field."""
        said = super().clean() or {}
        if said.get("way") == HOURS:
            try:
                said["shift"] = read_shift(said.get("hours", ""))
            except Refusal as refusal:
                self.add_error("hours", refusal.text(str))
            else:
                if not said["shift"]:
                    self.add_error("hours", _("Write the hours, or choose a day off."))
        return said

    @property
    def shift(self) -> Shift | None:
        """Return the shift chosen; none for the schedule's."""
        way = self.cleaned_data["way"]
        return None if way == USUAL else () if way == OFF else self.cleaned_data["shift"]


class DaysField(forms.TypedMultipleChoiceField):
    """Days of one week."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(label=_("Days"), coerce=date.fromisoformat, widget=forms.CheckboxSelectMultiple, **rest)

    def of_week(self, monday: date) -> None:
        """Offer the days of a week."""
        days = [monday + timedelta(days=at) for at in range(7)]
        self.choices = [(day.isoformat(), f"{formats.weekday(day)} {formats.day(day)}") for day in days]


class FillForm(HoursForm):
    """One shift for many people and days."""

    people = forms.TypedMultipleChoiceField(label=_("People"), coerce=int, widget=forms.CheckboxSelectMultiple)
    days = DaysField()

    def __init__(self, *args: Any, people: Sequence[User], monday: date, **rest: Any) -> None:
        super().__init__(*args, **rest)
        _offer(self, ["people"], people, monday)


class SwapForm(forms.Form):
    """Two people who take each other's shifts."""

    first = forms.TypedChoiceField(label=_("Who"), coerce=int)
    second = forms.TypedChoiceField(label=_("With whom"), coerce=int)
    days = DaysField()

    def __init__(self, *args: Any, people: Sequence[User], monday: date, **rest: Any) -> None:
        super().__init__(*args, **rest)
        _offer(self, ["first", "second"], people, monday)


def _offer(form: forms.Form, names: Sequence[str], people: Sequence[User], monday: date) -> None:
    for name in names:
        field = form.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices_of(people)
    days = form.fields["days"]
    assert isinstance(days, DaysField)
    days.of_week(monday)
