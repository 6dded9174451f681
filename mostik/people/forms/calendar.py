"""Days, schedules and absences as they are filled in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.people.models import Absence, Schedule, User
from mostik.people.models.calendar import ABSENCE_KINDS, NEW_WORK
from mostik.people.queries import schedules
from mostik.people.queries.substitution import substitutes
from mostik.people.rules.schedules import OFFICE_WEEK, Pattern, pattern_of, written
from mostik.people.terms import AbsenceKind, DayKind, NewWork

DAY_WORDS = [
    ("", _("as in the country's calendar")),
    (DayKind.OFF.value, _("day off")),
    (DayKind.WORKING.value, _("working day")),
    (DayKind.SHORT.value, _("shortened by an hour")),
]


class DayForm(forms.Form):
    """What the company makes of a day."""

    kind = forms.ChoiceField(label=_("For the whole company this day is"), choices=DAY_WORDS, required=False)
    title = forms.CharField(
        label=_("Why"), max_length=120, required=False, help_text=_("For example: the company's birthday.")
    )

    @property
    def day_kind(self) -> DayKind | None:
        """Return the kind chosen; none for the country's."""
        return DayKind(self.cleaned_data["kind"]) if self.cleaned_data["kind"] else None


class ScheduleForm(forms.Form):
    """A schedule: a week of seven lines, or a cycle of any."""

    title = forms.CharField(label=_("Title"), max_length=80)
    way = forms.ChoiceField(
        label=_("Repeats"),
        widget=forms.RadioSelect,
        choices=[("week", _("by weeks, with the country's holidays")), ("cycle", _("by days, holidays or not"))],
    )
    days = forms.CharField(
        label=_("Hours of each day"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "A line for each day, for example 09:00-13:00, 14:00-18:00. “off” is a day off. A week begins on Monday. "
            "A night shift is written 20:00-08:00."
        ),
    )
    anchor = forms.DateField(
        label=_("First day of the cycle"), required=False, widget=forms.DateInput, help_text=_("Only for a cycle.")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: Schedule | None = None, **rest: Any) -> None:
        super().__init__(*args, initial=_written(row), **rest)

    def clean(self) -> dict[str, Any]:
        """A cycle begins on a day; a week needs none."""
        said = super().clean() or {}
        if said.get("way") == "cycle" and not said.get("anchor") and "anchor" not in self.errors:
            self.add_error("anchor", _("Choose the day the cycle begins on."))
        if said.get("way") == "week":
            said["anchor"] = None
        return said

    @property
    def lines(self) -> list[str]:
        """Return the days as written, one a line."""
        return str(self.cleaned_data["days"]).splitlines()

    @property
    def pattern(self) -> Pattern:
        """Return what was written as a pattern; refuses what cannot be read."""
        return pattern_of(self.lines, self.cleaned_data["anchor"])


def _written(row: Schedule | None) -> dict[str, Any]:
    pattern = row.hours if row else OFFICE_WEEK
    days = "\n".join(written(hours) or "off" for hours in pattern.days)
    known = {"title": row.title, "version": row.version} if row else {}
    return {**known, "way": "cycle" if pattern.cycle else "week", "days": days, "anchor": pattern.anchor}


class FollowForm(forms.Form):
    """Which schedule somebody follows, and from when."""

    schedule_id = forms.TypedChoiceField(label=_("Schedule"), coerce=int)
    from_day = forms.DateField(label=_("From the day"), widget=forms.DateInput)

    def __init__(self, *args: Any, viewer: Actor, **rest: Any) -> None:
        super().__init__(*args, initial={"from_day": clock.today()}, **rest)
        known = [(each.id, each.title) for each in schedules.schedules(viewer=viewer)]
        self.fields["schedule_id"].choices = known  # type: ignore[attr-defined]


class AbsenceForm(forms.Form):
    """Whole days somebody is away."""

    kind = forms.ChoiceField(label=_("Why away"), choices=ABSENCE_KINDS)
    first = forms.DateField(label=_("First day"), widget=forms.DateInput)
    last = forms.DateField(label=_("Last day"), widget=forms.DateInput)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    substitute = forms.TypedChoiceField(
        label=_("Who stands in"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Gets their deals, tasks, calls and requests to decide for these days; then all comes back."),
    )
    new_work = forms.ChoiceField(label=_("New leads and tasks"), choices=NEW_WORK, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Actor, person: User, row: Absence | None = None, **rest: Any) -> None:
        names = ("kind", "first", "last", "note", "new_work", "version")
        known = {name: getattr(row, name) for name in names} | {"substitute": row.substitute_id} if row else {}
        super().__init__(*args, initial=known, **rest)
        others = [each for each in substitutes(viewer=viewer) if each.pk != person.pk]
        field = self.fields["substitute"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("nobody")), *((each.pk, each.full_name) for each in others)]

    @property
    def values(self) -> dict[str, Any]:
        """Return what was filled in, without the version."""
        said = {name: self.cleaned_data[name] for name in ("first", "last", "note")}
        chosen = NewWork(self.cleaned_data["new_work"] or NewWork.STAYS)
        named = {"substitute_id": self.cleaned_data["substitute"], "new_work": chosen}
        return {**said, **named, "kind": AbsenceKind(self.cleaned_data["kind"])}
